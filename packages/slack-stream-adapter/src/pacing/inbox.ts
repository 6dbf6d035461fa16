import { type Committer, createCommitter } from "../markdown/committer.ts";
import type { CardChunk, SourceReader } from "../source/part-reader.ts";
import { flatCharacters, flatten } from "./flatten.ts";
import { append, type InboxItem, insertBeforeSpace, keepSaid } from "./inbox-items.ts";
import { createTranscript } from "./transcript.ts";

/** How the source ended. */
export type Ending =
  | { readonly type: "done" }
  | { readonly type: "failed"; readonly error: unknown }
  | { readonly type: "aborted"; readonly reason: unknown };

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

/**
 * Where the reading loop and the writing loop meet: the reader puts in as fast as the source gives, the writer takes
 * when Slack may be called again. What came between two calls is merged.
 */
export class Inbox implements SourceReader {
  readonly #options: InboxOptions;
  #committer: Committer = createCommitter();
  readonly #transcript = createTranscript();
  readonly #items: InboxItem[] = [];
  /** Text that the committer did not read yet: while something is there to send, nobody has to know what else is. */
  #unread = "";
  /** Text behind the items, added to them when somebody looks: an item for each token would be made in vain. */
  #tail = "";
  /** All text, until the first of it is shown. */
  #unseen = "";
  #taken: InboxItem[] = [];
  #offset = 0;
  #ending: Ending | undefined;
  #endedAt: number | undefined;
  #closed = false;
  #pending = false;
  #heldSince: number | undefined;
  #lastReadAt: number;
  #firstAt: number | undefined;
  #textSince: number | undefined;
  /** Each text wakes the writer, who looks at what it says. */
  wakesOnText = false;
  /** The step that the source is in: where its text begins, and in which step each card was first seen. */
  #step = { number: 0, start: 0 };
  readonly #cardSteps = new Map<string, number>();

  constructor(options: InboxOptions) {
    this.#options = options;
    this.#lastReadAt = options.now();
  }

  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** When the source ended, ms of the clock. */
  get endedAt(): number | undefined {
    return this.#endedAt;
  }

  get closed(): boolean {
    return this.#closed || this.#ending !== undefined;
  }

  /** Is there a visible character or a card to send? White space alone waits. */
  get pending(): boolean {
    // Kept, not computed: a scan for each token would be quadratic.
    return this.#pending;
  }

  /** Since when text is known to be held back, in ms of the clock; undefined when nothing is. */
  get heldSince(): number | undefined {
    this.#read();
    return this.#heldSince;
  }

  get lastReadAt(): number {
    return this.#lastReadAt;
  }

  /** When the first visible text or card came. */
  get firstAt(): number | undefined {
    return this.#firstAt;
  }

  /** When the visible text came that is the first to be taken; undefined when none waits. */
  get textSince(): number | undefined {
    return this.#textSince;
  }

  get items(): readonly InboxItem[] {
    this.#read();
    this.#fold();
    return this.#items;
  }

  /** What was taken since the last {@link settle}, as a position to go back to. */
  get mark(): number {
    return this.#taken.length;
  }

  /** Characters that the source has said, and not taken back. */
  get length(): number {
    return this.#transcript.length + this.#unread.length;
  }

  /** Offset in the source's text of the first character that is not taken. */
  get offset(): number {
    return this.#offset;
  }

