import { limits } from "../limits.ts";
import { methods } from "../slack/call-description.ts";
import type { Outcome } from "../slack/outcome.ts";
import { openMessage } from "./answer.ts";
import { type Card, findCard, isOpen } from "./cards.ts";
import { batchBytes } from "./compose-batch.ts";
import { type Content, holdsMore, isEmpty, withClosedCards } from "./content.ts";
import {
  commit,
  type Draft,
  dropBlocks,
  dropCards,
  dropDecoration,
  emit,
  endMessage,
  failCall,
  forgetUnconfirmed,
  learnSizeOfGrown,
  type MessageDraft,
  markUnconfirmed,
  toWait,
} from "./draft.ts";
import { type Failed, refusal } from "./failures.ts";
import { belongsBelow, composeNext, type Inputs, toDecorations, toNotice } from "./inputs.ts";
import { dropText, goesOn, isAtWork } from "./last-words.ts";
import { type NextAction, toNextAction } from "./next-actions.ts";
import { replayOpenCards } from "./place-chunk.ts";
import { toSuspects } from "./refused-blocks.ts";
import { type Answered, afterPause, isLate, outcomeOf, toRetry } from "./results.ts";
import { type CloseTask, lifeLeft, patience, type RefusedEnd, toRepairTask } from "./task.ts";

/** Settles a stop of the open message: the message is closed, or stopped again with less. */
export function settleStop(draft: Draft, given: CloseTask, answered: Answered, inputs: Inputs): void {
  const message = openMessage(draft);
  if (message === undefined) return;
  const task = given.overtakes ? leaveToRepair(draft, message, given, inputs) : given;
  const outcome = outcomeOf(answered);
  const cause = refusal(outcome);
  const action = toNextAction("stop", outcome);
  switch (action) {
    case "done":
      if (task.tail !== undefined) commit(draft, message, { batch: task.tail, isConfirmed: true }, inputs);
      closed(draft, message, task, inputs);
      break;
    case "again":
      stopAgain(draft, leaveToRepair(draft, message, task, inputs), cause, inputs);
      break;
    case "later":
      stopLater(draft, task, answered, inputs);
      break;
    case "full":
    case "without-cards":
    case "without-decoration":
      stopWithLess(draft, task, outcome, inputs);
      break;
    case "fail":
      failCall(draft, methods.stop, cause, inputs);
      break;
    default:
      if (action === "over" && task.lost) closed(draft, message, task, inputs);
      else endByRefusal(draft, toRefusedEnd(task, action, cause), inputs);
  }
}

/** The stop goes out bare from now on; what it carried is written with the whole message. */
function leaveToRepair(draft: Draft, message: MessageDraft, task: CloseTask, inputs: Inputs): CloseTask {
  if (task.tail !== undefined) commit(draft, message, { batch: task.tail, isConfirmed: false }, inputs);
  message.shown.differs = true;
  return { ...task, tail: undefined, lost: true, overtakes: undefined };
}

function toRefusedEnd(task: CloseTask, action: NextAction, cause: Failed): RefusedEnd {
  return {
    action,
    cause,
    ...lastOf(task.last, task),
    cards: task.cards,
    isFull: task.ended === "full",
    tail: task.decorated ? task.tail : undefined,
  };
}

function lastOf(isLast: boolean, { notice }: CloseTask): Pick<RefusedEnd, "last" | "notice"> {
  return isLast ? { last: "with-decorations", notice } : {};
}

function stopLater(draft: Draft, task: CloseTask, answered: Answered, inputs: Inputs): void {
  const { retry } = task;
  if (answered.type === "applied") return;
  const again = toRetry(draft, { kind: "stop", retry, answered, patience: patience.close }, inputs);
  if (again === undefined) giveUpClosing(draft, task, refusal(outcomeOf(answered)), inputs);
  else draft.task = { ...task, retry: again };
}

/** Nobody knows whether it is closed, or a bare stop was refused for what it holds. */
function stopAgain(draft: Draft, task: CloseTask, cause: Failed, inputs: Inputs): void {
  const pauseMs = toWait(cause, task.attempt);
  if (isLate(draft, inputs.now + pauseMs, inputs)) giveUpClosing(draft, task, cause, inputs);
  else tryAgain(draft, task, { cause, pauseMs }, inputs);
}

interface Again {
  readonly cause: Failed;
  readonly pauseMs: number;
}

