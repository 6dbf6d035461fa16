import type { OwnedClock } from "../clock.ts";
import type { Outcome } from "../slack/outcome.ts";
import type { SideCalls, ThreadStatus } from "../slack/side-calls.ts";
import { nextStatusMove, type StatusState, statusStart } from "./status-plan.ts";

/**
 * The line below a thread that says what the agent does while there is no text. Messages come first: it makes way before
 * one is opened, and it never waits in anybody's way.
 */
export interface StatusLine {
  /** The agent does something else now; undefined: nothing in particular. */
  say(doing: string | undefined): void;
  /** Text came: what the agent did is over. No call is made for that. */
  forget(): void;
  /** Nothing is open, and nothing is about to be. */
  show(): void;
  /** A message is about to be opened: no call is made that could land behind it. */
  makeWay(): void;
  /** The message is there: Slack has taken the line away (S145). */
  covered(): void;
  /** Slack takes such a line here, as far as is known. */
  readonly permitted: boolean;
  /** The answer is over: what is shown is cleared, and no timer is left. */
  end(): Promise<void>;
}

export interface StatusLineOptions {
  readonly calls: Pick<SideCalls, "setThreadStatus">;
  readonly clock: OwnedClock;
  readonly status: ThreadStatus;
  /** That Slack takes no status of this app, as other answers have learnt. */
  readonly refusals?: StatusRefusals | undefined;
}

export interface StatusRefusals {
  readonly isRemembered: boolean;
  remember(code: string): void;
}

export const noStatusLine: StatusLine = {
  say() {},
  forget() {},
  show() {},
  makeWay() {},
  covered() {},
  permitted: false,
  end: async () => {},
};

export function createStatusLine({ calls, clock, status, refusals }: StatusLineOptions): StatusLine {
  let state: StatusState = statusStart;
  let doing: string | undefined;
  let mode: "hidden" | "shown" | "making-way" = "hidden";
  let permitted = refusals?.isRemembered !== true;
  let underWay: Promise<void> | undefined;
  /** A call may have landed behind the message that was opened meanwhile. */
  let overlapping = false;
  let cancelTimer: (() => void) | undefined;
  /** Clears that nobody knows to have been heard, one after the other. */
  let lostClears = 0;
  /** Whoever waits for the end: nothing is under way, and nothing is put off. */
  let resolveIdle: (() => void) | undefined;

  const proceed = () => {
    cancelTimer?.();
    cancelTimer = undefined;
    advance();
    if (underWay === undefined && cancelTimer === undefined) resolveIdle?.();
  };

  const advance = () => {
    if (underWay !== undefined || mode === "making-way" || clock.closed) return;
    const said = doing === undefined ? status : { text: status.text, loadingMessages: [doing] };
    state = { ...state, wanted: mode === "shown" && permitted ? said : undefined };
    const move = nextStatusMove(state, clock.now());
    if (move.type !== "wait") underWay = send(move.type === "set" ? move.status : { text: "" });
    else if (move.until !== Number.POSITIVE_INFINITY) {
      cancelTimer = clock.setTimer(Math.max(0, move.until - clock.now()), proceed);
    }
  };

  const send = async (next: ThreadStatus) => {
    const sentAt = clock.now();
    const outcome = await calls.setThreadStatus(next);
    underWay = undefined;
    const notBefore = toNotBefore(outcome, clock.now());
    if (outcome.type === "refused") {
      overlapping = false;
      if (!isPassing(outcome.reason)) {
        permitted = false;
        refusals?.remember(outcome.code);
      }
    }
    if (next.text === "") noteClear(outcome);
    // What was shown before still is.
    else if (outcome.type === "refused") state = { ...state, notBefore };
    else state = { ...state, shown: next, sentAt, notBefore };
    proceed();
  };

  /** A clear that was lost, or came too often, is made again: the line would tell of work that is over. */
  const noteClear = (outcome: Outcome) => {
    const mayPass = outcome.type === "unknown" || (outcome.type === "refused" && isPassing(outcome.reason));
    lostClears = mayPass ? lostClears + 1 : 0;
    if (!mayPass || lostClears >= clearAttempts) {
      lostClears = 0;
      state = { ...state, shown: undefined };
      return;
    }
    const waitMs = (outcome.type === "refused" ? outcome.retryAfterMs : undefined) ?? clearAgainMs;
    state = { ...state, noClearBefore: clock.now() + waitMs };
  };

  const enter = (next: typeof mode) => {
    if (mode === next) return;
    mode = next;
    overlapping = mode === "making-way" && underWay !== undefined;
    proceed();
  };

  return {
    say(now) {
      doing = now && withoutMentions(now);
      proceed();
    },
    forget() {
      doing = undefined;
    },
    show() {
      // Text that comes at once needs no status before it.
      if (mode !== "shown")
        state = { ...state, notBefore: Math.max(state.notBefore, clock.now() + settleMs) };
      enter("shown");
    },
    makeWay: () => enter("making-way"),
    covered() {
      // Of a call that is still under way it is not known on which side of the message it lands.
      if (!overlapping || underWay !== undefined) state = { ...state, shown: undefined };
      enter("hidden");
    },
    get permitted() {
      return permitted;
    },
    async end() {
      enter("hidden");
      if (underWay === undefined && cancelTimer === undefined) return;
      await new Promise<void>((resolve) => {
        resolveIdle = resolve;
      });
    },
  };
}

/** A title may be made of what a model wrote. A status is no message and should page nobody; this one can't. */
function withoutMentions(text: string): string {
  return text.replaceAll(/<(?=[@#!])/g, "");
}

const settleMs = 100;
const pauseMs = 10_000;
const clearAgainMs = 1_000;
const clearAttempts = 4;

function isPassing(reason: string): boolean {
  return reason === "rate-limited" || reason === "unreachable";
}

/** After a refusal that may pass, as long as Slack asked for. */
function toNotBefore(outcome: Outcome, now: number): number {
  if (outcome.type !== "refused") return Number.NEGATIVE_INFINITY;
  return now + Math.max(outcome.retryAfterMs ?? 0, pauseMs);
}
