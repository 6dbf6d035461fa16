import { limits } from "../limits.ts";
import { isUnspaced } from "../markdown/characters.ts";
import { append, type InboxItem } from "../pacing/inbox-items.ts";
import { type Lane, toLimits, toTold } from "./answer.ts";
import { type Batch, composeBatch, countTaken } from "./compose-batch.ts";
import { type Content, isEmpty, nextContent, withClosedCards } from "./content.ts";
import { commit, createMessage, type Draft, emit, type MessageDraft, toDraft } from "./draft.ts";
import { isSameHash } from "./hash.ts";
import { type Inputs, toBatchOptions } from "./inputs.ts";
import { digest, type SavedLane, type SavedMessage, type SourceText } from "./saved.ts";
import { type CloseTask, toCloseTask, toRepairTask } from "./task.ts";

export interface Restored {
  readonly saved: SavedLane;
  readonly text: SourceText;
  /** A call to the last message was under way when it was saved. */
  readonly isUnderWay: boolean;
  /** A message was being opened, and nobody could find it. */
  readonly isOpeningLost: boolean;
}

/**
 * The lane as it stands in Slack, with what its messages hold composed anew from what the source has said, which has to be in the inbox.
 * Messages whose words the source does not say again are taken back.
 */
export function restoreLane(fresh: Lane, restored: Restored, inputs: Inputs): Lane {
  const { saved, text } = restored;
  const draft = toDraft(fresh);
  const { barren, cards, fallbackReason, maxBytes, refused, refusedBlocks } = saved;
  Object.assign(draft, { barren, cards, fallbackReason, maxBytes, refused, refusedBlocks });
  const { requested, transport } = saved;
  Object.assign(draft, { counts: { ...saved.counts }, requested, transport });
  draft.strays = { ...draft.strays, ...saved.strays };
  const { next, until } = saved.repeats;
  draft.repeats = { next: next || restored.isOpeningLost, until: Math.max(0, until - text.base) };
  const sizes = toLimits(inputs.settings, maxBytes);
  const reader = createReader(inputs.inbox.items);
  let content: Content = { ...draft.next, markdown: { ...draft.next.markdown, maxBytes } };
  if (text.base > 0) content = { ...content, markdown: { ...content.markdown, isContinuation: true } };
  let isOther = false;
  for (const one of saved.messages) {
    const message = restoreMessage(one, { content, base: text.base });
    draft.messages.push(message);
    if (isBefore(one, text.base)) continue;
    isOther ||= one.surely > text.length || !isSameHash(text.hash(one.surely), one.hash);
    if (isOther) takeAway(message, draft.offset);
    else {
      fill(draft, message, { one, restored, reader }, inputs);
      content = nextContent(message.wanted, sizes);
    }
  }
  draft.next = content;
  if (restored.isOpeningLost) draft.repeats.next = true;
  const open = draft.messages.at(-1);
  if (open !== undefined && open.ended === undefined)
    emit(draft, {
      type: "segment-start",
      channel: open.ref.channel,
      ts: open.ref.ts,
      transport: toTold(open.opened, draft),
    });
  return draft;
}

/** Whether a message is settled, and stands before the text that the source says this time. */
export function isBefore({ differs, end, ended }: SavedMessage, base: number): boolean {
  return base > 0 && end <= base && ended !== undefined && !differs;
}

/** The message without its text. */
export function restoreMessage(
  one: SavedMessage,
  { content, base }: { readonly content: Content; readonly base: number },
): MessageDraft {
  const { opened, startedAt, transport, uncertain } = one;
  const ref = { channel: one.channel, ts: one.ts };
  const start = one.start - base;
  const message = createMessage({ ref, transport: opened, startedAt, start, content, uncertain });
  message.transport = transport;
  message.end = one.end - base;
  message.editedTo = message.end;
  message.ended = one.ended;
  message.endedBefore = one.ended !== undefined;
  message.repaired = one.repaired;
  message.grew = one.grew;
  message.shown.keepalives = one.keepalives;
  return message;
}

/** The source says other words this time, so the message is to lose its text. */
function takeAway(message: MessageDraft, offset: number): void {
  if (message.ended === "deleted") return;
  message.start = offset;
  message.end = offset;
  message.takenBack = true;
  message.shown.differs = true;
}

