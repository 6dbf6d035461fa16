import * as limits from "../limits.ts";
import { methods } from "../slack/call-description.ts";
import type { Failed, Outcome } from "../slack/outcome.ts";
import { differs, openMessage, takesCards } from "./answer.ts";
import { type Card, findCard, isOpen } from "./cards.ts";
import { type Batch, batchBytes, composeBatch } from "./compose-batch.ts";
import { type Content, holdsMore, isEmpty, withClosedCards } from "./content.ts";
import {
  type Carried,
  commit,
  type Draft,
  emit,
  endDeleted,
  endForRepair,
  endMessage,
  failCall,
  forgetUnconfirmed,
  learnSizeOfGrown,
  leaveOut,
  type MessageDraft,
  markUnconfirmed,
  noteUserStop,
  repair,
  toPartsBelow,
  toWait,
} from "./draft.ts";
import { belongsBelow, composeNext, toBatchOptions, toDecorations } from "./inputs.ts";
import { goesOn, isAtWork } from "./last-words.ts";
import { toNextAction } from "./next-actions.ts";
import { replayOpenCards } from "./place-chunk.ts";
import { toSuspects } from "./refused-blocks.ts";
import { tryLater } from "./results.ts";
import { type CloseTask, carriedBelow, firstTry, nextTry, patience } from "./task.ts";

/** Settles a stop of the open message. The message is closed, or stopped again with less content. */
export function settleStop(draft: Draft, task: CloseTask, outcome: Outcome): void {
  const message = openMessage(draft);
  if (message === undefined) return;
  if (outcome.type === "applied") {
    commit(draft, message, task.tail, "confirmed");
    settleClosed(draft, message, task);
    return;
  }
  const action = toNextAction("stop", outcome);
  switch (action) {
    case "again":
      stopLater(draft, message, leaveToRepair(draft, task), outcome);
      break;
    case "later":
      stopLater(draft, message, task, outcome);
      break;
    case "full":
    case "without-cards":
    case "without-decoration":
      stopWithLess(draft, message, task, outcome);
      break;
    case "fail":
      failCall(draft, methods.stop, outcome);
      break;
    default:
      if (action === "over" && task.isUnconfirmed) settleClosed(draft, message, task);
      else endByRefusal(draft, message, task, outcome);
  }
}

/** From now on the stop is sent without content. Its content is written with the whole message. */
export function leaveToRepair(draft: Draft, task: CloseTask): CloseTask {
  const message = openMessage(draft);
  const bare = { ...task, tail: undefined, isUnconfirmed: true };
  draft.task = bare;
  if (message === undefined) return bare;
  commit(draft, message, task.tail, "unconfirmed");
  message.shown.isDifferent = true;
  return bare;
}

/** If it is too late for another stop, Slack ends the message by age. Its content is written if an edit is possible. */
function stopLater(draft: Draft, message: MessageDraft, task: CloseTask, cause: Failed): void {
  if (tryLater(draft, task, "stop", patience.close, cause)) return;
  endForRepair(draft, message, { ...task, ended: "unknown" }, cause);
}

/** Slack applied no part of the call (S188). It is sent again at once, without the refused part. */
function stopWithLess(draft: Draft, message: MessageDraft, task: CloseTask, cause: Failed): void {
  const { tail } = task;
  const content = tail?.content ?? message.wanted;
  const action = toNextAction("stop", cause);
  if (action === "full") {
    learnSizeOfGrown(draft, batchBytes({ content }));
    // A bare stop can't be too long (S76), so it is tried again later.
    if (task.isUnconfirmed) stopLater(draft, message, task, cause);
    else stopAgain(draft, tail === undefined ? leaveToRepair(draft, task) : withoutTail(task, "full"));
    return;
  }
  const isAboutCards = action === "without-cards";
  const carried: Carried = isAboutCards
    ? { blocks: toSuspects(tail?.chunks ?? [], cause), parts: ["cards"] }
    : { parts: toPartsBelow(toDecorations(draft, carriedBelow(task), content, draft.inputs)) };
  if (!leaveOut(draft, carried, cause)) failCall(draft, methods.stop, cause);
  else stopAgain(draft, isAboutCards ? composeAgain(draft, task) : task);
}

