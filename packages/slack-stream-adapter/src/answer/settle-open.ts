import { limits } from "../limits.ts";
import { methods } from "../slack/call-description.ts";
import type { Outcome } from "../slack/outcome.ts";
import type { Found, FoundMessage, MessageRef } from "../slack/slack-calls.ts";
import { isHeldByOpening, isKnown, lastMessage, toTold } from "./answer.ts";
import { batchBytes, countTaken } from "./compose-batch.ts";
import {
  commit,
  createMessage,
  type Draft,
  dropBlocks,
  dropCards,
  dropDecoration,
  dropTable,
  emit,
  failCall,
  learnSize,
  type MessageDraft,
  toWait,
} from "./draft.ts";
import { type Failed, refusal } from "./failures.ts";
import { type Inputs, toDecorations } from "./inputs.ts";
import { toNextAction } from "./next-actions.ts";
import { toSuspects } from "./refused-blocks.ts";
import { type Answered, afterPause, outcomeOf, toRetry } from "./results.ts";
import { findSent, type Sent, toLetters } from "./sent.ts";
import { addStrays, giveUpLost, noteLostStart } from "./strays.ts";
import { firstTry, isBetterPosted, type LookUpTask, type OpenTask, patience, toCloseTask } from "./task.ts";

/** Settles an opening. If Slack refuses it, the refused part is changed, and the waiting text is composed again. */
export function settleOpening(draft: Draft, task: OpenTask, answered: Answered, inputs: Inputs): void {
  const outcome = outcomeOf(answered);
  const action = toNextAction(task.call, outcome);
  if (answered.type !== "not-yet") draft.pace.stuck = false;
  switch (action) {
    case "done":
      adopt(draft, task, { ref: toRef(outcome), isConfirmed: true }, inputs);
      break;
    case "look-up":
      draft.task = {
        type: "look-up",
        opening: task,
        outcome: refusal(outcome),
        isSecond: false,
        retry: afterPause(inputs, limits.firstLookupMs, 0),
      };
      break;
    case "later":
      settleLater(draft, task, answered, inputs);
      break;
    case "fall-back":
      fallBack(draft, refusal(outcome), inputs);
      break;
    default:
      changeContent(draft, task, outcome, inputs);
  }
}

function settleLater(draft: Draft, task: OpenTask, answered: Answered, inputs: Inputs): void {
  const { call: kind, retry } = task;
  if (answered.type === "applied") return;
  if (
    kind === "start" &&
    retry.attempt === 0 &&
    isRefusedForRate(answered) &&
    inputs.settings.budget !== false
  ) {
    // The budget has heard of it, and says at once how long a turn takes.
    draft.task = { ...task, refusal: answered.code, retry: { ...retry, attempt: 1, at: inputs.now } };
    return;
  }
  const bounds = kind === "start" ? patience.start : patience.text;
  const again = toRetry(draft, { kind, retry, answered, patience: bounds }, inputs);
  if (again !== undefined) {
    draft.task = { ...task, retry: again };
    return;
  }
  const isTurn = answered.type === "not-yet" || isRefusedForRate(answered);
  const outcome = refusal(outcomeOf(answered));
  const { allowed } = draft;
  if (kind === "post") {
    if (!isTurn) {
      failCall(draft, methods.post, outcome, inputs);
      return;
    }
    if (task.instead) draft.task = openBy("start", task, inputs);
    else waitForTurn(draft, outcome, inputs);
    return;
  }
  draft.startWasRateLimited = true;
  if (isTurn && (allowed === "stream" || isBetterPosted(draft, inputs))) {
    waitForTurn(draft, outcome, inputs);
    return;
  }
  const isUnreachable = outcome.type === "refused" && outcome.reason === "unreachable";
  if (allowed === "stream" || isUnreachable) {
    failCall(draft, methods.start, outcome, inputs);
    return;
  }
  // Posting has a rate limit of its own (S87): this message goes out by post and edit.
  draft.fallbackReason ??= task.refusal ?? outcome.code;
  draft.task = openBy("post", task, inputs);
}

function isRefusedForRate(answered: Answered): answered is Extract<Answered, { type: "refused" }> {
  return answered.type === "refused" && answered.reason === "rate-limited";
}

/** The same content by the other call. */
function openBy(call: OpenTask["call"], task: OpenTask, inputs: Inputs): OpenTask {
  return { ...task, call, instead: false, retry: firstTry(inputs, patience.text.total) };
}

