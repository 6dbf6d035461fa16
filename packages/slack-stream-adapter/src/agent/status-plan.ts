import type { ThreadStatus } from "../slack/side-calls.ts";

/** What is wanted below the thread, and what Slack shows there, as far as anybody knows. */
export interface StatusState {
  /** Undefined: nothing. */
  readonly wanted: ThreadStatus | undefined;
  readonly shown: ThreadStatus | undefined;
  /** When the last call was sent, ms of the clock. */
  readonly sentAt: number;
  /** No status is set before, and none cleared; a rate limit asked for it, or the last clear was lost. */
  readonly notBefore: number;
  readonly noClearBefore: number;
}

export type StatusMove =
  | { readonly type: "set"; readonly status: ThreadStatus }
  | { readonly type: "clear" }
  | { readonly type: "wait"; readonly until: number };

export const statusStart: StatusState = {
  wanted: undefined,
  shown: undefined,
  sentAt: Number.NEGATIVE_INFINITY,
  notBefore: Number.NEGATIVE_INFINITY,
  noClearBefore: Number.NEGATIVE_INFINITY,
};

/** What the agent does may change faster than anybody reads. */
const leastGapMs = 1_000;

/** The next call, or the time until which there is none. The shown status is set again after `refreshMs`. Only the latest wanted status is sent. */
export function nextStatusMove(state: StatusState, now: number, refreshMs: number): StatusMove {
  const { wanted, shown } = state;
  if (wanted === undefined) {
    const until = shown === undefined ? Number.POSITIVE_INFINITY : state.noClearBefore;
    return now >= until ? { type: "clear" } : { type: "wait", until };
  }
  const gapMs = isSame(wanted, shown) ? refreshMs : leastGapMs;
  const until = Math.max(state.sentAt + gapMs, state.notBefore);
  return now >= until ? { type: "set", status: wanted } : { type: "wait", until };
}

function isSame(wanted: ThreadStatus, shown: ThreadStatus | undefined): boolean {
  return (
    shown !== undefined &&
    wanted.text === shown.text &&
    (wanted.loadingMessages ?? []).join("\n") === (shown.loadingMessages ?? []).join("\n")
  );
}
