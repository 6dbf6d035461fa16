import type { Clock } from "../clock.ts";
import { isVisible, isWorthLooking, type Wait } from "../markdown/hold.ts";
import type { CardChunk, SourceReader } from "../source/part-reader.ts";
import { append, type InboxItem, insertBeforeSpace, keepSaid, takeCharacters } from "./inbox-items.ts";
import { PendingRoom, type PendingRoomOptions } from "./pending-room.ts";
import { Transcript } from "./transcript.ts";
import type { Wakeup } from "./wakeup.ts";

/** How the source ended. */
export type Ending =
  | { readonly type: "done" }
  | { readonly type: "failed"; readonly error: unknown }
  | { readonly type: "aborted"; readonly reason: unknown };

/**
 * The first `characters` of the waiting text can't be shown before more text comes. `held` of them wait because the next text may change their
 * meaning. `released` had been released when the call was composed.
 */
export interface Left {
  readonly characters: number;
  readonly held: number;
  readonly released: number;
  readonly wait: Wait;
}

const nothingLeft = { isVisible: false, added: 0, wait: { for: "anything", characters: 1 } as Wait };

export interface InboxOptions extends PendingRoomOptions {
  readonly clock: Pick<Clock, "now">;
  /** If it is Infinity, nobody needs the time of the last token, so the clock is not read for each token. */
  readonly sourceTimeoutMs: number;
}

/**
 * The queue between the reading loop and the writing loop. The reader adds parts as fast as the source gives them. The writer takes them when
 * Slack may be called again. Text that comes between two calls is merged.
 */
export class Inbox implements SourceReader {
  readonly #options: InboxOptions;
  readonly #writer: Pick<Wakeup, "wake">;
  readonly #transcript = new Transcript();
  readonly #items: InboxItem[] = [];
  /** Where the text after the items begins. It becomes an item only when the items are read, because an item for each token would cost time. */
  #itemsTo = 0;
  #taken: InboxItem[] = [];
  #offset = 0;
  ending: Ending | undefined;
  /** When the source ended, ms of the clock. */
  endedAt: number | undefined;
  #closed = false;
  /** Whether a card waits, or text that may be shown at least in part. White space alone waits for more. A scan for each token would be quadratic. */
  pending = false;
  #pendingSince = 0;
  /** Used while nothing is pending: the part of the waiting text that can't be shown, and how much text has come since it was checked. */
  #left = nothingLeft;
  /** Text up to this offset is not held back any more. */
  #releasedTo = 0;
  /** Since when text is known to be held back, ms of the clock. Undefined if no text is held back. */
  heldSince: number | undefined;
  #lastReadAt: number;
  /** When the first visible text or card came. */
  firstAt: number | undefined;
  /** When the first visible text that waits came. Undefined if none waits. */
  textSince: number | undefined;
  /** Each text wakes the writer, because the next step depends on the text. */
  wakesOnText = false;
  /** The step that the source is in: where its text begins, and in which step each card was first seen. */
  #step = { number: 0, start: 0 };
  #cardSteps: Map<string, number> | undefined;

  /** Decides whether the library goes on reading the source. */
  readonly room: PendingRoom;

  /** @param writer is woken when there is something to write. */
  constructor(options: InboxOptions, writer: Pick<Wakeup, "wake">) {
    this.#options = options;
    this.#writer = writer;
    this.room = new PendingRoom(options, this);
    this.#lastReadAt = this.#now();
  }

  get closed(): boolean {
    return this.#closed || this.ending !== undefined;
  }

  /** How many characters of the waiting text are not held back any more. */
  get released(): number {
    return Math.max(0, this.#releasedTo - this.#offset);
  }

  /** A source is not silent while the library itself has paused reading. */
  get lastReadAt(): number {
    return this.room.isPaused ? this.#now() : this.#lastReadAt;
  }

  get items(): readonly InboxItem[] {
    this.#fold();
    return this.#items;
  }

  /** How many characters the source has given and not taken back. */
  get length(): number {
    return this.#transcript.length;
  }

  /** Offset in the source's text of the first character that is not taken. */
  get offset(): number {
    return this.#offset;
  }

  /** How many characters wait. 0 after reading has ended. */
  get waiting(): number {
    return this.closed ? 0 : this.#transcript.length - this.#offset;
  }

  #now(): number {
    return this.#options.clock.now();
  }