/** Others are before this answer in every queue: it asks again, for a start first, and with what has come until then. */
function waitForTurn(draft: Draft, outcome: Failed, inputs: Inputs): void {
  const pauseMs = Math.min(toWait(outcome, 0), limits.patienceMs);
  draft.rateLimitWaitsMs += pauseMs;
  draft.task = { type: "pause", retry: afterPause(inputs, pauseMs, 0) };
}

/** Native streaming can't serve this target: from now on it is post and edit, unless that was ruled out. */
function fallBack(draft: Draft, refused: Failed, inputs: Inputs): void {
  if (draft.allowed === "stream") {
    failCall(draft, methods.start, refused, inputs);
    return;
  }
  const { code } = refused;
  draft.task = undefined;
  draft.transport = "edit";
  draft.fallbackReason ??= code;
  emit(draft, { type: "fallback", reason: code });
  const lasting = refused.type === "refused" && refused.permanence === "lasting";
  draft.effects.push({ type: "fall-back", code, lasting });
}

/** The first content was refused for what is in it: it is changed, and composed anew. */
function changeContent(draft: Draft, task: OpenTask, outcome: Outcome, inputs: Inputs): void {
  const action = toNextAction(task.call, outcome);
  const refused = refusal(outcome);
  draft.task = undefined;
  if (action === "user-stop") {
    draft.stoppedByRefusal = true;
    return;
  }
  const isChanged =
    (action === "full" && learnSize(draft, batchBytes(task.batch), inputs)) ||
    (action === "without-cards" &&
      (dropBlocks(draft, toSuspects(task.batch.chunks, refused), refused) ||
        dropTable(draft, task.batch.content, refused) ||
        dropCards(draft, refused))) ||
    (action === "without-decoration" &&
      (dropFromPost(draft, outcome, inputs) || noteLostLook(draft, refused)));
  if (!isChanged) failCall(draft, methods[task.call], refused, inputs);
}

/** A post that is never edited carries what belongs below the answer. */
function dropFromPost(draft: Draft, outcome: Outcome, inputs: Inputs): boolean {
  if (draft.allowed !== "post") return false;
  const below = toDecorations(draft, inputs);
  const isBelow = below.stopBlocks !== undefined || below.metadata !== undefined;
  const isAuthor = outcome.type === "refused" && outcome.suspect === "author";
  return isBelow && !isAuthor && dropDecoration(draft, outcome, below);
}

/** The calls leave out by themselves what Slack did not like of name, icon and display mode; once is enough. */
function noteLostLook(draft: Draft, outcome: Failed): boolean {
  if (outcome.type !== "refused") return false;
  if (outcome.suspect === "recipient") return noteOtherRecipients(draft, outcome.code);
  if (draft.refused.includes("display-mode")) return false;
  draft.refused = [...draft.refused, "display-mode"];
  const decoration = outcome.suspect ?? "display-mode";
  emit(draft, { type: "decoration-dropped", decoration, code: outcome.code });
  return true;
}

/** The calls know the other way by themselves: with the recipients or without, each once. */
function noteOtherRecipients(draft: Draft, code: string): boolean {
  if (draft.refused.filter((name) => name === "recipient").length === ways) return false;
  draft.refused = [...draft.refused, "recipient"];
  emit(draft, { type: "retry", method: methods.start, code, waitMs: 0 });
  return true;
}

const ways = 2;

export interface Adopted {
  readonly ref: MessageRef;
  /** Does it hold what the last attempt sent? */
  readonly isConfirmed: boolean;
}

/** A message that was opened is the one that is written from now on. */
export function adopt(draft: Draft, task: OpenTask, { ref, isConfirmed }: Adopted, inputs: Inputs): void {
  const { batch, purpose, sentAt } = task;
  const message = toOpened(draft, task, ref);
  const { transport } = message;
  draft.repeats.next = false;
  draft.lost = undefined;
  draft.messages.push(message);
  emit(draft, {
    type: "segment-start",
    channel: ref.channel,
    ts: ref.ts,
    transport: toTold(transport, draft),
  });
  commit(draft, message, { batch, isConfirmed }, inputs);
  message.wroteAt = sentAt;
  // A line is the first that anybody sees of the answer, and nothing that is to stay.
  if (purpose === "line") {
    message.wanted = { ...message.wanted, parts: [] };
    message.shown.line = task.line;
    message.shown.differs = transport === "stream";
  }
  if (purpose === "request") draft.requested = true;
  draft.task = batch.full ? toCloseTask({ ended: "full" }, message, inputs) : undefined;
}

