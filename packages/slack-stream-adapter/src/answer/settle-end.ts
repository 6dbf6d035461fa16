import { type Lane, lastMessage, openMessage } from "./answer.ts";
import { type Draft, endFailed, endInTheMiddle, endMessage } from "./draft.ts";
import type { Inputs } from "./inputs.ts";
import { addStray } from "./strays.ts";

/** A stop wins over an abort, and an abort over an error. */
function toEnding({ inbox, stopped }: Inputs): NonNullable<Lane["ending"]> {
  if (stopped !== undefined || inbox.ending?.type === "aborted") return "aborted";
  return inbox.ending?.type === "failed" ? "failed" : "completed";
}

/** The outcome of an answer whose source was not read to its end. */
function toAborted({ stopped }: Inputs): "aborted" | "superseded" {
  return stopped === "newer-answer" ? "superseded" : "aborted";
}

export function finish(draft: Draft): void {
  draft.stage = "text";
  // All lanes end alike, even if an abort comes between their ends.
  draft.ending =
    draft.inputs.beside.find(({ ending }) => ending !== undefined)?.ending ?? toEnding(draft.inputs);
  draft.effects.push({ type: "stop-reading" });
  if (draft.inputs.stopped !== undefined) draft.effects.push({ type: "abort-inbox" });
  if (draft.ending !== "completed") draft.effects.push({ type: "hurry" });
}

export function stopByUser(draft: Draft): void {
  const { now, stoppedMessages } = draft.inputs;
  const message = openMessage(draft);
  dropTask(draft, now);
  draft.strays = { ...draft.strays, open: [] };
  draft.effects.push({ type: "stop-reading" });
  draft.stage = "stopped";
  if (message === undefined) return;
  // It was opened after the user pressed stop, so the event does not name it.
  const isLater = stoppedMessages !== undefined && !stoppedMessages.has(message.ref.ts);
  if (message.transport === "stream" && isLater) addStray(draft, message.ref);
  endMessage(draft, message, "user-stop");
}

/** Drops the task of the lane. A message that the library looks for may exist. */
function dropTask(draft: Draft, now: number): void {
  if (draft.task?.type === "look-up") draft.unconfirmedOpening ??= { since: now, attempts: 0 };
  draft.task = undefined;
}

/** The time is over. The library writes nothing more. */
export function halt(draft: Draft): void {
  const isHurried = draft.inputs.now >= draft.inputs.deadline;
  dropTask(draft, draft.inputs.now);
  if (draft.stage === "failing") {
    endFailed(draft);
    return;
  }
  const ending = toEnding(draft.inputs);
  // If the only missing edit changes no text, the answer is complete.
  const isWhole = openMessage(draft) === undefined && isDelivered(draft, draft.inputs);
  const isComplete = !isHurried && ending === "completed" && isWhole;
  endInTheMiddle(draft, isComplete);
  noteUnderWay(draft);
  draft.effects.push({ type: "stop-reading" });
  draft.outcome = ending === "failed" ? "failed" : toAborted(draft.inputs);
  if (!isHurried && ending !== "failed") {
    draft.outcome = isComplete ? "completed" : "failed";
    if (!isComplete) draft.failure = draft.lastFailed ?? { type: "undelivered" };
  }
  draft.stage = "over";
}

export function conclude(draft: Draft): void {
  if (draft.stage === "failing") {
    endFailed(draft);
    return;
  }
  draft.outcome = draft.stage === "stopped-start" ? "stopped-by-user" : toFinalOutcome(draft);
  draft.stage = "over";
}

/** Slack may still carry out a call that changes the message. */
function noteUnderWay(draft: Draft): void {
  const { underWay } = draft.inputs;
  if (underWay === undefined || underWay.isRepeated) return;
  const { step } = underWay;
  const message = draft.messages.find(({ ref }) => "ref" in step && ref.ts === step.ref.ts);
  const concerned = message ?? lastMessage(draft);
  if (concerned !== undefined) concerned.isUncertain = true;
}

/** For a source that ended well: `silent` if it said nothing, `completed` if all of it is in Slack for certain, else `failed`. */
function toFinalOutcome(draft: Draft): NonNullable<Lane["outcome"]> {
  const { inbox } = draft.inputs;
  const { ending } = draft;
  noteUnderWay(draft);
  if (ending !== "completed") return ending === "failed" ? "failed" : toAborted(draft.inputs);
  const isShown = [draft, ...draft.inputs.beside].some((one) => one.messages.length > 0);
  if (!isShown && !inbox.pending) return "silent";
  if (isDelivered(draft, draft.inputs)) return "completed";
  draft.failure = { type: "undelivered" };
  return "failed";
}

/** All that the source said is in Slack for certain. */
function isDelivered({ messages }: Draft, { inbox }: Inputs): boolean {
  return !inbox.pending && messages.every(({ shown }) => shown.surely === undefined);
}