  text(text: string): void {
    if (this.closed) return;
    this.#unread += text;
    if (this.wakesOnText) this.#options.wake();
    if (!this.#pending || this.#textSince === undefined || this.#unread.length >= flatCharacters)
      this.#read();
  }

  chunk(chunk: CardChunk): void {
    if (this.closed) return;
    this.#read();
    // The title of a plan ends no text: what is held back of one goes on being held.
    if (chunk.type !== "plan_update") {
      this.#show(this.#committer.end());
      this.#heldSince = undefined;
    }
    this.#fold();
    insertBeforeSpace(this.#items, { type: "chunk", chunk, step: this.#stepOf(chunk) });
    this.#becomePending();
  }

  /** What is open in the text so far ends with it, such as a fence. */
  textOver(): void {
    if (this.closed) return;
    this.#read();
    this.#show(this.#committer.end());
    this.#committer = createCommitter();
    this.#fold();
    this.#heldSince = undefined;
    if (this.#items.at(-1)?.type !== "text-over") insertBeforeSpace(this.#items, { type: "text-over" });
  }

  /** A step is over: what comes now is of the next one, and may be taken back alone. */
  endStep(): void {
    if (this.closed) return;
    this.#read();
    this.#show(this.#committer.end());
    this.#fold();
    this.#heldSince = undefined;
    this.#step = { number: this.#step.number + 1, start: this.#transcript.length };
  }

  /** The source takes back what it has said since the step began: its text, and the cards that began with it. */
  takeBack(): void {
    if (this.closed) return;
    this.#read();
    this.#show(this.#committer.end());
    this.#committer = createCommitter();
    this.#fold();
    this.#heldSince = undefined;
    const { number: step, start: to } = this.#step;
    this.#transcript.cut(to);
    this.#items.push({ type: "take-back", to, step });
    this.#step = { number: step + 1, start: to };
    this.#becomePending();
  }

  /** Where the text of the step begins that is the source's now. */
  get stepStart(): number {
    return this.#step.start;
  }

  /** The source has taken something back that is still among the items, or was taken. */
  get takenBack(): Extract<InboxItem, { type: "take-back" }> | undefined {
    return this.#items.find((item) => item.type === "take-back");
  }

  /** What is left of what was taken since `mark`, and of what waits before the place where the source took back. */
  keptSince(mark: number): { readonly taken: readonly InboxItem[]; readonly waiting: readonly InboxItem[] } {
    const back = this.takenBack;
    const at = back === undefined ? this.#items.length : this.#items.indexOf(back);
    const taken = this.#taken.slice(mark);
    const length = taken.reduce((sum, item) => sum + (item.type === "text" ? item.text.length : 0), 0);
    const cut = { to: back?.to ?? Number.MAX_SAFE_INTEGER, step: back?.step ?? -1 };
    return {
      taken: keepSaid(taken, { offset: this.#offset - length, ...cut }),
      waiting: keepSaid(this.#items.slice(0, at), { offset: this.#offset, ...cut }),
    };
  }

  /** The source's taking back is done: of what was taken since `mark` and of what waited, only what is left remains. */
  forgetTakenBack(mark: number): void {
    const back = this.takenBack;
    if (back === undefined) return;
    const { taken, waiting } = this.keptSince(mark);
    this.#taken.splice(mark, this.#taken.length, ...taken);
    this.#offset = Math.min(this.#offset, back.to);
    this.#items.splice(0, this.#items.indexOf(back) + 1);
    const rest = this.#items.splice(0);
    for (const item of [...waiting, ...rest]) append(this.#items, item);
    this.#recount();
  }

  done(): void {
    this.#end({ type: "done" });
  }

  failed(error: unknown): void {
    this.#end({ type: "failed", error });
  }

  aborted(reason: unknown): void {
    this.#end({ type: "aborted", reason });
  }

  /** The source gave something, if not for us. */
  heard(): void {
    const { now, sourceTimeoutMs } = this.#options;
    if (sourceTimeoutMs !== Number.POSITIVE_INFINITY) this.#lastReadAt = now();
  }

  /** Text that the source said and that is not to be shown. */
  withhold(text: string): void {
    this.#read();
    this.#transcript.add(text);
  }

  /** Releases what is held back. */
  release(): void {
    this.#read();
    this.#show(this.#committer.release());
    this.#heldSince = undefined;
  }

  /** Removes the first `count` characters of the first item, a text, or the first item as a whole. */
  take(count: number | "item"): void {
    this.#fold();
    const item = this.#items[0];
    if (item === undefined || count === 0) return;
    if (item.type === "text") this.#textSince = undefined;
    if (item.type === "text" && count !== "item" && count < item.text.length) {
      this.#taken.push({ type: "text", text: item.text.slice(0, count) });
      this.#items[0] = { type: "text", text: item.text.slice(count) };
      this.#offset += count;
    } else {
      this.#taken.push(item);
      this.#items.shift();
      if (item.type === "text") this.#offset += item.text.length;
    }
    this.#recount();
  }

  /** Puts back what was taken since `mark`. */
  rewind(mark: number): void {
    this.#fold();
    const back = this.#taken.splice(mark);
    const rest = this.#items.splice(0);
    for (const item of back) if (item.type === "text") this.#offset -= item.text.length;
    for (const item of [...back, ...rest]) append(this.#items, item);
    this.#recount();
  }

  /** The first `count` of what was taken can't come back. */
  settle(count = this.#taken.length): void {
    this.#taken.splice(0, count);
  }

  /** All that the source said. */
  allText(): string {
    this.#read();
    return this.#transcript.all();
  }

  /** Nobody takes any more. */
  close(): void {
    this.#closed = true;
  }

  #read(): void {
    if (this.#unread === "") return;
    const text = this.#unread;
    this.#unread = "";
    this.#transcript.add(text);
    const committed = this.#committer.push(text);
    this.#show(committed);
    if (this.#firstAt === undefined) this.#hurryFirstText(text);
    this.#noteHeld(committed !== "");
  }

  #show(text: string): void {
    if (text === "") return;
    this.#tail += text;
    if (this.#tail.length >= flatCharacters) this.#fold();
    if (this.#textSince !== undefined && this.#pending) return;
    if (invisible.test(text)) return;
    this.#textSince ??= this.#options.now();
    if (!this.#pending) this.#becomePending();
  }

  #fold(): void {
    if (this.#tail === "") return;
    append(this.#items, { type: "text", text: flatten(this.#tail) });
    this.#tail = "";
  }

  /** The step in which the card was first seen: what a later step says of it is not taken back with that. */
  #stepOf(chunk: CardChunk): number {
    const { number } = this.#step;
    if (chunk.type !== "task_update") return number;
    const step = this.#cardSteps.get(chunk.id) ?? number;
    this.#cardSteps.set(chunk.id, step);
    return step;
  }

  #becomePending(): void {
    this.#pending = true;
    this.#firstAt ??= this.#options.now();
    this.#options.wake();
  }

  /** The first paint waits for no marker to close. */
  #hurryFirstText(text: string): void {
    this.#unseen += text;
    if (this.#committer.held > 0 && readable.test(this.#unseen)) this.#show(this.#committer.release());
    if (this.#firstAt !== undefined) this.#unseen = "";
  }

  #noteHeld(committed: boolean): void {
    if (this.#committer.held === 0) this.#heldSince = undefined;
    else if (this.#heldSince === undefined || committed) {
      this.#heldSince = this.#options.now();
      this.#options.wake();
    }
  }

  #end(how: Ending): void {
    if (this.closed) return;
    this.#read();
    this.#ending = how;
    this.#endedAt = this.#options.now();
    this.#show(this.#committer.end());
    this.#heldSince = undefined;
    this.#options.wake();
  }

  #recount(): void {
    this.#read();
    this.#fold();
    const isText = this.#items.some((item) => item.type === "text" && !invisible.test(item.text));
    this.#pending = isText || this.#items.some(({ type }) => type === "chunk" || type === "take-back");
    this.#textSince = isText ? (this.#textSince ?? this.#options.now()) : undefined;
  }
}
