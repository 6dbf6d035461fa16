import { limits } from "../limits.ts";
import type { Outcome } from "../slack/outcome.ts";
import type { Found, MessageRef } from "../slack/slack-calls.ts";
import { isKnown, type Lane } from "./answer.ts";
import { type Draft, toWait } from "./draft.ts";
import type { Inputs } from "./inputs.ts";
import { toNextAction } from "./next-actions.ts";
import { findSent, isUntouched, type Sent } from "./sent.ts";
import type { Change, Step } from "./steps.ts";

/** The next call for the strays of an answer that is over, or a wait until it is due; undefined once there is none. */
export function planStrays(lane: Lane, inputs: Inputs): Step | undefined {
  const step = planBareStops(lane, inputs);
  if (step !== undefined || lane.strays.lost.length === 0) return step;
  if (inputs.deadline !== Number.POSITIVE_INFINITY) return undefined;
  const { at, failures } = lane.strays;
  return failures > 0 && inputs.now < at ? waitUntil(at) : searchThread(lane, inputs);
}

/** The same while the source goes on. The answer does not wait for it. */
export function planStraysBeside(lane: Lane, inputs: Inputs): Step | undefined {
  if (inputs.late.length > lane.strays.heard) return { type: "change", change: hearLate };
  if (inputs.now < straysDueAt(lane)) return undefined;
  return planBareStops(lane, inputs) ?? searchThread(lane, inputs);
}

/** When the next call for the strays of a running answer is due: a start may be carried out until it is a minute old. */
export function straysDueAt({ strays: { at, lost, open } }: Lane): number {
  if (open.length > 0) return at;
  const [first] = lost;
  const dueAt = first === undefined ? at : Math.max(at, first.sentAt + limits.callLifeMs);
  // Slack has ended an older message.
  return first === undefined || dueAt > first.sentAt + limits.lastRotationMs
    ? Number.POSITIVE_INFINITY
    : dueAt;
}

export function planBareStops(lane: Lane, inputs: Inputs): Step | undefined {
  const { at, heard, open } = lane.strays;
  if (inputs.late.length > heard) return { type: "change", change: hearLate };
  const [ref] = open;
  if (ref === undefined) return undefined;
  if (inputs.now < at) return waitUntil(at);
  return { type: "stop", ref, content: {}, task: undefined, priority: undefined };
}

function waitUntil(until: number): Step {
  return { type: "wait", until, isIdle: false };
}

function searchThread({ strays }: Lane, { target, toSlackTime }: Inputs): Step {
  const since = toSlackTime(strays.lost[0]?.sentAt ?? 0);
  const newerThan = since === undefined ? target.threadTs : Math.floor(since / 1_000 - 1).toFixed(6);
  return { type: "look-up", task: undefined, newerThan };
}

/** Openings that were answered after they had been made again: their text is there twice, but they must not stay open. */
const hearLate: Change = (draft, { late, stoppedMessages }) => {
  const heard = late
    .slice(draft.strays.heard)
    .filter((one) => one.call === "start" && !isKnown(draft, one) && stoppedMessages?.has(one.ts) !== true)
    .map(({ channel, ts }) => ({ channel, ts }));
  addStrays(draft, heard);
  draft.strays = { ...draft.strays, heard: late.length };
};

/** These are stopped from now on. */
export function addStrays(draft: Draft, refs: readonly MessageRef[]): void {
  const { open } = draft.strays;
  const added = refs.filter(
    ({ ts }, index) => [...open, ...refs].findIndex((one) => one.ts === ts) === open.length + index,
  );
  if (added.length > 0) draft.strays = { ...draft.strays, open: [...open, ...added], failures: 0, at: 0 };
}

/** A start is made again: somewhere there may be a message with all of this in it. */
export function noteLostStart(draft: Draft, sent: Sent): void {
  const { lost } = draft.strays;
  if (lost.some(({ sentAt }) => sentAt === sent.sentAt)) return;
  draft.strays = { ...draft.strays, lost: [...lost, sent] };
}

/** They can't be looked for, or time is short. */
export function giveUpLost(draft: Draft): void {
  draft.strays = { ...draft.strays, lost: [] };
}

/** Nobody writes to the messages of starts that were made again, so they hold just what was sent. */
export function settleSearch(draft: Draft, found: Found, inputs: Inputs): void {
  const { lost } = draft.strays;
  if (found.type === "failed") {
    settleFailedSearch(draft, found.outcome, inputs);
    return;
  }
  const refs = lost.flatMap((sent) => {
    const untouched = found.messages.filter((message) => isUntouched(message, sent));
    return findSent(untouched, sent, inputs).filter((message) => !isKnown(draft, message));
  });
  const isRunning = draft.stage === "running";
  const young = lost.filter(({ sentAt }) => isRunning && inputs.now < sentAt + limits.callLifeMs);
  draft.strays = { ...draft.strays, lost: young, failures: 0 };
  const own = refs.filter(({ ts }, index) => refs.findIndex((one) => one.ts === ts) === index);
  // Where there are more, some are somebody else's.
  if (own.length <= lost.length)
    addStrays(
      draft,
      own.map(({ channel, ts }) => ({ channel, ts })),
    );
}

function settleFailedSearch(draft: Draft, outcome: Outcome, inputs: Inputs): void {
  if (draft.stage === "running" && isPassing(outcome))
    draft.strays = { ...draft.strays, at: inputs.now + limits.callLifeMs };
  else if (!noteFailure(draft, outcome, inputs)) giveUpLost(draft);
}

export function settleBareStop(draft: Draft, { ts }: MessageRef, outcome: Outcome, inputs: Inputs): void {
  if (draft.stage !== "stopped-start" && toNextAction("stop", outcome) === "user-stop")
    draft.stoppedByRefusal = true;
  if (noteFailure(draft, outcome, inputs)) return;
  draft.strays = { ...draft.strays, open: draft.strays.open.filter((one) => one.ts !== ts) };
}

/** Whether the call is made again, after a wait. */
function noteFailure(draft: Draft, outcome: Outcome, { now }: Inputs): boolean {
  const failures = draft.strays.failures + 1;
  const isAgain = outcome.type !== "applied" && isPassing(outcome) && failures < limits.strayAttempts;
  draft.strays = isAgain
    ? { ...draft.strays, failures, at: now + toWait(outcome, failures) }
    : { ...draft.strays, failures: 0, at: 0 };
  return isAgain;
}

function isPassing(outcome: Outcome): boolean {
  return (
    outcome.type === "unknown" ||
    (outcome.type === "refused" && (outcome.reason === "rate-limited" || outcome.reason === "unreachable"))
  );
}
