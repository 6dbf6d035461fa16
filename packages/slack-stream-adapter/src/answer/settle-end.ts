import { type Lane, lastMessage, openMessage } from "./answer.ts";
import { isEmpty } from "./content.ts";
import { type Draft, end, endFailed, endInTheMiddle, endMessage, type MessageDraft } from "./draft.ts";
import type { Inputs } from "./inputs.ts";
import { addStray } from "./strays.ts";

/** A stop wins over an abort, and an abort over an error. */
function toEnding({ inbox, stopped }: Inputs): NonNullable<Lane["ending"]> {
  if (stopped !== undefined || inbox.ending?.type === "aborted") return "aborted";
  return inbox.ending?.type === "failed" ? "failed" : "completed";
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
  const message = openMessage(draft);
  draft.effects.push({ type: "stop-reading" });
  draft.stage = "stopped";
  if (message === undefined) return;
  // If it was opened after the user pressed stop, the event does not name it.
  if (message.transport === "stream") addStray(draft, message.ref);
  endMessage(draft, message, "user-stop");
}

/** The time is over. The library writes nothing more. */
export function halt(draft: Draft): void {
  const isHurried = draft.inputs.now >= draft.inputs.deadline;
  if (draft.stage === "failing") {
    endFailed(draft);
    return;
  }
  const ending = toEnding(draft.inputs);
  // If the only missing edit changes no text, the answer is complete.
  const isWhole = openMessage(draft) === undefined && isDelivered(draft);
  const isComplete = !isHurried && ending === "completed" && isWhole;
  endInTheMiddle(draft, isComplete);
  endAs(draft, isHurried && ending === "completed" ? "aborted" : ending, isComplete);
}

export function conclude(draft: Draft): void {
  const { beside, inbox } = draft.inputs;
  const isShown = [draft, ...beside].some(({ messages }) => messages.length > 0);
  if (draft.stage === "failing") endFailed(draft);
  else if (draft.stage === "stopped-start") end(draft, "stopped-by-user");
  else if (draft.ending === "completed" && !isShown && !inbox.pending) end(draft, "silent");
  else endAs(draft, draft.ending ?? "aborted", isDelivered(draft));
}

function endAs(draft: Draft, ending: NonNullable<Lane["ending"]>, isComplete: boolean): void {
  noteUnderWay(draft);
  const isUndelivered = ending === "completed" && !isComplete;
  if (isUndelivered) draft.failure = draft.lastFailed ?? { type: "undelivered" };
  // An answer whose source was not read to its end may have made way for a newer one.
  const { stopped } = draft.inputs;
  const aborted = stopped === "newer-answer" ? "superseded" : "aborted";
  end(draft, isUndelivered ? "failed" : ending === "aborted" ? aborted : ending);
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

/** All that the source said is in Slack for certain. A message of which nothing is wanted may stay if Slack does not delete it. */
function isDelivered({ inputs, messages }: Draft): boolean {
  const isShown = ({ shown, wanted }: MessageDraft) => shown.surely === undefined || isEmpty(wanted);
  return !inputs.inbox.pending && messages.every(isShown);
}
