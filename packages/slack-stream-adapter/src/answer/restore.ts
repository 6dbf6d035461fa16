import * as limits from "../limits.ts";
import { append, type InboxItem } from "../pacing/inbox-items.ts";
import { type Lane, toLimits } from "./answer.ts";
import { type Batch, composeBatch, countTaken, toTakes } from "./compose-batch.ts";
import { type Content, isEmpty, nextContent, startContent, withClosedCards } from "./content.ts";
import {
  commit,
  type Draft,
  loseTakenBack,
  type MessageDraft,
  repair,
  tellOfOpening,
  toDraft,
  toLane,
} from "./draft.ts";
import { isSameHash } from "./hash.ts";
import { type Inputs, toBatchOptions } from "./inputs.ts";
import { digest, type SavedLane, type SavedMessage, type SourceText } from "./saved.ts";
import { toCloseTask } from "./task.ts";

export interface Restored {
  readonly saved: SavedLane;
  readonly text: SourceText;
  /** A call to the last message was under way when it was saved. */
  readonly isUnderWay: boolean;
}

/**
 * Returns the lane as Slack has it. The content of its messages is composed again from the source's text, which has to be in the inbox.
 * If the source says other words than a message holds, the content of that message is taken back.
 */
export function restoreLane(fresh: Lane, restored: Restored, inputs: Inputs): Lane {
  const { saved, text } = restored;
  const { messages, opening, ...fields } = saved;
  const { isInNext, until } = saved.repeats;
  const lane: Lane = {
    ...fresh,
    ...fields,
    strays: { ...fresh.strays, ...saved.strays },
    // A message that was being opened and was not found may be there.
    repeats: { isInNext: isInNext || opening !== undefined, until: Math.max(0, until - text.base) },
  };
  const draft = toDraft(lane, inputs);
  const sizes = toLimits(inputs.settings, lane.maxBytes);
  let { items } = inputs.inbox;
  let content = startContent(sizes);
  if (text.base > 0) content = { ...content, markdown: { ...content.markdown, isContinuation: true } };
  let isOther = false;
  for (const one of messages) {
    const message = restoreMessage(one, content, text.base);
    draft.messages.push(message);
    if (isBefore(one, text.base)) continue;
    isOther ||= one.surely > text.length || !isSameHash(text.hash(one.surely), one.hash);
    if (isOther) takeAway(message, draft.offset);
    else {
      items = fill(draft, message, one, restored, items);
      content = nextContent(message.wanted, sizes);
    }
  }
  draft.next = content;
  const open = draft.messages.at(-1);
  if (open !== undefined && open.ended === undefined) tellOfOpening(draft, open);
  return toLane(draft);
}

/** Whether a message is settled and comes before the text that the source gives this time. */
export function isBefore({ isDifferent, end, ended }: SavedMessage, base: number): boolean {
  return base > 0 && end <= base && ended !== undefined && !isDifferent;
}

/** The message without its text. */
export function restoreMessage(one: SavedMessage, content: Content, base: number): MessageDraft {
  const { cards, channel, digest, hash, isDifferent, keepalives, surely, ts, ...fields } = one;
  const end = one.end - base;
  return {
    ...fields,
    ref: { channel, ts },
    start: one.start - base,
    end,
    wanted: content,
    shown: { isDifferent: false, keepalives, hasBelow: false, hasTakenCards: false },
    wroteAt: one.startedAt,
    rotation: "none",
    keepaliveTriedAt: one.startedAt,
  };
}

/** The source says other words this time, so the message has to lose its text. */
function takeAway(message: MessageDraft, offset: number): void {
  if (message.ended === "deleted") return;
  message.start = offset;
  message.end = offset;
  loseTakenBack(message);
}

/** Restores the content of a message and what has to be done with it. Returns the items after this content. */
function fill(
  draft: Draft,
  message: MessageDraft,
  one: SavedMessage,
  restored: Restored,
  items: readonly InboxItem[],
): readonly InboxItem[] {
  const { text, saved, isUnderWay } = restored;
  const isOpen = one.ended === undefined;
  const end = Math.min(one.end, text.length) - text.base;
  const all = end - draft.offset;
  // The white space after an ended message may end a line or a block, so the next message reads it.
  const withoutSpace = all - countSpaceBefore(items, all);
  const tried = composeSaved(draft, message, one, items, isOpen ? all : withoutSpace);
  const { isSame } = tried;
  const isAsWas = isSame && !one.isDifferent && end === one.end - text.base;
  const isLast = saved.messages.at(-1) === one;
  const isStreamed = isOpen && one.transport === "stream";
  const isOld = draft.inputs.now - one.startedAt >= limits.lastRotationMs;
  const isPosted = draft.allowed === "post";
  const isSure = isPosted || (isAsWas && !(isLast && isUnderWay) && !(isStreamed && isOld));
  // The text that follows is written into this message too, with the white space between them.
  const isReplaced = isStreamed && !isSure;
  const { batch, rest } = isReplaced ? composeSaved(draft, message, one, items, withoutSpace) : tried;
  commit(draft, message, batch, isOpen && !isSure ? "unconfirmed" : "confirmed");
  message.shown.hasTakenCards = batch.content.cards.length > 0;
  message.hasShownWork = one.hasShownWork;
  message.shown.isDifferent ||= !isSure;
  if (isSure || one.ended === "deleted") return rest;
  // The message held only a line about a tool.
  if (isEmpty(message.wanted)) takeAway(message, draft.offset);
  else if (isReplaced) replaceByEdit(draft, message);
  else if (!isOpen && isLast) repair(draft, message, undefined);
  else if (!isOpen) message.rewrite = "later";
  return rest;
}

