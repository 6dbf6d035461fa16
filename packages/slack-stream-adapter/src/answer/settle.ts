import { weigh } from "../markdown/compose.ts";
import { methods } from "../slack/call-description.ts";
import type { Failed, Outcome } from "../slack/outcome.ts";
import { type Lane, openMessage, type Stage } from "./answer.ts";
import { type Batch, batchBytes } from "./compose-batch.ts";
import {
  commit,
  type Draft,
  emit,
  fail,
  failCall,
  fallBack,
  learnSizeOfGrown,
  leaveOut,
  type MessageDraft,
  noteGrowth,
  noteRefusal,
  noteUserStop,
  toDraft,
  toLane,
  toWait,
} from "./draft.ts";
import type { Inputs } from "./inputs.ts";
import { toNextAction } from "./next-actions.ts";
import { toSuspects } from "./refused-blocks.ts";
import { isHeldByBudget, type Result } from "./results.ts";
import { endByRefusal, settleStop } from "./settle-close.ts";
import { conclude } from "./settle-end.ts";
import { settleLookUp, settleOpening } from "./settle-open.ts";
import { settleRewrite } from "./settle-write.ts";
import type { Appended, Call, MessageStep, Step } from "./steps.ts";
import { giveUpUnconfirmed, settleBareStop, settleSearch } from "./strays.ts";
import { type LookUpTask, toCloseTask, type WriteTask } from "./task.ts";

/** Returns the answer after a step. Pure: it does not change the given answer. */
export function settle(
  lane: Lane,
  step: Exclude<Step, { type: "wait" | "done" }>,
  { result, sentAt }: { readonly result: Result; readonly sentAt: number },
  inputs: Inputs,
): Lane {
  const draft = toDraft(lane, inputs, sentAt);
  if (step.type === "change") step.change(draft);
  else settleCall(draft, step, result);
  return toLane(draft);
}

function settleCall(draft: Draft, step: Call, result: Result): void {
  if (step.type === "update" && step.task !== undefined) commitEdit(draft, step.task);
  if (!isHeldByBudget(result) && isCounted(step, draft.stage)) {
    draft.pace.firstCallAt ??= draft.sentAt;
    draft.counts.calls += 1;
    noteOutcome(draft, step, result);
  }
  if (result.type === "thrown") fail(draft, result);
  else if (step.type === "session-status") draft.stage = draft.stage === "stopped" ? "stopped-start" : "done";
  else if (step.type === "look-up") settleLook(draft, step.task, result);
  else if (result.type === "interrupted") {
    if (step.type === "start" || step.type === "post")
      draft.unconfirmedOpening ??= { since: draft.sentAt, attempts: 0 };
  } else if (result.type !== "found") settleMessageCall(draft, step, result);
}

function settleLook(draft: Draft, task: LookUpTask | undefined, result: Result): void {
  if (result.type === "interrupted" && task === undefined) giveUpUnconfirmed(draft);
  if (result.type !== "found") return;
  if (task === undefined) settleSearch(draft, result.found);
  else settleLookUp(draft, task, result.found);
}

/** The text that an edit adds belongs to the message from now on, whatever the outcome of the edit is. */
function commitEdit(draft: Draft, { batch, index }: WriteTask): void {
  const message = draft.messages[index];
  if (message !== undefined) commit(draft, message, batch, "unconfirmed");
}

function settleMessageCall(draft: Draft, step: MessageStep, result: Outcome): void {
  if (toNextAction(step.type, result) === "user-stop" && draft.stage !== "stopped-start") {
    noteUserStop(draft);
    return;
  }
  switch (step.type) {
    case "start":
    case "post":
      settleOpening(draft, step.task, result);
      break;
    case "append":
      settleAppend(draft, step.what, result);
      break;
    case "update":
    case "delete":
      if (step.task === undefined) conclude(draft);
      else settleRewrite(draft, step.task, result);
      break;
    case "stop":
      if (step.task === undefined) settleBareStop(draft, step.ref, result);
      else if (step.task.type === "close") settleStop(draft, step.task, result);
      else draft.task = { ...step.task, isClosedFirst: false };
  }
}