function tryAgain(draft: Draft, task: CloseTask, { cause, pauseMs }: Again, inputs: Inputs): void {
  const message = openMessage(draft);
  if (message === undefined) return;
  if (inputs.now > task.giveUpAt) {
    giveUpClosing(draft, task, cause, inputs);
    return;
  }
  const left = lifeLeft(message, { ...inputs, now: inputs.now + pauseMs });
  draft.task = { ...task, attempt: task.attempt + 1, retry: afterPause(inputs, pauseMs, left) };
}

/** Nothing of the call was applied (S188): it is sent again at once, without what was refused. */
function stopWithLess(draft: Draft, task: CloseTask, outcome: Outcome, inputs: Inputs): void {
  const message = openMessage(draft);
  if (message === undefined) return;
  const cause = refusal(outcome);
  const action = toNextAction("stop", outcome);
  const less = leaveOut(draft, message, task, { action, outcome }, inputs);
  if (less !== undefined) {
    message.shown.differs ||= less.marks === "left out";
    tryAgain(draft, less, { cause, pauseMs: 0 }, inputs);
  } else if (action === "full") {
    // A bare stop is not too long (S76): another one will tell.
    stopAgain(draft, task, cause, inputs);
  } else failCall(draft, methods.stop, cause, inputs);
}

/** The stop without what was refused; undefined when nothing is left to leave out. */
function leaveOut(
  draft: Draft,
  message: MessageDraft,
  task: CloseTask,
  { action, outcome }: { readonly action: NextAction; readonly outcome: Outcome },
  inputs: Inputs,
): CloseTask | undefined {
  switch (action) {
    case "full":
      learnSizeOfGrown(draft, batchBytes(task.tail ?? { content: message.wanted }), inputs);
      return dropText(task, message.wanted, toNotice(draft, task.notice, inputs));
    case "without-cards":
      return dropClosingCards(draft, message, task, refusal(outcome), inputs);
    default:
      return dropDecoration(draft, outcome, task.decorated ? toDecorations(draft, inputs) : {})
        ? task
        : undefined;
  }
}

/** At the end of an answer the same message takes the text alone. */
function dropClosingCards(
  draft: Draft,
  message: MessageDraft,
  task: CloseTask,
  cause: Failed,
  inputs: Inputs,
): CloseTask | undefined {
  const isBlock = task.tail !== undefined && dropBlocks(draft, toSuspects(task.tail.chunks, cause), cause);
  // It is sent again only once: after the cards nothing is left to drop.
  if (task.sentCards === undefined && !isBlock) return undefined;
  if (!isBlock) dropCards(draft, cause);
  const less = isBlock ? task : { ...task, sentCards: undefined };
  if (!task.decorated) return task.tail === undefined ? less : dropText(less, message.wanted, undefined);
  return { ...less, tail: task.tail && composeNext(draft, inputs, { ended: true }) };
}

function closed(draft: Draft, message: MessageDraft, task: CloseTask, inputs: Inputs): void {
  if (task.takenBack) {
    message.transport = "edit";
    draft.task = undefined;
    // An edit takes out what was taken back, and shows what came instead; where nothing is left it is deleted.
    message.takenBack = isEmpty(message.wanted);
    if (!message.takenBack) markUnconfirmed(draft, message);
    return;
  }
  if (task.ended === "rotated") draft.counts.rotations += 1;
  if (goesOn(task, message.wanted, inputs)) {
    message.worked ||= task.goesOn === true;
    goOnByEdit(draft, message);
    return;
  }
  const wanted = withClosedCards(message.wanted, task.cards);
  // No stop closes them where Slack refuses cards: an edit may.
  const areSent = task.sentCards !== undefined && draft.cards === "shown";
  message.shown.differs ||= wanted !== message.wanted && !areSent;
  message.wanted = wanted;
  endMessage(draft, message, { ended: task.ended }, inputs);
  // The stop has shown what is open as failed.
  message.shown.differs ||= wanted.cards.some(isOpen) && !areTakenOver(draft, wanted);
  const { differs, keepalives, surely } = message.shown;
  draft.task = undefined;
  if (differs || keepalives > 0 || surely !== undefined)
    repair(draft, message, lastOf(task.decorated, task), inputs);
}

/** The next message begins with all open cards of this one, and then they leave this one. */
function areTakenOver({ cards, next, maxBytes }: Draft, wanted: Content): boolean {
  if (cards === "refused" || !holdsMore(wanted)) return false;
  const begun = replayOpenCards({ content: next, chunks: [] }, maxBytes).content;
  const isTaken = ({ goesOn, id }: Card) => goesOn === true && findCard(begun.cards, id) !== undefined;
  return wanted.cards.filter(isOpen).every(isTaken);
}

