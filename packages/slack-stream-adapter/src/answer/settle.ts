import { limits } from "../limits.ts";
import { weigh } from "../markdown/compose.ts";
import { methods } from "../slack/call-description.ts";
import type { Outcome } from "../slack/outcome.ts";
import type { Answer, Stage } from "./answer.ts";
import { type Batch, batchBytes } from "./compose-batch.ts";
import {
  commit,
  type Draft,
  dropCards,
  emit,
  fail,
  failCall,
  learnSizeOfGrown,
  noteGrowth,
  noteRefusal,
  openDraft,
  take,
  toAnswer,
  toDraft,
  toWait,
} from "./draft.ts";
import { refusal } from "./failures.ts";
import type { Inputs } from "./inputs.ts";
import { type NextAction, toNextAction } from "./next-actions.ts";
import { type Answered, type Result, toOutcome } from "./results.ts";
import { closeEdited, endByRefusal, expire, settleStop } from "./settle-close.ts";
import { conclude, enter, finish, halt, stopByUser } from "./settle-end.ts";
import { adopt, settleLookUp, settleOpening, toCertainty } from "./settle-open.ts";
import { settleDelete, takeBack } from "./settle-take-back.ts";
import { endWrite, settleUpdate, writeAgain } from "./settle-write.ts";
import type { Appended, Call, Change, Step } from "./steps.ts";
import { toCloseTask } from "./task.ts";

/** What a step has made of the answer. Pure: the answer that was given stays as it is. */
export function settle(
  answer: Answer,
  step: Exclude<Step, { type: "wait" | "done" }>,
  { result, sentAt }: { readonly result: Result; readonly sentAt: number },
  inputs: Inputs,
): Answer {
  const draft = toDraft(answer);
  if (step.type === "change") settleChange(draft, step.change, inputs);
  else settleCall(draft, step, { result, sentAt }, inputs);
  return toAnswer(draft);
}

/** An edit that was given up is over: it may have taken back what later ones have written. */
export function settleLateEdit(answer: Answer, ts: string): Answer {
  const draft = toDraft(answer);
  const message = draft.lane.messages.find(({ ref }) => ref.ts === ts);
  if (message !== undefined) {
    message.shown.editsUnderWay -= 1;
    message.shown.overtaken = true;
  }
  return toAnswer(draft);
}

function settleCall(
  draft: Draft,
  step: Call,
  { result, sentAt }: { readonly result: Result; readonly sentAt: number },
  inputs: Inputs,
): void {
  if (step.type === "update" && step.task.batch !== undefined) {
    const message = draft.lane.messages[step.task.index];
    if (message !== undefined)
      commit(draft, message, { batch: step.task.batch, certainty: "unsure" }, inputs);
  }
  if (result.type !== "not-yet" && isCounted(step, draft.stage)) {
    draft.pace.firstCallAt ??= sentAt;
    draft.counts.calls += 1;
    noteOutcome(draft, step, result);
  }
  if (result.type === "interrupted") {
    if (step.type === "start" || step.type === "post") draft.lost ??= { since: sentAt, attempts: 0 };
    return;
  }
  if (result.type === "thrown") {
    fail(draft, { type: "thrown", error: result.error }, inputs);
    return;
  }
  if (result.type === "found") {
    if (step.type === "look-up") settleLookUp(draft, step.task, result.found, inputs);
    return;
  }
  switch (step.type) {
    case "start":
    case "post":
      settleOpening(draft, step.task, result, inputs);
      break;
    case "append":
      settleAppend(draft, step.what, { answered: result, sentAt }, inputs);
      break;
    case "update":
      settleUpdate(draft, step.task, result, inputs);
      break;
    case "delete":
      settleDelete(draft, step.task, result, inputs);
      break;
    case "stop":
      if (step.task === undefined) {
        settleBareStop(draft, step.ref, toOutcome(result), inputs);
        return;
      }
      if (step.task.type === "close") {
        settleStop(draft, step.task, result, inputs);
        return;
      }
      writeAgain(draft, { ...step.task, closeFirst: false }, inputs);
      break;
    case "session-status":
      enter(draft, draft.stage === "stopped" ? "stopped-start" : "late-edits", inputs);
      break;
    case "stop-notice":
      conclude(draft, inputs);
      break;
    case "await-call":
      if (result.type === "applied" && !inputs.stoppedMessages?.has(result.ts))
        draft.bareStops = [{ channel: result.channel, ts: result.ts }, ...draft.bareStops];
      break;
    case "look-up":
  }
}