/** The outcome of a bare stop of an unused message does not count, and neither does that of the notice after a user's stop. */
function isCounted(step: Call, stage: Stage): step is MessageStep {
  if (stage === "stopped-start" || (step.type === "stop" && stage === "failing")) return false;
  return step.type !== "look-up" && step.type !== "session-status";
}

function noteOutcome(draft: Draft, step: MessageStep, result: Result): void {
  if (result.type === "unknown" || result.type === "refused")
    draft.lastFailed = { type: "call", what: methods[step.type], outcome: result };
  if (result.type === "applied") draft.lastFailed = undefined;
  if (result.type === "unknown") {
    draft.counts.unknownOutcomes += 1;
    emit(draft, { type: "unconfirmed", method: methods[step.type], code: result.code });
  }
  if (result.type === "refused" && result.reason === "rate-limited") draft.counts.rateLimited += 1;
}

function settleAppend(draft: Draft, what: Appended, result: Outcome): void {
  const message = openMessage(draft);
  if (message === undefined) return;
  if (what.type === "batch") draft.pace.isHeld = isHeldByBudget(result);
  // Whatever the outcome is, the keepalive is not tried again before its next time.
  if (what.type === "line") message.shown.line = what.line;
  if (what.type === "keepalive") message.keepaliveTriedAt = draft.sentAt;
  const action = toNextAction("append", result);
  if (action === "done" || action === "unconfirmed") noteAppended(draft, message, what, result);
  else if (result.type !== "applied" && what.type === "batch")
    settleRefusedText(draft, message, what.batch, result);
  // Content that Slack refuses is left out. The next text, or the message's end, reports the error.
  else if (result.type !== "applied" && (action === "over" || action === "deleted"))
    endByRefusal(draft, message, toCloseTask({ ended: "rotated" }, message, draft.inputs), result);
}

/** Records that the message holds the content, for certain or unconfirmed. */
function noteAppended(draft: Draft, message: MessageDraft, what: Appended, result: Outcome): void {
  const { ts } = message.ref;
  if (what.type === "keepalive") {
    if (what.form === "character") message.shown.keepalives += 1;
    draft.counts.keepalives += 1;
    emit(draft, { type: "keepalive", ts, form: what.form });
    return;
  }
  draft.counts.appends += 1;
  if (what.type === "line") {
    message.shown.isDifferent = true;
    const reserve = message.wanted.reserve + weigh(`\n\n${what.line}`);
    message.wanted = { ...message.wanted, reserve };
  } else {
    noteGrowth(draft, message);
    commit(draft, message, what.batch, result.type === "unknown" ? "unconfirmed" : "confirmed");
    message.shown.line = undefined;
    emit(draft, { type: "append", ts, characters: what.batch.characters });
  }
  message.wroteAt = draft.sentAt;
}

function settleRefusedText(draft: Draft, message: MessageDraft, batch: Batch, cause: Failed): void {
  const action = toNextAction("append", cause);
  const rotated = toCloseTask({ ended: "rotated" }, message, draft.inputs);
  if (action === "full" || action === "over" || action === "deleted") noteRefusal(draft, message, cause.code);
  switch (action) {
    case "later":
      draft.pace.notBefore = isHeldByBudget(cause)
        ? draft.inputs.now + (cause.retryAfterMs ?? 0)
        : draft.sentAt + toWait(cause, 0);
      break;
    case "without-cards":
      if (!leaveOut(draft, { blocks: toSuspects(batch.chunks, cause), parts: ["cards"] }, cause))
        failCall(draft, methods.append, cause);
      break;
    case "full":
      learnSizeOfGrown(draft, batchBytes(batch));
      draft.task = { ...rotated, ended: "full" };
      break;
    case "fall-back":
      draft.task = rotated;
      fallBack(draft, "append", cause);
      break;
    case "fail":
      failCall(draft, methods.append, cause);
      break;
    default:
      endByRefusal(draft, message, rotated, cause);
  }
}