function stopAgain(draft: Draft, task: CloseTask, pauseMs = 0): void {
  draft.task = nextTry(task, draft.inputs, pauseMs);
}

/** The text that the tail took goes on in the next message, and so do the open cards. */
function withoutTail(task: CloseTask, ended: CloseTask["ended"]): CloseTask {
  const less = { ...task, tail: undefined, ended };
  return takesMore(task) ? { ...less, below: undefined, cards: "rotated" } : less;
}

function takesMore({ tail }: CloseTask): boolean {
  return tail !== undefined && tail.takes.length > 0;
}

/** The tail without what Slack refuses. At the end of an answer the stop of the same message carries the text alone. */
function composeAgain(draft: Draft, task: CloseTask): CloseTask {
  if (task.tail === undefined) return task;
  if (carriedBelow(task) === undefined) return withoutTail(task, "full");
  return { ...task, tail: composeNext(draft, draft.inputs, { ended: true }) };
}

function settleClosed(draft: Draft, message: MessageDraft, task: CloseTask): void {
  if (task.isReplaced) {
    message.transport = "edit";
    draft.task = undefined;
    // An edit replaces the text. A message without content is deleted.
    message.rewrite = isEmpty(message.wanted) ? "now" : undefined;
    if (message.rewrite === undefined) markUnconfirmed(draft, message);
    return;
  }
  if (task.ended === "rotated") draft.counts.rotations += 1;
  if (goesOn(task, message.wanted, draft.inputs)) {
    message.hasShownWork ||= task.goesOn === true;
    goOnByEdit(draft, message);
    return;
  }
  endAsWanted(draft, message, { ...task, below: carriedBelow(task) });
}

/** Ends the open message and closes its cards. If Slack shows other content, the message is written whole next. */
function endAsWanted(draft: Draft, message: MessageDraft, { below, cards, ended }: CloseTask): void {
  const { shown, transport, wanted } = message;
  message.wanted = withClosedCards(wanted, cards);
  endMessage(draft, message, ended);
  const isTaken = areTakenOver(draft, message.wanted);
  // A stop shows open cards as failed. If Slack refuses cards, a stop does not close them. An edit can do both.
  const isSaid = transport === "stream" ? takesCards(draft) : cards === "rotated" && isTaken;
  const areClosed = isSaid || message.wanted.cards === wanted.cards;
  shown.isDifferent ||= !areClosed || (message.wanted.cards.some(isOpen) && !isTaken);
  shown.hasBelow ||= ended === "stopped" && transport === "stream";
  draft.task = undefined;
  const isMissing = transport === "edit" && below && belongsBelow(draft, below, message.wanted, draft.inputs);
  if (differs(message) || shown.keepalives > 0 || isMissing) repair(draft, message, below);
}

/** The next message begins with all open cards of this one. After that they are removed from this one. */
function areTakenOver(draft: Draft, wanted: Content): boolean {
  const { next, maxBytes } = draft;
  if (!takesCards(draft) || !holdsMore(wanted)) return false;
  const begun = replayOpenCards({ content: next, chunks: [] }, maxBytes).content;
  const isTaken = ({ goesOn, id }: Card) => goesOn === true && findCard(begun.cards, id) !== undefined;
  return wanted.cards.filter(isOpen).every(isTaken);
}

/** An edited message is closed by its last edit, which has to be confirmed. Without a change to write it needs no call. */
export function closeEdited(draft: Draft, task: CloseTask): void {
  const message = openMessage(draft);
  draft.task = undefined;
  if (message === undefined) return;
  if (draft.allowed === "post") {
    // It was complete when it was posted.
    forgetUnconfirmed(message);
    message.wanted = withClosedCards(message.wanted, task.cards);
    endMessage(draft, message, task.ended);
    return;
  }
  commit(draft, message, task.tail, "unconfirmed");
  endAsWanted(draft, message, { ...task, below: task.below ?? "nothing" });
}