/** The bare stops of messages that are left alone count for nothing. */
function isCounted({ type }: Call, stage: Stage): boolean {
  if (type === "stop") return stage !== "failing" && stage !== "stopped-start";
  return type !== "look-up" && type !== "session-status" && type !== "stop-notice" && type !== "await-call";
}

function noteOutcome(draft: Draft, step: Call, result: Result): void {
  if (step.type === "look-up" || step.type === "session-status") return;
  if (step.type === "stop-notice" || step.type === "await-call") return;
  if (result.type === "unknown" || result.type === "refused")
    draft.lastFailed = { type: "call", what: methods[step.type], outcome: refusal(plainOf(result)) };
  if (result.type === "unknown") {
    draft.counts.unknownOutcomes += 1;
    emit(draft, { type: "doubt", method: methods[step.type], code: result.code });
  }
  if (result.type === "refused" && result.reason === "rate-limited") draft.counts.rateLimited += 1;
}

/** Without the promise, which is no part of the value. */
function plainOf(outcome: Outcome): Outcome {
  return outcome.type === "unknown" ? { type: "unknown", code: outcome.code, error: outcome.error } : outcome;
}

function settleAppend(
  draft: Draft,
  what: Appended,
  { answered, sentAt }: { readonly answered: Answered; readonly sentAt: number },
  inputs: Inputs,
): void {
  const message = openDraft(draft);
  if (message === undefined) return;
  const outcome = toOutcome(answered);
  const action = toNextAction("append", outcome);
  const isThere = action === "done" || action === "unconfirmed";
  if (what.type === "batch") {
    const { batch } = what;
    draft.pace.stuck = answered.type === "not-yet";
    if (isThere) {
      draft.counts.appends += 1;
      noteGrowth(draft, message);
      const certainty = outcome.type === "unknown" ? "unsure" : "sure";
      commit(draft, message, { batch, certainty }, inputs);
      message.wroteAt = sentAt;
      message.shown.line = undefined;
      emit(draft, { type: "append", ts: message.ref.ts, characters: batch.characters });
      return;
    }
    settleRefusedText(draft, what, { action, outcome, isTurn: draft.pace.stuck, sentAt }, inputs);
    return;
  }
  // Said or not, it is not tried again before its next time.
  if (what.type === "line") message.shown.line = what.line;
  else message.keepaliveTriedAt = sentAt;
  // What Slack does not take is left out: the next text, or the message's end, says what is wrong.
  if (action === "over" || action === "deleted" || action === "user-stop") {
    endByRefusal(draft, { action, cause: refusal(outcome), cards: "rotated", isFull: false }, inputs);
    return;
  }
  if (!isThere) return;
  if (what.type === "line") {
    message.shown.differs = true;
    message.wroteAt = sentAt;
    const reserve = message.wanted.reserve + weigh(`\n\n${what.line}`);
    message.wanted = { ...message.wanted, reserve };
    draft.counts.appends += 1;
    return;
  }
  if (what.form === "character") message.shown.keepalives += 1;
  draft.counts.keepalives += 1;
  emit(draft, { type: "keepalive", ts: message.ref.ts, form: what.form });
}

interface RefusedText {
  readonly action: NextAction;
  readonly outcome: Outcome;
  readonly isTurn: boolean;
  readonly sentAt: number;
}

function settleRefusedText(
  draft: Draft,
  { batch }: Extract<Appended, { type: "batch" }>,
  { action, outcome, isTurn, sentAt }: RefusedText,
  inputs: Inputs,
): void {
  const message = openDraft(draft);
  const cause = refusal(outcome);
  if (message === undefined) return;
  if (action === "full" || action === "over") noteRefusal(draft, message, cause.code, inputs);
  switch (action) {
    case "later":
      draft.pace.notBefore = isTurn ? inputs.now + limits.holdBackMs : sentAt + toWait(cause, 0);
      break;
    case "without-cards":
      if (!dropCards(draft, cause)) failCall(draft, methods.append, cause, inputs);
      break;
    case "full":
      learnSizeOfGrown(draft, batchBytes(batch), inputs);
      draft.task = toCloseTask({ ended: "full" }, message, inputs);
      break;
    case "fall-back":
      draft.transport = "edit";
      draft.task = toCloseTask({ ended: "rotated" }, message, inputs);
      break;
    case "fail":
      failCall(draft, methods.append, cause, inputs);
      break;
    default:
      endByRefusal(draft, { action, cause, cards: "rotated", isFull: false }, inputs);
  }
}