function toOpened(draft: Draft, { call, sentAt }: OpenTask, ref: MessageRef): MessageDraft {
  const { next, repeats } = draft;
  const start = lastMessage(draft)?.end ?? 0;
  return createMessage({
    ref,
    transport: call === "start" ? "stream" : "edit",
    startedAt: sentAt,
    start,
    content: next,
    uncertain: repeats.next || start < repeats.until,
  });
}

function toRef(outcome: Outcome): MessageRef {
  return outcome.type === "applied" ? { channel: outcome.channel, ts: outcome.ts } : { channel: "", ts: "" };
}

/** After more than one attempt, what is found may be an earlier one's, with less in it. */
export function isOnlyAttempt(draft: Draft): boolean {
  return draft.lost === undefined && draft.messages.every(({ uncertain }) => !uncertain);
}

/** A message whose opening call was not answered is looked for in the thread. */
export function settleLookUp(draft: Draft, task: LookUpTask, found: Found, inputs: Inputs): void {
  if (found.type === "failed") {
    const { outcome } = found;
    const isLater =
      outcome.type === "unknown" || outcome.reason === "rate-limited" || outcome.reason === "unreachable";
    if (isLater) lookAgain(draft, task, inputs);
    else {
      settleUnclear(draft, task, outcome.code, inputs);
      giveUpLost(draft); // Nor can they be looked for.
    }
    return;
  }
  const { opening } = task;
  const { call, cards, said } = opening;
  const sentAt = draft.lost?.since ?? opening.sentAt;
  const sent = { call, sentAt, letters: toLetters(said), cards };
  const candidates = findOwn(draft, found.messages, sent, inputs);
  const [ref] = candidates.slice(-1);
  // A posted message can't be closed.
  const most = call === "start" ? 1 + (draft.lost?.attempts ?? 0) : 1;
  if (ref === undefined) lookAgain(draft, task, inputs);
  else if (candidates.length > most) settleUnclear(draft, task, "several_messages", inputs);
  else {
    // Messages that earlier attempts made are not used.
    addStrays(draft, candidates.slice(0, -1));
    adopt(draft, opening, { ref, isConfirmed: isOnlyAttempt(draft) }, inputs);
  }
}

function lookAgain(draft: Draft, task: LookUpTask, inputs: Inputs): void {
  // If the opening may still be carried out, its message is looked for once more when the call is over.
  const lastMs = isHeldByOpening(draft, inputs) ? limits.callLifeMs : undefined;
  const pauseMs = task.isSecond ? lastMs : limits.secondLookupMs;
  if (pauseMs === undefined) startAnew(draft, task, inputs);
  else draft.task = { ...task, isSecond: true, retry: afterPause(inputs, pauseMs, 0) };
}

/** There are several, or the thread can't be read. */
function settleUnclear(draft: Draft, task: LookUpTask, code: string, inputs: Inputs): void {
  const { opening } = task;
  if (opening.call === "post") {
    startAnew(draft, task, inputs);
    return;
  }
  noteStray(draft, opening);
  draft.fallbackReason ??= code;
  if (draft.allowed === "stream") {
    startAnew(draft, task, inputs);
    return;
  }
  draft.task = openBy("post", opening, inputs);
}

function findOwn(
  draft: Draft,
  messages: readonly FoundMessage[],
  sent: Sent,
  inputs: Inputs,
): readonly MessageRef[] {
  const found = findSent(messages, sent, inputs).filter((message) => !isKnown(draft, message));
  return found.map(({ channel, ts }) => ({ channel, ts }));
}

/** A message that nobody can find is opened once more: for as long as the wait for a rate limit, and a few times at least. */
function startAnew(draft: Draft, { opening, outcome }: LookUpTask, inputs: Inputs): void {
  noteStray(draft, opening);
  draft.task = undefined;
  const { attempts, since } = draft.lost ?? { since: opening.sentAt, attempts: 0 };
  draft.lost = { since, attempts: attempts + 1 };
  if (inputs.now - since > limits.retryForMs && attempts + 1 >= limits.lostStarts)
    failCall(draft, `${methods[opening.call]}, tried ${attempts + 1} times`, outcome, inputs);
}

/** Somewhere there may be a message with all of this in it, however many messages it takes in the end. */
function noteStray(draft: Draft, opening: OpenTask): void {
  const { batch, call, cards, said, sentAt } = opening;
  // A posted message can't be closed.
  if (call === "start") noteLostStart(draft, { call, sentAt, letters: toLetters(said), cards });
  draft.lost ??= { since: sentAt, attempts: 0 };
  draft.repeats.next = true;
  draft.repeats.until = Math.max(draft.repeats.until, draft.offset + countTaken(batch));
}