interface Filling {
  readonly one: SavedMessage;
  readonly restored: Restored;
  readonly reader: Reader;
}

function fill(draft: Draft, message: MessageDraft, { one, restored, reader }: Filling, inputs: Inputs): void {
  const { text, saved, isUnderWay } = restored;
  const isOpen = one.ended === undefined;
  const end = Math.min(one.end, text.length) - text.base;
  const all = end - draft.offset;
  const around = reader.around(all);
  // The white space behind an ended message may end a line or a block: the next message reads it.
  const count = isOpen ? all : all - around.before.length + around.before.trimEnd().length;
  const tried = composeSaved(draft, { message, one, count, reader: reader.fork() }, inputs);
  const isAsWas = tried.isSame && !one.differs && end === one.end - text.base;
  const isLast = saved.messages.at(-1) === one;
  const isStreamed = isOpen && one.transport === "stream";
  const isOld = inputs.now - one.startedAt >= limits.lastRotationMs;
  const isPosted = draft.allowed === "post";
  const isSure = isPosted || (isAsWas && !(isLast && isUnderWay) && !(isStreamed && isOld));
  const seam = isStreamed && !isSure ? toSeam(around, tried.batch.content) : 0;
  const { batch } = composeSaved(draft, { message, one, count: count + seam, reader }, inputs);
  commit(draft, message, { batch, isConfirmed: !isOpen || isSure }, inputs);
  message.shown.cards = batch.content.cards.length > 0;
  message.worked = one.worked;
  if (isSure) return;
  message.shown.differs = true;
  if (one.ended === "deleted") return;
  // A line of ours was all there was.
  if (isEmpty(message.wanted)) takeAway(message, draft.offset);
  else if (isStreamed) draft.task = toBareClose(message, one, inputs);
  else if (!isOpen && isLast) {
    const index = draft.messages.indexOf(message);
    draft.task = toRepairTask({ index }, message, inputs);
  } else if (!isOpen) message.repairLater = true;
}

/** The call that was under way may or may not have arrived: the message is closed, bare, and written whole. */
function toBareClose(message: MessageDraft, { differs }: SavedMessage, inputs: Inputs): CloseTask {
  // One that may be full does not go on by edit: the white space behind it is taken.
  const ended = differs && inputs.settings.continuation === "edit" ? "full" : "rotated";
  // Cards alone go on in it by edit: in another message they would be shown twice.
  const isCards = message.wanted.parts.every(({ type }) => type === "card");
  const goesOn = (ended === "rotated" && isCards) || undefined;
  return { ...toCloseTask({ ended, goesOn }, message, inputs), lost: true };
}

/**
 * Where a message may end that is written whole, in characters from the end that it had in Slack: no line of code, no row and no word is
 * torn.
 */
function toSeam({ before, behind }: Around, { markdown }: Content): number {
  const { type } = markdown.block.leaf;
  if (!markdown.inLine) return 0;
  const lines = type === "fence" || type === "table" ? toLineEnd(before) : "";
  if (lines !== "") return lines.length - before.length;
  const word = /^\S*/u.exec(behind)?.[0] ?? "";
  const isBetween = /(?:^|\s)$/u.test(before) || isUnspaced(behind.charCodeAt(0));
  return isBetween || word.length === limits.longestWord ? 0 : word.length;
}

/** The whole lines. The last line end is the next message's, as where a message ends by its age. */
function toLineEnd(text: string): string {
  const end = text.lastIndexOf("\n") + 1;
  const line = text.slice(text.lastIndexOf("\n", end - 2) + 1, end);
  // A fence that has only been opened is opened in the next message.
  return text.slice(0, isFenceLine(line) ? end - line.length : end).trimEnd();
}