  #makeRoom(): void {
    if (this.room.look()) this.#lastReadAt = this.#now();
  }

  text(text: string): void {
    if (this.closed) return;
    this.#transcript.add(text);
    if (this.textSince === undefined && isVisible(text)) this.textSince = this.#now();
    if (!this.pending && this.#isWorthLooking(text)) this.#becomePending();
    else if (this.wakesOnText) this.#writer.wake();
  }

  chunk(chunk: CardChunk): void {
    if (this.closed) return;
    this.release();
    insertBeforeSpace(this.#items, { type: "chunk", chunk, step: this.#stepOf(chunk) });
    this.#becomePending();
  }

  /** Ends the text so far, with everything that is open in it, such as a fence. */
  textOver(): void {
    if (this.closed) return;
    this.release();
    if (this.#items.at(-1)?.type !== "text-over") insertBeforeSpace(this.#items, { type: "text-over" });
  }

  /** A step of the source ends. New content belongs to the next step, which can be taken back without this one. */
  endStep(): void {
    if (this.closed) return;
    this.release();
    this.#step = { number: this.#step.number + 1, start: this.#transcript.length };
  }

  /** The source takes back what it has said since the step began: its text, and the cards that began with it. */
  takeBack(): void {
    if (this.closed) return;
    this.release();
    const { number: step, start: to } = this.#step;
    this.#transcript.cut(to);
    this.#itemsTo = to;
    this.#items.push({ type: "take-back", to, step });
    this.#step = { number: step + 1, start: to };
    this.#becomePending();
  }

  /** Where the text of the step begins that may be taken back next: the present step, or one that the source has already taken back. */
  get stepStart(): number {
    return this.takenBack?.to ?? this.#step.start;
  }

  /** The source took back content that is still among the items, or that was taken. */
  get takenBack(): Extract<InboxItem, { type: "take-back" }> | undefined {
    return this.#items.find((item) => item.type === "take-back");
  }

  /** The items that are left of those taken since `mark`, and of those that wait before the place where the source took content back. */
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

  /** Completes the taking back: only the items that are left remain, of those taken since `mark` and of those that waited. */
  forgetTakenBack(mark: number): void {
    const back = this.takenBack;
    if (back === undefined) return;
    const { taken, waiting } = this.keptSince(mark);
    this.#taken.splice(mark, this.#taken.length, ...taken);
    this.#offset = Math.min(this.#offset, back.to);
    this.#releasedTo = Math.min(this.#releasedTo, back.to);
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

  /** The source gave a part that is not shown. It is not silent. */
  heard(): void {
    if (this.#options.sourceTimeoutMs !== Number.POSITIVE_INFINITY) this.#lastReadAt = this.#now();
  }

  /** Text of the source that must not be shown. */
  withhold(text: string): void {
    this.#fold();
    this.#transcript.add(text);
    this.#itemsTo = this.#transcript.length;
  }

  /** Text that came so far is not held back any more. */
  release(): void {
    this.#fold();
    this.heldSince = undefined;
    this.#releasedTo = this.#items.reduce(
      (sum, item) => sum + (item.type === "text" ? item.text.length : 0),
      this.#offset,
    );
    if (!this.pending && this.#items.some(isNews)) this.#becomePending();
  }

  /**
   * Removes from the items, in their order, so many characters of a text, or an item as a whole. Where all that can be shown
   * went, `left` is what stays of the text.
   */
  take(counts: readonly (number | "item")[], left?: Left): void {
    this.#fold();
    this.#transcript.rest();
    const { length } = this.#taken;
    for (const count of counts) this.#takeOne(count);
    this.#makeRoom();
    const [text, other] = this.#items;
    const rest =
      text === undefined ? "" : text.type === "text" && other === undefined ? text.text : undefined;
    // Text that was released while the call was made waits for nothing any more.
    if (left === undefined || rest === undefined || this.released > left.released) this.#recount();
    else this.#noteLeft(left, rest, this.#taken.length > length);
  }

  /** A card may have come before text that the call carries. So characters are counted in text alone. */
  #takeOne(count: number | "item"): void {
    const isCounted = (item: InboxItem) => (item.type === "text") === (count !== "item");
    const index = this.#items.findIndex(isCounted);
    const item = this.#items[index];
    if (item === undefined || count === 0) return;
    if (item.type !== "text" || count === "item") {
      this.#taken.push(...this.#items.splice(index, 1));
      return;
    }
    this.textSince = undefined;
    const text = takeCharacters(this.#items, index, count);
    this.#taken.push({ type: "text", text });
    this.#offset += text.length;
    if (text.length < count) this.#takeOne(count - text.length);
  }

  #noteLeft({ characters, held, wait }: Left, text: string, isLess: boolean): void {
    // Text that is still held after its release, such as half a mention, only waits for more text.
    if (held === 0 || this.released >= characters) this.heldSince = undefined;
    else if (isLess) this.heldSince = this.#now();
    else this.heldSince ??= this.#pendingSince;
    this.#left = { isVisible: isVisible(text.slice(0, characters)), added: 0, wait };
    this.#noteText();
    this.pending = text.length > characters && this.#isWorthLooking(text.slice(characters));
    if (this.pending) this.#pendingSince = this.#now();
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

  /** The first `count` of the taken pieces can't be put back any more. */
  settle(count = this.#taken.length): void {
    this.#taken.splice(0, count);
  }

  /** The whole text of the source. */
  allText(): string {
    return this.#transcript.all();
  }

  /** The text of the source between two offsets. */
  textBetween(from: number, to: number): string {
    return this.#transcript.slice(from, to);
  }

  /** The writer takes nothing more. */
  close(): void {
    this.#closed = true;
    this.#makeRoom();
  }

  #fold(): void {
    const { length } = this.#transcript;
    if (this.#itemsTo === length) return;
    append(this.#items, { type: "text", text: this.#transcript.slice(this.#itemsTo, length) });
    this.#itemsTo = length;
  }

  #isWorthLooking(added: string): boolean {
    const left = this.#left;
    this.#left = { ...left, added: left.added + added.length };
    return isWorthLooking(left.wait, added, this.#left.added) && (left.isVisible || isVisible(added));
  }

  /** The step in which the card was first seen. Later changes of the card count as that step's, so taking back a later step keeps them. */
  #stepOf(chunk: CardChunk): number {
    const { number } = this.#step;
    if (chunk.type !== "task_update") return number;
    this.#cardSteps ??= new Map();
    const step = this.#cardSteps.get(chunk.id) ?? number;
    this.#cardSteps.set(chunk.id, step);
    return step;
  }

  #becomePending(): void {
    this.pending = true;
    this.#pendingSince = this.#now();
    this.firstAt ??= this.#pendingSince;
    this.#writer.wake();
  }

  #end(how: Ending): void {
    if (this.closed) return;
    this.ending = how;
    this.endedAt = this.#now();
    this.#makeRoom();
    this.release();
    this.#writer.wake();
  }

  #noteText(): void {
    const isText = this.#items.some((item) => item.type === "text" && isVisible(item.text));
    this.textSince = isText ? (this.textSince ?? this.#now()) : undefined;
  }

  #recount(): void {
    this.#fold();
    this.#left = nothingLeft;
    this.pending = this.#items.some(isNews);
    this.#noteText();
  }
}

function isNews(item: InboxItem): boolean {
  return item.type === "text" ? isVisible(item.text) : item.type !== "text-over";
}
