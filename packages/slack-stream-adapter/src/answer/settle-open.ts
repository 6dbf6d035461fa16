import * as limits from "../limits.ts";
import { methods } from "../slack/call-description.ts";
import type { Failed } from "../slack/outcome.ts";
import { mayPass, type Outcome } from "../slack/outcome.ts";
import { findMeaning } from "../slack/outcome-table.ts";
import type { Found, FoundMessage, MessageRef } from "../slack/slack-calls.ts";
import { isHeldByOpening, isKnown, type Lane, type LeftOut, lastMessage } from "./answer.ts";
import { type Batch, batchBytes, countTaken } from "./compose-batch.ts";
import {
  type Certainty,
  commit,
  type Draft,
  emit,
  failCall,
  fallBack,
  learnSize,
  leaveOut,
  type MessageDraft,
  tellOfOpening,
  toPartsBelow,
  toWait,
} from "./draft.ts";
import { type Inputs, toCardsAtEnd, toDecorations } from "./inputs.ts";
import { toNextAction } from "./next-actions.ts";
import { toSuspects } from "./refused-blocks.ts";
import { isHeldByBudget, isRateLimited, tryLater } from "./results.ts";
import { findSent, isStreaming, isUntouched } from "./sent.ts";
import { addStray, noteUnconfirmedStart } from "./strays.ts";
import {
  firstTry,
  isBetterPosted,
  type LookUpTask,
  nextTry,
  type OpenTask,
  patience,
  toCloseTask,
} from "./task.ts";
import { isTable } from "./whole-form.ts";

/** Settles an opening. If Slack refuses it, the refused part is changed, and the waiting text is composed again. */
export function settleOpening(draft: Draft, task: OpenTask, outcome: Outcome): void {
  if (outcome.type === "applied") {
    addOpened(draft, task, outcome, "confirmed");
    return;
  }
  switch (toNextAction(task.call, outcome)) {
    case "look-up": {
      const retry = firstTry(draft.inputs, 0, limits.firstLookupMs);
      draft.task = { type: "look-up", opening: task, outcome, isSecond: false, retry };
      break;
    }
    case "later":
      settleLater(draft, task, outcome);
      break;
    case "fall-back":
      // Nobody knows the code, so Slack may have made the message.
      if (findMeaning(outcome.code, task.call) === undefined) noteStray(draft, task);
      draft.task = undefined;
      fallBack(draft, task.call, outcome);
      break;
    default:
      draft.task = undefined;
      if (!leaveOutOfOpening(draft, task, outcome)) failCall(draft, methods[task.call], outcome);
  }
}

function settleLater(draft: Draft, task: OpenTask, cause: Failed): void {
  const { call, retry } = task;
  const isRate = isRateLimited(cause);
  const isFirst = call === "start" && retry.attempt === 0;
  if (isFirst && isRate && !isHeldByBudget(cause) && draft.inputs.settings.budget !== false) {
    // The budget knows the refusal, so it knows how long to wait.
    draft.task = { ...task, retry: { ...retry, attempt: 1, at: draft.inputs.now } };
    return;
  }
  if (tryLater(draft, task, call, call === "start" ? patience.start : patience.text, cause)) return;
  if (call === "post") {
    if (!isRate) failCall(draft, methods.post, cause);
    else if (task.isPostedInstead) draft.task = openBy("start", task, draft.inputs);
    else waitForTurn(draft, cause);
    return;
  }
  draft.isStartRateLimited = true;
  const { allowed } = draft;
  if (isRate && (allowed === "stream" || isBetterPosted(draft, draft.inputs))) waitForTurn(draft, cause);
  else if (allowed === "stream" || !isRate) failCall(draft, methods.start, cause);
  else {
    // Posting has a rate limit of its own (S87): this message goes out by post and edit.
    const { lastFailed } = draft;
    // Slack's own refusal says more than the budget's.
    draft.fallbackReason ??= (lastFailed?.what === methods.start ? lastFailed.outcome : cause).code;
    draft.task = openBy("post", task, draft.inputs);
  }
}

/** The same content by the other call. */
function openBy(call: OpenTask["call"], task: OpenTask, inputs: Inputs): OpenTask {
  return { ...task, call, isPostedInstead: false, retry: firstTry(inputs, patience.text.total) };
}