/** Composes the content that the message held when it was saved. A digest tells which cards and blocks at its end were sent, because the text does not. */
function composeSaved(
  draft: Draft,
  { message, one, count, reader }: Pick<Filling, "one" | "reader"> & { message: MessageDraft; count: number },
  inputs: Inputs,
): { readonly batch: Batch; readonly isSame: boolean } {
  const { items, takes } = reader.take(count);
  const isOpen = one.ended === undefined;
  const options = toBatchOptions(draft, inputs, { ended: !isOpen });
  let found: { readonly trailing: number; readonly batch: Batch } | undefined;
  for (let trailing = 0; ; trailing += 1) {
    const more = reader.behind(trailing);
    if (more === undefined) break;
    const batch = composeWhole(message.wanted, [...items, ...more], options);
    if (isOpen && countTaken(batch) < countTaken({ takes })) break;
    const taken = { ...batch, takes: [...takes, ...more.map(() => "item" as const)] };
    // As it is it counts more than as it would be if its open cards had been closed with the message.
    const isExact = isSameHash(digest(batch.content), one.digest);
    if (isExact) {
      found = { trailing, batch: taken };
      break;
    }
    const closed = isOpen ? [] : ends.map((how) => withClosedCards(batch.content, how));
    const content = closed.find((form) => isSameHash(digest(form), one.digest));
    if (content !== undefined) found ??= { trailing, batch: { ...taken, content } };
  }
  if (found !== undefined) {
    reader.pass(found.trailing);
    return { isSame: true, batch: found.batch };
  }
  const batch = composeWhole(message.wanted, items, { ...options, ended: true });
  const content = isOpen ? batch.content : withClosedCards(batch.content, "rotated");
  return { isSame: false, batch: { ...batch, content, takes } };
}

const ends = ["rotated", "completed", "failed"] as const;

/** Composes without a limit of size: Slack has taken all of this in one message before. */
function composeWhole(
  content: Content,
  items: readonly InboxItem[],
  options: ReturnType<typeof toBatchOptions>,
): Batch {
  const maxBytes = Number.MAX_SAFE_INTEGER;
  const wide = { ...content, markdown: { ...content.markdown, maxBytes } };
  const batch = composeBatch(wide, items, { ...options, maxBytes });
  return {
    ...batch,
    content: { ...batch.content, markdown: { ...batch.content.markdown, maxBytes: options.maxBytes } },
  };
}

function isFenceLine(line: string): boolean {
  return /^[ \t>*+\-\d.)]*(?:`{3}|~{3})/.test(line);
}

interface Around {
  readonly before: string;
  readonly behind: string;
}

/** Goes through the items of an inbox without taking them. */
interface Reader {
  /** So many characters of text, and what stands between them. */
  take(count: number): { readonly items: readonly InboxItem[]; readonly takes: readonly (number | "item")[] };
  /** The next so many items, if none of them is text. */
  behind(count: number): readonly InboxItem[] | undefined;
  pass(count: number): void;
  /** The text on both sides of the place behind so many characters, as far as no card or block stands between. */
  around(count: number): Around;
  /** Goes on from here by itself. */
  fork(): Reader;
}

function toText(items: readonly InboxItem[]): string {
  return items.map((item) => (item.type === "text" ? item.text : "")).join("");
}

function createReader(given: readonly InboxItem[]): Reader {
  const rest = [...given];
  return {
    take(count) {
      const items: InboxItem[] = [];
      const takes: (number | "item")[] = [];
      for (let left = count; left > 0; ) {
        const item = rest.shift();
        if (item === undefined) break;
        if (item.type !== "text") {
          items.push(item);
          takes.push("item");
          continue;
        }
        const text = item.text.slice(0, left);
        left -= text.length;
        append(items, { type: "text", text });
        takes.push(text.length);
        if (text.length < item.text.length)
          rest.unshift({ type: "text", text: item.text.slice(text.length) });
      }
      return { items, takes };
    },
    behind(count) {
      const items = rest.slice(0, count);
      return items.length < count || items.some(({ type }) => type === "text") ? undefined : items;
    },
    pass: (count) => void rest.splice(0, count),
    fork: () => createReader(rest),
    around(count) {
      const ahead = createReader(rest);
      const { items } = ahead.take(count);
      const [next] = ahead.take(limits.longestWord).items;
      const before = items.slice(items.findLastIndex(({ type }) => type !== "text") + 1);
      return { before: toText(before), behind: next === undefined ? "" : toText([next]) };
    },
  };
}
