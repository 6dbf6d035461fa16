import type { OwnedClock } from "../clock.ts";
import type { Outcome } from "../slack/outcome.ts";
import type { SideCalls, ThreadStatus } from "../slack/side-calls.ts";
import type { SessionStatus } from "../types/index.ts";
import { nextStatusMove, type StatusState, statusStart } from "./status-plan.ts";

/**
 * Shows below a thread that the agent works while there is no text. It is suspended before a message is opened, and no message waits
 * for it.
 *
 * It shows a line of words. Where Slack takes no words any more (S209), it sets the session to `processing`, and Slack shows a sign of
 * its own. It uses one of the two at a time, because Slack shows both in the same place (S145). A session stays `processing` while the
 * answer is written. At the end its status is set once: by the stop of the stream, by the loop of the answer, or by `end()` where there
 * was no message.
 */
export interface StatusLine {
  /** The agent does something else now; undefined: nothing in particular. */
  say(doing: string | undefined): void;
  /** Text came: what the agent did is over. No call is made for that. */
  forget(): void;
  /** Nothing is open, and nothing is about to be. */
  show(): void;
  /** A card says what is done: words beside it would say it twice. A session stays busy. */
  hide(): void;
  /** A message is about to be opened: no call is made that could land behind it. */
  suspend(): void;
  /** The message is there: Slack has taken the words away (S145), and a stream has the session from now on (S135). */
  replacedByMessage(transport: "stream" | "edit"): void;
  /** Slack takes words here, as far as is known. */
  readonly permitted: boolean;
  /** This status line has set the session to `processing`, and nothing else will end that. */
  readonly isSessionBusy: boolean;
  /** Somebody has said what becomes of the session. */
  sessionSettled(): void;
  /** The answer is over: what is shown is cleared, and no timer is left. */
  end(): Promise<void>;
}

export interface StatusLineOptions {
  readonly calls: Pick<SideCalls, "setThreadStatus" | "setSessionStatus">;
  readonly clock: OwnedClock;
  readonly status: ThreadStatus;
  /** The final status of a session that was busy for an answer without a message. Asked at the end, because `stop({ sessionStatus })` can still change it. */
  toSessionAtEnd(): SessionStatus;
  /** The forms that Slack has refused to other answers of this app. */
  readonly refusals?: StatusRefusals | undefined;
}

/** How it is shown that the agent works. */
export type StatusForm = (typeof forms)[number];

/** In order of preference, because words say more. The first that Slack takes is used. */
const forms = ["words", "session"] as const;

export interface StatusRefusals {
  isRemembered(form: StatusForm): boolean;
  remember(form: StatusForm, code: string): void;
}

export const noStatusLine: StatusLine = {
  say() {},
  forget() {},
  show() {},
  hide() {},
  suspend() {},
  replacedByMessage() {},
  permitted: false,
  isSessionBusy: false,
  sessionSettled() {},
  end: async () => {},
};

export function createStatusLine(options: StatusLineOptions): StatusLine {
  const { calls, clock, refusals, status } = options;
  let state: StatusState = statusStart;
  let doing: string | undefined;
  let mode: "hidden" | "shown" | "suspended" = "hidden";
  const refused = new Set<StatusForm>();
  const nextForm = () => forms.find((one) => !refused.has(one) && refusals?.isRemembered(one) !== true);
  let form = nextForm();
  /** Somebody else sets the session's status at the end: the stop of a stream, or the loop of the answer. */
  let isSettledElsewhere = false;
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
    if (underWay !== undefined || mode === "suspended" || clock.closed || form === undefined) return;
    const said = doing === undefined ? status : { text: status.text, loadingMessages: [doing] };
    const sign = form === "words" ? said : processing;
    state = { ...state, wanted: mode === "shown" ? sign : undefined };
    const move = nextStatusMove(state, clock.now(), refreshMs[form]);
    if (move.type !== "wait") underWay = send(form, move.type === "set" ? move.status : { text: "" });
    else if (move.until !== Number.POSITIVE_INFINITY) {
      cancelTimer = clock.setTimer(Math.max(0, move.until - clock.now()), proceed);
    }
  };

  const send = async (by: StatusForm, next: ThreadStatus) => {
    const sentAt = clock.now();
    const outcome = await (by === "words"
      ? calls.setThreadStatus(next)
      : calls.setSessionStatus(next.text === "" ? options.toSessionAtEnd() : "processing"));
    underWay = undefined;
    isSettledElsewhere = false;
    const notBefore = toNotBefore(outcome, clock.now());
    if (outcome.type === "refused") {
      overlapping = false;
      if (!isPassing(outcome.reason)) {
        refused.add(by);
        refusals?.remember(by, outcome.code);
        form = nextForm();
        state = statusStart;
        proceed();
        return;
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
    overlapping = mode === "suspended" && underWay !== undefined;
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
    hide() {
      if (mode === "shown" && form === "words") enter("hidden");
    },
    suspend: () => enter("suspended"),
    replacedByMessage(transport) {
      if (form === "session") {
        // A call that is under way may land when the stream is over. A post leaves the session as it is (S144).
        isSettledElsewhere = transport === "stream" && !overlapping;
        if (isSettledElsewhere) state = { ...state, shown: processing, sentAt: clock.now() };
        return;
      }
      // Of a call that is still under way it is not known on which side of the message it lands.
      if (!overlapping || underWay !== undefined) state = { ...state, shown: undefined };
      enter("hidden");
    },
    get permitted() {
      return form === "words";
    },
    get isSessionBusy() {
      return (
        form === "session" && !isSettledElsewhere && (state.shown !== undefined || underWay !== undefined)
      );
    },
    sessionSettled() {
      if (form === "session") isSettledElsewhere = true;
    },
    async end() {
      if (isSettledElsewhere) state = { ...state, shown: undefined };
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

/** There is but one such sign. */
const processing: ThreadStatus = { text: "processing" };

/** Slack takes words away after two minutes (S145), and a session's state after an hour (S144). */
const refreshMs: Readonly<Record<StatusForm, number>> = { words: 100_000, session: 3_000_000 };

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