/** Other streams are before this answer in every queue. It asks again, first for a start, and with all content that has come until then. */
function waitForTurn(draft: Draft, outcome: Failed): void {
  const pauseMs = Math.min(toWait(outcome, 0), limits.patienceMs);
  draft.rateLimitWaitsMs += pauseMs;
  draft.task = { type: "pause", retry: firstTry(draft.inputs, 0, pauseMs) };
}

/** The first content is composed again without the part that Slack refused. Returns false if no part is left. */
function leaveOutOfOpening(draft: Draft, { batch, call }: OpenTask, cause: Failed): boolean {
  switch (toNextAction(call, cause)) {
    case "full":
      return learnSize(draft, batchBytes(batch));
    case "without-cards": {
      const blocks = toSuspects(batch.chunks, cause);
      const parts = isTable(batch.content.parts) ? (["table", "cards"] as const) : (["cards"] as const);
      return leaveOut(draft, { blocks, parts }, cause);
    }
    case "without-decoration":
      if (cause.type === "refused" && cause.suspect === "recipient")
        return noteOtherRecipients(draft, cause.code);
      return leaveOut(draft, { parts: [...toPartsOfPost(draft, batch, cause), "display-mode"] }, cause);
    default:
      return false;
  }
}

/** A post that is never edited carries the notices and blocks below the answer. */
function toPartsOfPost(draft: Draft, batch: Batch, cause: Failed): readonly LeftOut[] {
  const isAuthor = cause.type === "refused" && cause.suspect === "author";
  if (draft.allowed !== "post" || isAuthor) return [];
  const below = toDecorations(draft, "blocks", batch.content, draft.inputs);
  return below.stopBlocks === undefined && below.metadata === undefined ? [] : toPartsBelow(below);
}

/** After a refusal, `TargetCalls` adds the recipients or leaves them out. Each way is tried once. */
function noteOtherRecipients(draft: Draft, code: string): boolean {
  if (draft.refused.filter((name) => name === "recipient").length === ways) return false;
  draft.refused = [...draft.refused, "recipient"];
  emit(draft, { type: "retry", method: methods.start, code, waitMs: 0 });
  return true;
}

const ways = 2;

/** Adds the message that was opened. From now on the lane writes to it. */
function addOpened(draft: Draft, task: OpenTask, ref: MessageRef, certainty: Certainty): void {
  const { batch, call, purpose, sentAt } = task;
  const transport = call === "start" ? "stream" : "edit";
  const start = lastMessage(draft)?.end ?? 0;
  const message: MessageDraft = {
    ref: { channel: ref.channel, ts: ref.ts },
    opened: transport,
    transport,
    startedAt: sentAt,
    wroteAt: sentAt,
    start,
    end: start,
    wanted: draft.next,
    shown: { isDifferent: false, keepalives: 0, hasBelow: false, hasTakenCards: false },
    hasShownWork: false,
    hasGrown: false,
    isRepaired: false,
    isUncertain: draft.repeats.isInNext || start < draft.repeats.until,
    rotation: "none",
    keepaliveTriedAt: sentAt,
  };
  draft.repeats.isInNext = false;
  draft.unconfirmedOpening = undefined;
  draft.messages.push(message);
  tellOfOpening(draft, message);
  commit(draft, message, batch, certainty);
  message.wroteAt = sentAt;
  // Readers see the line first, but it must not stay.
  if (purpose === "line") {
    message.wanted = { ...message.wanted, parts: [] };
    message.shown.line = batch.content.parts.find((part) => part.type === "text")?.text;
    message.shown.isDifferent = transport === "stream";
  }
  if (purpose === "request") draft.isRequestPosted = true;
  const cards = toCardsAtEnd(draft, batch, draft.inputs);
  draft.task = batch.isFull ? toCloseTask({ ended: "full", cards }, message, draft.inputs) : undefined;
}