/** Slack says that the message has ended: by age, by a user's stop, or because somebody deleted it. */
export function endByRefusal(draft: Draft, message: MessageDraft, closing: CloseTask, cause: Failed): void {
  draft.task = undefined;
  if (toNextAction("stop", cause) === "deleted") {
    if (closing.isDenied) {
      endDeleted(draft, message, cause);
      return;
    }
    // A bare stop shows whether the message is gone, and closes it if it is not. One of Slack's servers may know it later than others.
    message.shown.isDifferent = true;
    const bare = withoutTail(closing, takesMore(closing) ? "rotated" : closing.ended);
    stopAgain(draft, { ...bare, isUnconfirmed: true, isDenied: true }, toWait(cause, 0));
    return;
  }
  // A user's stop may be refused with the same code as an expiry, and before its event arrives (S137, S138). A message
  // that is too young to have expired gives the event a moment.
  const { settings, stopped } = draft.inputs;
  const pauseMs = isOld(message, draft.inputs.now) || stopped !== undefined ? 0 : settings.stopEventGraceMs;
  draft.task = { type: "await-stop", cause, closing, retry: firstTry(draft.inputs, 0, pauseMs) };
}

/** Slack has ended a message of this age. */
function isOld({ startedAt }: MessageDraft, now: number): boolean {
  return now - startedAt >= limits.lastRotationMs;
}

/** No user stopped it. The message goes on by edit, or the answer goes on in the next message. */
export function expire(draft: Draft): void {
  const { settings, stopped } = draft.inputs;
  const message = openMessage(draft);
  const { task } = draft;
  draft.task = undefined;
  if (message === undefined || task?.type !== "await-stop") return;
  const { cause, closing } = task;
  if (!isOld(message, draft.inputs.now) && settings.abortMayBeStop && stopped === "signal") {
    noteUserStop(draft);
    return;
  }
  const isFull = closing.ended === "full";
  const isWorking = !isFull && isAtWork(draft, message, draft.inputs);
  const goesOn = isWorking || (settings.continuation === "edit" && !isFull) || isEmpty(message.wanted);
  const { below } = closing;
  // A full message ends at a seam already: the white space behind it was taken.
  const tail = goesOn || isFull || below !== undefined ? undefined : composeToSeam(draft, message.wanted);
  commit(draft, message, below === undefined ? tail : closing.tail, "unconfirmed");
  message.shown.isDifferent = true;
  message.hasShownWork ||= isWorking;
  if (goesOn) {
    goOnByEdit(draft, message);
    return;
  }
  // Slack refused the cards of the closing's tail with it, so they come in the next message.
  const cards = closing.tail && below === undefined ? "rotated" : closing.cards;
  endForRepair(draft, message, { ...closing, cards, ended: "expired" }, cause);
}

/**
 * Slack may end a message inside a word or a row. The message is written whole now, so it also gets the rest of its line, or in prose the
 * rest of its word, if that text has come.
 */
function composeToSeam(draft: Draft, content: Content): Batch | undefined {
  const { items, released } = draft.inputs.inbox;
  const end = items.findIndex(({ type }) => type !== "text");
  const texts = end === -1 ? items : items.slice(0, end);
  const { block, inLine } = content.markdown;
  const isProse = block.leaf.type === "paragraph" && block.containers.length === 0;
  const [first] = texts;
  const isTorn = first?.type === "text" && inLine && !(isProse && /^\s/.test(first.text));
  if (!isTorn) return undefined;
  const toEnd = (stopAt: "line" | "word") =>
    composeBatch(content, texts, { ...toBatchOptions(draft, draft.inputs, { stopAt }), released });
  const line = toEnd("line");
  return line.isFull ? line : toEnd("word");
}

/** The same message goes on by `chat.update`, which causes no second notification (S115, S146). */
function goOnByEdit(draft: Draft, message: MessageDraft): void {
  message.transport = "edit";
  message.rotation = "none";
  draft.task = undefined;
  const { isDifferent, keepalives } = message.shown;
  // A message without text was stopped with a line about a tool.
  const holdsLine = message.wanted.parts.every(({ type }) => type !== "text");
  if (isDifferent || holdsLine || keepalives > 0 || message.wanted.cards.some(isOpen))
    markUnconfirmed(draft, message);
  emit(draft, { type: "fallback", reason: "continuation" });
}
