import * as limits from "../limits.ts";
import { mayPass, type Outcome } from "../slack/outcome.ts";
import type { Found, MessageRef } from "../slack/slack-calls.ts";
import { isKnown, type Lane } from "./answer.ts";
import { type Draft, toWait } from "./draft.ts";
import type { Inputs } from "./inputs.ts";
import type { LateMessage } from "./make-calls.ts";
import { findSent, isUntouched, type Sent } from "./sent.ts";
import { type Change, type Step, waitUntil } from "./steps.ts";

/** The next call for the strays of an answer, or a wait until it is due; undefined once there is none. */
export function planStrays(lane: Lane, inputs: Inputs): Step | undefined {
  const step = planBareStops(lane, inputs);
  if (step !== undefined || lane.strays.unconfirmed.length === 0) return step;
  const { at, failures } = lane.strays;
  return failures > 0 && inputs.now < at ? waitUntil(at) : searchThread(lane, inputs);
}

/** A running answer does not wait for its strays. Their next call is due at this time: a start may be carried out until it is a minute old. */
export function straysDueAt({ strays }: Lane, { late, now }: Inputs): number {
  const { at, lateCount, unconfirmed, open } = strays;
  if (late.length > lateCount) return now;
  if (open.length > 0) return at;
  const [first] = unconfirmed;
  if (first === undefined) return Number.POSITIVE_INFINITY;
  const dueAt = Math.max(at, first.sentAt + limits.callLifeMs);
  // Slack has ended an older message.
  return dueAt > first.sentAt + limits.lastRotationMs ? Number.POSITIVE_INFINITY : dueAt;
}

export function planBareStops(lane: Lane, inputs: Inputs): Step | undefined {
  const { at, lateCount, open } = lane.strays;
  if (inputs.late.length > lateCount) return { type: "change", change: addLate };
  // A later event of the user's stop may name a message that an earlier one did not.
  const ref = open.find(({ ts }) => inputs.stoppedMessages?.has(ts) !== true);
  if (ref === undefined) return undefined;
  if (inputs.now < at) return waitUntil(at);
  return { type: "stop", ref, content: {}, task: undefined, priority: undefined };
}

function searchThread({ strays }: Lane, { target, toSlackTime }: Inputs): Step {
  const since = toSlackTime(strays.unconfirmed[0]?.sentAt ?? 0);
  const newerThan = since === undefined ? target.threadTs : Math.floor(since / 1_000 - 1).toFixed(6);
  return { type: "look-up", task: undefined, newerThan };
}

const addLate: Change = (draft) => {
  const { late, stoppedMessages } = draft.inputs;
  for (const ref of lateStarts(draft, late)) if (!stoppedMessages?.has(ref.ts)) addStray(draft, ref);
  draft.strays = { ...draft.strays, lateCount: late.length };
};

/** Starts that were answered after they had been made again. Their text is there twice, and their messages must not stay open. */
export function lateStarts(lane: Lane, late: readonly LateMessage[]): readonly LateMessage[] {
  return late.slice(lane.strays.lateCount).filter((one) => one.call === "start" && !isKnown(lane, one));
}

/** The message is stopped from now on. */
export function addStray(draft: Draft, { channel, ts }: MessageRef): void {
  const { open } = draft.strays;
  if (open.some((one) => one.ts === ts)) return;
  draft.strays = { ...draft.strays, open: [...open, { channel, ts }], failures: 0, at: 0 };
}

/** A start is made again: somewhere there may be a message with all of this in it. */
export function noteUnconfirmedStart(draft: Draft, { call, cards, letters, sentAt }: Sent): void {
  const { unconfirmed } = draft.strays;
  draft.strays = { ...draft.strays, unconfirmed: [...unconfirmed, { call, cards, letters, sentAt }] };
}

/** They can't be looked for, or time is short. */
export function giveUpUnconfirmed(draft: Draft): void {
  draft.strays = { ...draft.strays, unconfirmed: [] };
}

/** Nobody writes to the messages of starts that were made again, so they hold just what was sent. */
export function settleSearch(draft: Draft, found: Found): void {
  const { unconfirmed } = draft.strays;
  if (found.type === "failed") {
    const { outcome } = found;
    if (draft.stage === "running" && mayPass(outcome))
      draft.strays = { ...draft.strays, at: draft.inputs.now + limits.callLifeMs };
    else if (!noteFailure(draft, outcome)) giveUpUnconfirmed(draft);
    return;
  }
  const refs = unconfirmed.flatMap((sent) => {
    const untouched = found.messages.filter((message) => isUntouched(message, sent));
    return findSent(untouched, sent, draft.inputs).filter((message) => !isKnown(draft, message));
  });
  const isRunning = draft.stage === "running";
  const young = unconfirmed.filter(
    ({ sentAt }) => isRunning && draft.inputs.now < sentAt + limits.callLifeMs,
  );
  draft.strays = { ...draft.strays, unconfirmed: young, failures: 0 };
  const own = new Map(refs.map((ref) => [ref.ts, ref]));
  // Where there are more, some are somebody else's.
  if (own.size <= unconfirmed.length) for (const ref of own.values()) addStray(draft, ref);
}

export function settleBareStop(draft: Draft, { ts }: MessageRef, outcome: Outcome): void {
  if (noteFailure(draft, outcome)) return;
  draft.strays = { ...draft.strays, open: draft.strays.open.filter((one) => one.ts !== ts) };
}

/** Whether the call is made again, after a wait. */
function noteFailure(draft: Draft, outcome: Outcome): boolean {
  const { now } = draft.inputs;
  const failures = draft.strays.failures + 1;
  const isAgain = outcome.type !== "applied" && mayPass(outcome) && failures < limits.strayAttempts;
  draft.strays = isAgain
    ? { ...draft.strays, failures, at: now + toWait(outcome, failures) }
    : { ...draft.strays, failures: 0, at: 0 };
  return isAgain;
}
