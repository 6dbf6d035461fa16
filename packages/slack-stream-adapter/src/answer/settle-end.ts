import { type Lane, lastMessage, openMessage } from "./answer.ts";
import { type Draft, endFailed, endMessage } from "./draft.ts";
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

export function finish(draft: Draft, inputs: Inputs): void {
  draft.stage = "text";
  // All lanes end alike, even if an abort comes between their ends.
  draft.ending = inputs.beside.find(({ ending }) => ending !== undefined)?.ending ?? toEnding(inputs);
  draft.effects.push({ type: "stop-reading" });
  if (inputs.stopped !== undefined) draft.effects.push({ type: "abort-inbox" });
  if (draft.ending !== "completed") draft.effects.push({ type: "hurry" });
}

export function stopByUser(draft: Draft, inputs: Inputs): void {
  const { now, stoppedMessages } = inputs;
  const message = openMessage(draft);
  dropTask(draft, now);
  draft.strays = { ...draft.strays, open: [] };
  draft.effects.push({ type: "stop-reading" });
  draft.stage = "stopped";
  if (message === undefined) return;
  // It was opened after the user pressed stop, so the event does not name it.
  const isLater = stoppedMessages !== undefined && !stoppedMessages.has(message.ref.ts);
  if (message.transport === "stream" && isLater) addStray(draft, message.ref);
  endMessage(draft, message, { ended: "user-stop" }, inputs);
}

/** Drops the task of the lane. A message that the library looks for may exist. */
function dropTask(draft: Draft, now: number): void {
  if (draft.task?.type === "look-up") draft.unconfirmedOpening ??= { since: now, attempts: 0 };
  draft.task = undefined;
}

/** The time is over. The library writes nothing more. */
export function halt(draft: Draft, inputs: Inputs): void {
  const isHurried = inputs.now >= inputs.deadline;
  dropTask(draft, inputs.now);
  if (draft.stage === "failing") {
    endFailed(draft, inputs);
    return;
  }
  const open = openMessage(draft);
  if (open !== undefined) endMessage(draft, open, { ended: "unknown" }, inputs);
  const last = lastMessage(draft);
  // The outcome of its last write is unknown.
  if (last?.shown.isDifferent === true || last?.shown.surely !== undefined) last.ended = "unknown";
  noteUnderWay(draft, inputs);
  const ending = toEnding(inputs);
  draft.effects.push({ type: "stop-reading" });
  draft.outcome = ending === "failed" ? "failed" : toAborted(inputs);
  if (!isHurried && ending !== "failed") {
    // If the only missing edit changes no text, the answer is complete.
    const isComplete = ending === "completed" && open === undefined && isDelivered(draft, inputs);
    draft.outcome = isComplete ? "completed" : "failed";
    if (!isComplete) draft.failure = draft.lastFailed ?? { type: "undelivered" };
  }
  draft.stage = "over";
}

export function conclude(draft: Draft, inputs: Inputs): void {
  if (draft.stage === "failing") {
    endFailed(draft, inputs);
    return;
  }
  draft.outcome = draft.stage === "stopped-start" ? "stopped-by-user" : toFinalOutcome(draft, inputs);
  draft.stage = "over";
}

/** Slack may still carry out a call that changes the message. */
function noteUnderWay(draft: Draft, { underWay }: Inputs): void {
  if (underWay === undefined || underWay.isRepeated) return;
  const { step } = underWay;
  const message = draft.messages.find(({ ref }) => "ref" in step && ref.ts === step.ref.ts);
  const concerned = message ?? lastMessage(draft);
  if (concerned !== undefined) concerned.isUncertain = true;
}

/** For a source that ended well: `silent` if it said nothing, `completed` if all of it is in Slack for certain, else `failed`. */
function toFinalOutcome(draft: Draft, inputs: Inputs): NonNullable<Lane["outcome"]> {
  const { inbox } = inputs;
  const { ending } = draft;
  noteUnderWay(draft, inputs);
  if (ending !== "completed") return ending === "failed" ? "failed" : toAborted(inputs);
  const isShown = [draft, ...inputs.beside].some((one) => one.messages.length > 0);
  if (!isShown && !inbox.pending) return "silent";
  if (isDelivered(draft, inputs)) return "completed";
  draft.failure = { type: "undelivered" };
  return "failed";
}

/** All that the source said is in Slack for certain. */
function isDelivered({ messages }: Draft, { inbox }: Inputs): boolean {
  return !inbox.pending && messages.every(({ shown }) => shown.surely === undefined);
}