/** A message that is left alone from now on. */
function settleBareStop(
  draft: Draft,
  { ts }: { readonly ts: string },
  outcome: Outcome,
  { late }: Inputs,
): void {
  if (draft.bareStops[0]?.ts === ts) draft.bareStops = draft.bareStops.slice(1);
  else draft.straysClosed = late.findIndex((one) => one.ts === ts) + 1;
  if (draft.stage !== "stopped-start" && toNextAction("stop", outcome) === "user-stop")
    draft.stoppedByRefusal = true;
}

function settleChange(draft: Draft, change: Change, inputs: Inputs): void {
  const { now } = inputs;
  const message = openDraft(draft);
  switch (change.type) {
    case "release":
    case "source-timeout":
      draft.effects.push({ type: change.type });
      break;
    case "no-keepalive":
      if (message !== undefined) message.keepaliveTriedAt = now;
      break;
    case "rotation-waits":
      draft.task = undefined;
      break;
    case "resume":
      if (draft.task?.type === "pause" && draft.stage === "running") waitForMore(draft, inputs);
      draft.task = undefined;
      break;
    case "press-rotation":
      if (message !== undefined) message.rotation = change.stage;
      draft.effects.push({ type: "release" });
      draft.task = { type: "rotate", stage: change.stage };
      break;
    case "take":
      draft.task = undefined;
      takeUnseen(draft, change.batch, inputs);
      break;
    case "take-back":
      takeBack(draft, inputs);
      break;
    case "take-all":
      take(
        draft,
        inputs.inbox.items.map((item) => (item.type === "text" ? item.text.length : "item")),
      );
      break;
    case "nothing-to-edit":
      leaveAsIs(draft, change.batch, inputs);
      break;
    case "nothing-to-write": {
      const written = draft.lane.messages[change.task.index];
      // Cards that were left out were all there was.
      if (written !== undefined) written.shown.surely = undefined;
      endWrite(draft, change.task, "written", inputs);
      break;
    }
    case "close":
      closeEdited(draft, change.task, inputs);
      break;
    case "found":
      adopt(draft, change.task.opening, { ref: change.ref, certainty: toCertainty(draft) }, inputs);
      break;
    case "expire":
      expire(draft, inputs);
      break;
    case "repair": {
      const repaired = draft.lane.messages[change.task.index];
      if (repaired !== undefined) repaired.shown.overtaken = false;
      enter(draft, change.stage, inputs);
      draft.task = change.task;
      break;
    }
    case "stage":
      enter(draft, change.stage, inputs);
      break;
    case "finish":
      finish(draft, inputs);
      break;
    case "user-stop":
      stopByUser(draft, inputs);
      break;
    case "halt":
      halt(draft, inputs);
      break;
    case "conclude":
      conclude(draft, inputs);
  }
}

/** What shows nothing is out of the way; the message, or the next one, begins with what it changed. */
function takeUnseen(draft: Draft, batch: Batch, inputs: Inputs): void {
  const message = openDraft(draft);
  const { mark } = draft;
  if (message === undefined) {
    take(draft, batch.takes);
    draft.lane.next = batch.content;
  } else if (batch.takes.includes("item")) {
    // Cards that are passed over wait for nothing: what waits keeps a message from its keepalives.
    commit(draft, message, { batch, certainty: "unsure" }, inputs);
  }
  draft.pace.stuck = draft.mark === mark;
  if (draft.pace.stuck) waitForMore(draft, inputs);
}

/** The last line stays until there is something to take its place. */
function leaveAsIs(draft: Draft, batch: Batch | undefined, inputs: Inputs): void {
  const message = openDraft(draft);
  const { mark } = draft;
  if (message === undefined) return;
  if (batch !== undefined) commit(draft, message, { batch, certainty: "unsure" }, inputs);
  message.shown.surely = undefined;
  draft.pace.stuck = batch !== undefined && draft.mark === mark;
  if (draft.pace.stuck) waitForMore(draft, inputs);
}

/** What can't be shown yet waits for more. */
function waitForMore(draft: Draft, { now }: Inputs): void {
  draft.pace.stuck = true;
  draft.pace.notBefore = now + limits.holdBackMs;
}
