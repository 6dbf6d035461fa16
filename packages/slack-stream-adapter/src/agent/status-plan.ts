import type { ThreadStatus } from "../slack/side-calls.ts";

/** The wanted status below the thread, and the status that Slack shows, as far as is known. */
export interface StatusState {
  /** Undefined means no status. */
  readonly wanted: ThreadStatus | undefined;
  readonly shown: ThreadStatus | undefined;
  /** When the last call was sent, ms of the clock. */
  readonly sentAt: number;
  /** No status is set or cleared before this time, because of a rate limit or a lost clear. */
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

/** The agent's activity may change faster than people can read. */
const leastGapMs = 1_000;

/** Returns the next call, or the time until which no call is due. The shown status is set again after `refreshMs`. Only the latest wanted status is sent. */
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