/**
 * The call that was under way is unconfirmed. The message is stopped without content. After the interval of edits it is written whole, with all
 * text that has come, because readers may have seen more than the record says. After that it ends at the first line end, and the answer
 * streams again.
 */
function replaceByEdit(draft: Draft, message: MessageDraft): void {
  message.rotation = "line";
  // Text below the work gets a message of its own.
  message.hasShownWork ||= message.wanted.parts.at(-1)?.type === "card";
  const closing = toCloseTask({ ended: "rotated" }, message, draft.inputs);
  draft.task = { ...closing, isUnconfirmed: true, isReplaced: true };
}

interface Recomposed {
  readonly batch: Batch;
  readonly isSame: boolean;
  /** The items after it. */
  readonly rest: readonly InboxItem[];
}

/** Composes the content that the message held when it was saved. A digest tells which cards and blocks at its end were sent, because the text does not. */
function composeSaved(
  draft: Draft,
  message: MessageDraft,
  one: SavedMessage,
  items: readonly InboxItem[],
  count: number,
): Recomposed {
  const { head, rest } = splitItems(items, count);
  const isOpen = one.ended === undefined;
  const options = toBatchOptions(draft, draft.inputs, { ended: !isOpen });
  let found: Recomposed | undefined;
  for (let trailing = 0; trailing <= rest.length; trailing += 1) {
    if (trailing > 0 && rest[trailing - 1]?.type === "text") break;
    const all = [...head, ...rest.slice(0, trailing)];
    const batch = composeWhole(message.wanted, all, options);
    if (isOpen && countTaken(batch) < countTaken({ takes: toTakes(head) })) break;
    const taken = { ...batch, takes: toTakes(all) };
    const again = { isSame: true, rest: rest.slice(trailing) };
    // An exact match is better than one whose open cards were closed with the message.
    if (isSameHash(digest(batch.content), one.digest)) return { ...again, batch: taken };
    const closed = isOpen ? [] : ends.map((how) => withClosedCards(batch.content, how));
    const content = closed.find((form) => isSameHash(digest(form), one.digest));
    if (content !== undefined) found ??= { ...again, batch: { ...taken, content } };
  }
  if (found !== undefined) return found;
  const batch = composeWhole(message.wanted, head, { ...options, ended: true });
  const content = isOpen ? batch.content : withClosedCards(batch.content, "rotated");
  return { isSame: false, rest, batch: { ...batch, content, takes: toTakes(head) } };
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
  const whole: InboxItem[] = [];
  for (const item of items) append(whole, item);
  const batch = composeBatch(wide, whole, { ...options, maxBytes });
  return {
    ...batch,
    content: { ...batch.content, markdown: { ...batch.content.markdown, maxBytes: options.maxBytes } },
  };
}

/** How much white space is right before the place after so many characters. */
function countSpaceBefore(items: readonly InboxItem[], count: number): number {
  const { head } = splitItems(items, count);
  const text = toText(head.slice(head.findLastIndex(({ type }) => type !== "text") + 1));
  return text.length - text.trimEnd().length;
}

function toText(items: readonly InboxItem[]): string {
  return items.map((item) => (item.type === "text" ? item.text : "")).join("");
}

/** The first items, with so many characters of text, and the items behind them. */
function splitItems(items: readonly InboxItem[], count: number): Split {
  const head: InboxItem[] = [];
  let left = count;
  for (const [index, item] of items.entries()) {
    if (left <= 0) return { head, rest: items.slice(index) };
    if (item.type !== "text") {
      head.push(item);
      continue;
    }
    head.push({ type: "text", text: item.text.slice(0, left) });
    const over = item.text.slice(left);
    left -= item.text.length;
    if (over !== "") return { head, rest: [{ type: "text", text: over }, ...items.slice(index + 1)] };
  }
  return { head, rest: [] };
}

interface Split {
  readonly head: readonly InboxItem[];
  readonly rest: readonly InboxItem[];
}