/** Adds the message of an opening that was unconfirmed. */
export function addFound(draft: Draft, { opening }: LookUpTask, found: MessageRef | FoundMessage): void {
  const { cards, letters } = opening;
  // It may be the message of a lost start that a post has followed.
  const call = "streamingState" in found && isStreaming(found) ? "start" : opening.call;
  const isWhole = "text" in found && letters.count > 0 && cards.length === 0 && isUntouched(found, opening);
  // After more than one attempt, the found message may belong to an earlier attempt, and hold less.
  const isConfirmed =
    isWhole ||
    (draft.unconfirmedOpening === undefined && draft.messages.every(({ isUncertain }) => !isUncertain));
  addOpened(draft, { ...opening, call }, found, isConfirmed ? "confirmed" : "unconfirmed");
}

/** Settles the look-up of a message whose opening got no response. */
export function settleLookUp(draft: Draft, task: LookUpTask, found: Found): void {
  if (found.type === "failed") {
    const { outcome } = found;
    if (mayPass(outcome)) settleFailedLook(draft, task, outcome);
    else settleUnclear(draft, task, outcome.code);
    return;
  }
  const { attempts, since } = draft.unconfirmedOpening ?? { attempts: 0, since: task.opening.sentAt };
  const sent = { ...task.opening, sentAt: since };
  const candidates = findSent(found.messages, sent, draft.inputs).filter((one) => !isKnown(draft, one));
  const ref = candidates.pop();
  if (ref === undefined) lookAgain(draft, task);
  // A posted message can't be closed.
  else if (candidates.length > attempts || !candidates.every(isStreaming))
    settleUnclear(draft, task, "several_messages");
  else {
    // The messages of earlier attempts are not used.
    for (const one of candidates) addStray(draft, one);
    addFound(draft, task, ref);
  }
}

/**
 * The thread could not be read, so it is not known whether the message exists. If the text is sent again, readers may see it twice. So the
 * library reads the thread again first.
 */
function settleFailedLook(draft: Draft, task: LookUpTask, outcome: Failed): void {
  const { attempt } = task.retry;
  const waitMs = toWait(outcome, attempt);
  const isInHurry = draft.inputs.deadline !== Number.POSITIVE_INFINITY;
  if (isInHurry || attempt + 1 >= limits.lookAttempts || waitMs > limits.patienceMs) lookAgain(draft, task);
  else draft.task = nextTry(task, draft.inputs, waitMs);
}

function lookAgain(draft: Draft, task: LookUpTask): void {
  // If Slack may still carry out the opening, the library looks once more when the call is over.
  const lastMs = isHeldByOpening(draft, draft.inputs) ? limits.callLifeMs : undefined;
  const pauseMs = task.isSecond ? lastMs : limits.secondLookupMs;
  if (pauseMs === undefined) startAnew(draft, task);
  else draft.task = { ...task, isSecond: true, retry: firstTry(draft.inputs, 0, pauseMs) };
}

/** The library found several messages, or it can't read the thread. */
function settleUnclear(draft: Draft, task: LookUpTask, code: string): void {
  const { opening } = task;
  const isStart = opening.call === "start";
  if (isStart) draft.fallbackReason ??= code;
  if (isStart && draft.allowed !== "stream") {
    noteStray(draft, opening);
    draft.task = openBy("post", opening, draft.inputs);
  } else startAnew(draft, task);
}

/** Opens the message again, because it was not found. Gives up after some attempts, but not before the longest wait for a rate limit is over. */
function startAnew(draft: Draft, { opening, outcome }: LookUpTask): void {
  const { attempts: before, since } = noteStray(draft, opening);
  const attempts = before + 1;
  draft.task = undefined;
  draft.unconfirmedOpening = { since, attempts };
  if (draft.inputs.now - since > limits.retryForMs && attempts >= limits.lostStarts)
    failCall(draft, `${methods[opening.call]}, tried ${attempts} times`, outcome);
}

/** Records that Slack may have made a message with this content, which is sent again. Returns since when, and how often that happened. */
function noteStray(draft: Draft, opening: OpenTask): NonNullable<Lane["unconfirmedOpening"]> {
  const { batch, call, sentAt } = opening;
  // A posted message can't be closed.
  if (call === "start") noteUnconfirmedStart(draft, opening);
  draft.repeats.isInNext = true;
  draft.repeats.until = Math.max(draft.repeats.until, draft.offset + countTaken(batch));
  draft.unconfirmedOpening ??= { since: sentAt, attempts: 0 };
  return draft.unconfirmedOpening;
}