function repair(
  draft: Draft,
  message: MessageDraft,
  options: Pick<RefusedEnd, "last" | "notice"> | { readonly last: "bare"; readonly notice?: undefined },
  inputs: Inputs,
): void {
  const index = draft.messages.indexOf(message);
  draft.task = toRepairTask({ index, ...options }, message, inputs);
}

/** Slack neither closes the message nor says that it is closed: its life will end it. What is in it is written if that can be. */
function giveUpClosing(draft: Draft, task: CloseTask, cause: Failed, inputs: Inputs): void {
  const message = openMessage(draft);
  if (message === undefined) return;
  message.wanted = withClosedCards(message.wanted, task.cards);
  endMessage(draft, message, { ended: "unknown", cause }, inputs);
  repair(draft, message, lastOf(task.last, task), inputs);
}

/** A message that is edited is closed by its last edit, which has to arrive; where there is nothing to edit it needs no call. */
export function closeEdited(draft: Draft, task: CloseTask, inputs: Inputs): void {
  const message = openMessage(draft);
  draft.task = undefined;
  if (message === undefined) return;
  const isPosted = draft.allowed === "post";
  if (isPosted) forgetUnconfirmed(message);
  else if (task.tail !== undefined) commit(draft, message, { batch: task.tail, isConfirmed: false }, inputs);
  const wanted = withClosedCards(message.wanted, task.cards);
  message.shown.differs ||= wanted !== message.wanted && !isPosted;
  message.wanted = wanted;
  endMessage(draft, message, { ended: task.ended }, inputs);
  // It had all of this when it was posted.
  if (isPosted) return;
  const below = task.last ? lastOf(true, task) : ({ last: "bare" } as const);
  const { differs, line, surely } = message.shown;
  const isWritten = surely === undefined && !differs && line === undefined;
  if (!isWritten || belongsBelow(draft, below, inputs)) repair(draft, message, below, inputs);
}

/** Slack says that the message is finished already: by age, by a user, or because somebody deleted it. */
export function endByRefusal(draft: Draft, ending: RefusedEnd, inputs: Inputs): void {
  const message = openMessage(draft);
  draft.task = undefined;
  if (message === undefined) return;
  if (ending.action === "user-stop") {
    draft.stoppedByRefusal = true;
    return;
  }
  if (ending.action === "deleted") {
    forgetUnconfirmed(message); // Its content is not posted again.
    endMessage(draft, message, { ended: "deleted", cause: ending.cause }, inputs);
    return;
  }
  // A user's stop may be refused with the same code as an expiry, and before its event arrives (S137, S138). A message
  // that is too young to have expired gives the event a moment.
  const isOld = inputs.now - message.startedAt >= limits.lastRotationMs;
  const pauseMs = isOld || inputs.stopped !== undefined ? 0 : inputs.settings.stopEventGraceMs;
  draft.task = { type: "await-stop", isOld, ending, retry: afterPause(inputs, pauseMs, 0) };
}

/** No user stopped it: it goes on by edits, or the answer goes on in the next. */
export function expire(draft: Draft, inputs: Inputs): void {
  const { settings, stopped } = inputs;
  const message = openMessage(draft);
  const { task } = draft;
  draft.task = undefined;
  if (message === undefined || task?.type !== "await-stop") return;
  const { ending, isOld } = task;
  if (!isOld && settings.abortMayBeStop && stopped === "signal") {
    draft.stoppedByRefusal = true;
    return;
  }
  if (ending.tail !== undefined) commit(draft, message, { batch: ending.tail, isConfirmed: false }, inputs);
  message.shown.differs = true;
  const worked = !ending.isFull && isAtWork(draft, message, inputs);
  const mayGoOn = worked || (settings.continuation === "edit" && !ending.isFull);
  message.worked ||= worked;
  if (mayGoOn || isEmpty(message.wanted)) {
    goOnByEdit(draft, message);
    return;
  }
  message.wanted = withClosedCards(message.wanted, ending.cards);
  endMessage(draft, message, { ended: "expired", cause: ending.cause }, inputs);
  repair(draft, message, ending, inputs);
}

/** The same message grows on by `chat.update`: no second notification (S115, S146). */
function goOnByEdit(draft: Draft, message: MessageDraft): void {
  message.transport = "edit";
  draft.task = undefined;
  const { differs, keepalives } = message.shown;
  if (differs || keepalives > 0 || message.wanted.cards.some(isOpen)) markUnconfirmed(draft, message);
  emit(draft, { type: "fallback", reason: "continuation" });
}
