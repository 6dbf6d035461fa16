import { type Committer, createCommitter } from "../markdown/committer.ts";
import type { SourceReader } from "../source/part-reader.ts";
import { flatCharacters, flatten } from "./flatten.ts";
import { append, type InboxItem, insertBeforeSpace } from "./inbox-items.ts";
import { createTranscript } from "./transcript.ts";

/** How the source ended. */
export type Ending =
  | { readonly type: "done" }
  | { readonly type: "failed"; readonly error: unknown }
  | { readonly type: "aborted"; readonly reason: unknown };

/**
 * Where the reading loop and the writing loop meet: the reader puts in as fast as the source gives, the writer takes
 * when Slack may be called again. What came between two calls is merged.
 */
export interface Inbox extends SourceReader {
  done(): void;
  readonly closed: boolean;
  readonly ending: Ending | undefined;
  /** Is there a visible character or a card to send? White space alone waits. */
  readonly pending: boolean;
  /** Since when text is known to be held back, in ms of the clock; undefined when nothing is. */
  readonly heldSince: number | undefined;
  readonly lastReadAt: number;
  /** When the first visible text or card came. */
  readonly firstAt: number | undefined;
  readonly items: readonly InboxItem[];
  /** The source gave something, if not for us. */
  heard(): void;
  /** Text that the source said and that is not to be shown. */
  withhold(text: string): void;
  /** Releases what is held back. */
  release(): void;
  /** Removes the first `characters` of the first item, a text, or the first item as a whole. */
  take(characters: number | "item"): void;
  /** What was taken since the last {@link settle}, as a position to go back to. */
  readonly mark: number;
  /** Puts back what was taken since `mark`. */
  rewind(mark: number): void;
  /** What was taken so far can't come back. */
  settle(): void;
  /** Offset in the source's text of the first character that is not taken. */
  readonly offset: number;
  /** All that the source said. */
  allText(): string;
  /** Nobody takes any more. */
  close(): void;
}

/** Characters that nobody sees; Slack is never sent these alone (S177). */
const invisible = /^[\s\u200B-\u200D\u2060\uFEFF]*$/u;
/** More than white space and markers: enough for a first paint. */
const readable = /[^\s\u200B-\u200D\u2060\uFEFF*_~`[\](){}<>#|!\\+-]/u;

export interface InboxOptions {
  readonly now: () => number;
  readonly wake: () => void;
  /** Infinity: nobody asks when the source was last heard, and a look at the clock for each token is saved. */
  readonly sourceTimeoutMs: number;
}

export function createInbox({ now, wake, sourceTimeoutMs }: InboxOptions): Inbox {
  const committer: Committer = createCommitter();
  /** Text that the committer did not read yet: while something is there to send, nobody has to know what else is. */
  let unread = "";
  const items: InboxItem[] = [];
  /** Text behind the items, added to them when somebody looks: an item for each token would be made in vain. */
  let tail = "";
  let taken: InboxItem[] = [];
  let offset = 0;
  let ending: Ending | undefined;
  let closed = false;
  /** Something in `items` can be seen. Kept, not computed: a scan per token would be quadratic. */
  let pending = false;
  let heldSince: number | undefined;
  let lastReadAt = now();
  let firstAt: number | undefined;
  const transcript = createTranscript();
  /** All text, until the first of it is shown. */
  let unseen = "";

  const show = (text: string) => {
    if (text === "") return;
    tail += text;
    if (tail.length >= flatCharacters) fold();
    if (!pending && !invisible.test(text)) becomePending();
  };

  const fold = () => {
    if (tail === "") return;
    append(items, { type: "text", text: flatten(tail) });
    tail = "";
  };

  const becomePending = () => {
    pending = true;
    firstAt ??= now();
    wake();
  };

  const read = () => {
    if (unread === "") return;
    const text = unread;
    unread = "";
    transcript.add(text);
    const committed = committer.push(text);
    show(committed);
    if (firstAt === undefined) hurryFirstText(text);
    noteHeld(committed !== "");
  };

  /** The first paint waits for no marker to close. */
  const hurryFirstText = (text: string) => {
    unseen += text;
    if (committer.held > 0 && readable.test(unseen)) show(committer.release());
    if (firstAt !== undefined) unseen = "";
  };

  const noteHeld = (committed: boolean) => {
    if (committer.held === 0) heldSince = undefined;
    else if (heldSince === undefined || committed) {
      heldSince = now();
      wake();
    }
  };

  const end = (how: Ending) => {
    if (ending !== undefined || closed) return;
    read();
    ending = how;
    show(committer.end());
    heldSince = undefined;
    wake();
  };

  const recount = () => {
    read();
    fold();
    pending = items.some((item) => item.type === "chunk" || !invisible.test(item.text));
  };

  return {
    get ending() {
      return ending;
    },
    get closed() {
      return closed || ending !== undefined;
    },
    get pending() {
      return pending;
    },
    get heldSince() {
      read();
      return heldSince;
    },
    get lastReadAt() {
      return lastReadAt;
    },
    get firstAt() {
      return firstAt;
    },
    get items() {
      read();
      fold();
      return items;
    },
    get mark() {
      return taken.length;
    },
    get offset() {
      return offset;
    },
    text(text) {
      if (closed || ending !== undefined) return;
      unread += text;
      if (!pending || unread.length >= flatCharacters) read();
    },
    chunk(chunk) {
      if (closed || ending !== undefined) return;
      read();
      show(committer.end());
      fold();
      heldSince = undefined;
      insertBeforeSpace(items, { type: "chunk", chunk });
      becomePending();
    },
    done: () => end({ type: "done" }),
    failed: (error) => end({ type: "failed", error }),
    aborted: (reason) => end({ type: "aborted", reason }),
    heard() {
      if (sourceTimeoutMs !== Number.POSITIVE_INFINITY) lastReadAt = now();
    },
    withhold(text) {
      read();
      transcript.add(text);
    },
    release() {
      read();
      show(committer.release());
      heldSince = undefined;
    },
    take(count) {
      fold();
      const item = items[0];
      if (item === undefined || count === 0) return;
      if (item.type === "text" && count !== "item" && count < item.text.length) {
        taken.push({ type: "text", text: item.text.slice(0, count) });
        items[0] = { type: "text", text: item.text.slice(count) };
        offset += count;
      } else {
        taken.push(item);
        items.shift();
        if (item.type === "text") offset += item.text.length;
      }
      recount();
    },
    rewind(mark) {
      fold();
      const back = taken.splice(mark);
      const rest = items.splice(0);
      for (const item of back) if (item.type === "text") offset -= item.text.length;
      for (const item of [...back, ...rest]) append(items, item);
      recount();
    },
    settle() {
      taken = [];
    },
    allText() {
      read();
      return transcript.all();
    },
    close() {
      closed = true;
    },
  };
}
