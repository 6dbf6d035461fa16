import { type Answer, differs, type Lane } from "../answer/answer.ts";
import { isOpen } from "../answer/cards.ts";
import { type Hash, hashOn, noHash } from "../answer/hash.ts";
import type { Run } from "../answer/run.ts";
import type { SourceText } from "../answer/saved.ts";
import { closing } from "../markdown/message-state.ts";
import { keepLatest } from "../slack/keep-latest.ts";
import type { SourceSink } from "../source/read-source.ts";
import type { StreamFrom } from "../types/index.ts";
import type { RecordFrom, RecordText } from "./record.ts";

export const fromStart: RecordFrom = { characters: 0, items: 0, skip: 0, hash: noHash };

/** Follows a source: its text, counted from the beginning of the answer, and the place from which a later process may read it. */
export interface SourceTracker extends SourceText {
  /** Receives the source's items before the sink of the run. */
  readonly sink: SourceSink;
  readonly from: RecordFrom;
  /** The whole text, if the answer has only text. */
  toText(): RecordText | undefined;
  /** Moves `from` forward to the present place, if a source could begin there. */
  moveOn(answer: Answer): void;
}

export interface WatchOptions {
  readonly from: RecordFrom;
  /** The earlier text, if it is stored. A source may begin at the end of this text. */
  readonly text: RecordText | undefined;
}

export function createSourceTracker(
  run: Run,
  given: StreamFrom & { readonly looked: boolean },
  { from, text }: WatchOptions,
): SourceTracker {
  const { inbox, agent } = run;
  let hasBegun = false;
  /** Where each item since `from` began, in the inbox's text. */
  const starts: number[] = [];
  let itemsBefore = 0;
  /** Set if the answer has cards, or steps that may be taken back. They would differ if only the rest of the source were read. */
  let isPlain = true;
  let last = from;
  let hashes = createHashes(fromStart, (start, end) => inbox.textBetween(start, end));

  /** Called with the first item, or with the end of a source that gave none. */
  const begin = () => {
    if (hasBegun) return;
    hasBegun = true;
    if (!given.looked) {
      last = fromStart;
      return;
    }
    itemsBefore = given.items;
    if (text !== undefined) {
      last = fromStart;
      agent.text(text.said);
      for (let item = 0; item < text.items; item += 1) starts.push(0);
      return;
    }
    const base = from.characters;
    run.base = base;
    hashes = createHashes(from, (start, end) => inbox.textBetween(start - base, end - base));
  };

  const tracker: SourceTracker = {
    get base() {
      return run.base;
    },
    get length() {
      return run.base + inbox.length;
    },
    get from() {
      return last;
    },
    hash: (end) => hashes.of(Math.min(end, tracker.length)),
    toText: () =>
      isPlain && run.base === 0 ? { said: inbox.allText(), items: itemsBefore + starts.length } : undefined,
    moveOn({ lanes: [main] }) {
      if (!isPlain || !mayBeginBehind(main)) return;
      const at = main.offset;
      const next = starts.findIndex((start) => start >= at);
      const whole = next === -1 && inbox.length === at ? starts.length : next;
      const isWhole = whole !== -1 && (starts[whole] ?? at) === at;
      const index = isWhole ? whole : (whole === -1 ? starts.length : whole) - 1;
      if (index < 0) return;
      last = {
        characters: run.base + at,
        items: itemsBefore + index,
        skip: isWhole ? 0 : at - (starts[index] ?? at),
        hash: tracker.hash(run.base + at),
      };
      itemsBefore += index;
      starts.splice(0, index);
    },
    sink: {
      text: (said) => agent.text(said),
      chunk(chunk) {
        isPlain = false;
        agent.chunk(chunk);
      },
      part(part) {
        isPlain = false;
        agent.part(part);
        if (part.type === "reset-step") hashes.cut(tracker.length);
      },
      textOver: () => agent.textOver(),
      heard() {
        begin();
        if (isPlain) starts.push(inbox.length);
        agent.heard();
      },
      gaveNothing: () => agent.gaveNothing(),
      failed(error) {
        begin();
        agent.failed(error);
      },
      aborted(reason) {
        begin();
        agent.aborted(reason);
      },
      done() {
        begin();
        agent.done();
      },
      get closed() {
        return agent.closed;
      },
    },
  };
  return tracker;
}

/** Hashes of a text up to some offsets. Each is continued from the nearest one before it, so only new text is read. */
interface TextHashes {
  of(end: number): Hash;
  /** The text after this offset was taken back. */
  cut(to: number): void;
}

/** More hashes than an answer has messages. */
const mostHashes = 256;

function createHashes(
  { characters: begin, hash: first }: Pick<RecordFrom, "characters" | "hash">,
  read: (start: number, end: number) => string,
): TextHashes {
  /** By the offset at which each hash ends. The one that was used last is the last entry. */
  const known = new Map<number, Hash>();
  return {
    of(end) {
      let start = known.has(end) ? end : begin;
      let hash = known.get(end) ?? first;
      for (const [at, one] of start === end ? [] : known)
        if (at > start && at < end) [start, hash] = [at, one];
      if (start < end) hash = hashOn(hash, read(start, end));
      keepLatest(known, [end, hash], mostHashes);
      return hash;
    },
    cut(to) {
      for (const end of known.keys()) if (end > to) known.delete(end);
    },
  };
}

/** Whether all messages are settled, and no fence, list, table, line or card goes on in the next one. */
function mayBeginBehind({ messages, next, task }: Lane): boolean {
  const { allCards, markdown } = next;
  const isSettled = messages.every((message) => message.ended !== undefined && !differs(message));
  if (messages.length === 0 || !isSettled || task !== undefined || allCards.some(isOpen)) return false;
  const { block, inLine, lineText } = markdown;
  return (
    block.leaf.type === "none" &&
    block.containers.length === 0 &&
    !inLine &&
    lineText === "" &&
    closing(markdown) === ""
  );
}

/** Records whether the source has read where to begin. */
export function createFrom(from: RecordFrom, text: RecordText | undefined): StreamFrom & { looked: boolean } {
  const { characters, items, skip } =
    text === undefined ? from : { characters: text.said.length, items: text.items, skip: 0 };
  const given = { looked: false };
  // A copy of the object has three numbers. A log that writes it as JSON must not count as a read.
  const look = (value: number) => ({
    enumerable: true,
    get() {
      given.looked = true;
      return value;
    },
  });
  Object.defineProperty(given, "looked", { enumerable: false, writable: true });
  Object.defineProperty(given, "toJSON", { value: () => ({ characters, items, skip }) });
  return Object.defineProperties(given, {
    characters: look(characters),
    items: look(items),
    skip: look(skip),
  }) as StreamFrom & { looked: boolean };
}
