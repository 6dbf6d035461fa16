import type { OwnedClock } from "../clock.ts";
import type { Settings } from "../options/settings.ts";
import { capabilitiesFor } from "../slack/capability-memory.ts";
import { mayPass, type Outcome } from "../slack/outcome.ts";
import type { SideCalls, ThreadStatus } from "../slack/side-calls.ts";
import { toAccountKey } from "../slack/workspace-key.ts";
import type { SessionStatus, StreamTarget } from "../types/index.ts";

/**
 * Shows below a thread that the agent works while there is no text. It is suspended before a message is opened, and no message waits
 * for it.
 *
 * It shows a line of words. Where Slack takes no words any more (S209), it sets the session to `processing`, and Slack shows a sign of
 * its own. It uses one of the two at a time, because Slack shows both in the same place (S145). A session stays `processing` while the
 * answer is written. At the end its status is set once: by the stop of the stream, by the loop of the answer, or by `end()` where there
 * was no message.
 */
export class StatusLine {
  readonly #options: StatusLineOptions;
  /** The forms that Slack accepts, as far as is known. The first one is used. */
  #forms: readonly StatusForm[] = [];
  #state: StatusState = statusStart;
  #doing: string | undefined;
  #mode: "hidden" | "shown" | "suspended" = "hidden";
  /** The stop of a stream, or the loop of the answer, sets the session's status at the end. */
  #isSettledElsewhere = false;
  #isCallUnderWay = false;
  /** Slack may have carried out a call after the opening of a message. */
  #isOverlapping = false;
  #cancelTimer: (() => void) | undefined;
  /** Sends each clear again whose arrival is unconfirmed, one after the other. */
  #lostClears = 0;
  /** Called when no call is under way or planned. */
  #resolveIdle: (() => void) | undefined;

  constructor(options: StatusLineOptions) {
    this.#options = options;
    this.#useFormsOf(forms);
  }

  /** Whether Slack accepts a text here, as far as is known. */
  get permitted(): boolean {
    return this.#forms[0] === "words";
  }

  /** This status line has set the session to `processing`, and nothing else will end that. */
  get isSessionBusy(): boolean {
    return (
      this.#isSession &&
      !this.#isSettledElsewhere &&
      (this.#state.shown !== undefined || this.#isCallUnderWay)
    );
  }

  /** Sets what the agent does now. Undefined means nothing in particular. */
  say(doing: string | undefined): void {
    this.#doing = doing && withoutMentions(doing);
    this.#proceed();
  }

  /** Text came, so the agent's last activity is over. This needs no call. */
  forget(): void {
    this.#doing = undefined;
  }

  /** No message is open or being opened. */
  show(): void {
    // Text that comes at once needs no status before it.
    if (this.#mode !== "shown") {
      const settledAt = this.#options.clock.now() + settleMs;
      this.#update({ notBefore: Math.max(this.#state.notBefore, settledAt) });
    }
    this.#enter("shown");
  }

  /** A card shows the work, so a status text would repeat it. The session stays busy. */
  hide(): void {
    if (this.#mode === "shown" && this.permitted) this.#enter("hidden");
  }

  /** A message is being opened. No call is made that Slack could carry out after it. */
  suspend(): void {
    this.#enter("suspended");
  }

  /** The message exists. Slack has removed the status text (S145), and a stream controls the session from now on (S135). */
  replacedByMessage(transport: "stream" | "edit"): void {
    if (this.#isSession) {
      // Slack may carry out a call that is under way after the stream's end. A post does not change the session (S144).
      this.#isSettledElsewhere = transport === "stream" && !this.#isOverlapping;
      if (this.#isSettledElsewhere) this.#update({ shown: processing, sentAt: this.#options.clock.now() });
      return;
    }
    // Slack may carry out a call that is still under way before or after the message.
    if (!this.#isOverlapping || this.#isCallUnderWay) this.#update({ shown: undefined });
    this.#enter("hidden");
  }

  /** Another call has set the session's status. */
  sessionSettled(): void {
    if (this.#isSession) this.#isSettledElsewhere = true;
  }

  /** The answer is over. Clears the status and cancels the timers. */
  async end(): Promise<void> {
    if (this.#isSettledElsewhere) this.#update({ shown: undefined });
    this.#enter("hidden");
    if (this.#isIdle) return;
    await new Promise<void>((resolve) => {
      this.#resolveIdle = resolve;
    });
  }

  get #isSession(): boolean {
    return this.#forms[0] === "session";
  }

  get #isIdle(): boolean {
    return !this.#isCallUnderWay && this.#cancelTimer === undefined;
  }

  #update(changes: Partial<StatusState>): void {
    this.#state = { ...this.#state, ...changes };
  }

  #enter(next: "hidden" | "shown" | "suspended"): void {
    if (this.#mode === next) return;
    this.#mode = next;
    this.#isOverlapping = next === "suspended" && this.#isCallUnderWay;
    this.#proceed();
  }

  #proceed(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#advance();
    if (this.#isIdle) this.#resolveIdle?.();
  }

  #advance(): void {
    const { clock, status } = this.#options;
    const [form] = this.#forms;
    if (this.#isCallUnderWay || this.#mode === "suspended" || clock.closed || form === undefined) return;
    const said = this.#doing === undefined ? status : { text: status.text, loadingMessages: [this.#doing] };
    const sign = form === "words" ? said : processing;
    const wanted = this.#mode === "shown" ? sign : undefined;
    this.#update({ wanted });
    const waitMs = statusDueAt(this.#state, refreshMs[form]) - clock.now();
    if (waitMs <= 0) void this.#send(form, wanted ?? { text: "" });
    else if (waitMs < Number.POSITIVE_INFINITY)
      this.#cancelTimer = clock.setTimer(waitMs, () => this.#proceed());
  }

  async #send(form: StatusForm, next: ThreadStatus): Promise<void> {
    const { calls, clock, toSessionAtEnd } = this.#options;
    const sentAt = clock.now();
    this.#isCallUnderWay = true;
    const outcome = await (form === "words"
      ? calls.setThreadStatus(next)
      : calls.setSessionStatus(next.text === "" ? toSessionAtEnd() : "processing"));
    this.#isCallUnderWay = false;
    this.#isSettledElsewhere = false;
    if (outcome.type === "refused") this.#isOverlapping = false;
    if (outcome.type === "refused" && !mayPass(outcome)) {
      this.#refuse(form, outcome.code);
    } else if (next.text === "") {
      this.#noteClear(outcome);
    } else {
      // The status that was shown before the refusal is still shown.
      const shown = outcome.type === "refused" ? {} : { shown: next, sentAt };
      this.#update({ ...shown, notBefore: toNotBefore(outcome, clock.now()) });
    }
    this.#proceed();
  }

  #refuse(form: StatusForm, code: string): void {
    const { clock } = this.#options;
    capabilitiesFor(clock.shared).remember(this.#toPlace(form), { code, nowMs: clock.now() });
    this.#useFormsOf(this.#forms.filter((one) => one !== form));
    this.#state = statusStart;
  }

  /** A form that Slack refuses in one thread is refused in all threads of the workspace. */
  #useFormsOf(candidates: readonly StatusForm[]): void {
    const { clock } = this.#options;
    const memory = capabilitiesFor(clock.shared);
    this.#forms = candidates.filter((one) => memory.recall(this.#toPlace(one), clock.now()) === undefined);
  }

  #toPlace(form: StatusForm): string {
    return `${this.#options.account} status in ${form}`;
  }

  /** A clear that was lost or rate limited is made again, because the line would show work that is over. */
  #noteClear(outcome: Outcome): void {
    const isLost = mayPass(outcome);
    this.#lostClears = isLost ? this.#lostClears + 1 : 0;
    if (!isLost || this.#lostClears >= clearAttempts) {
      this.#lostClears = 0;
      this.#update({ shown: undefined });
      return;
    }
    const waitMs = (outcome.type === "refused" ? outcome.retryAfterMs : undefined) ?? clearAgainMs;
    this.#update({ noClearBefore: this.#options.clock.now() + waitMs });
  }
}

export interface StatusLineOptions {
  readonly calls: Pick<SideCalls, "setThreadStatus" | "setSessionStatus">;
  readonly clock: OwnedClock;
  readonly status: ThreadStatus;
  /** The key of the app in its workspace. Answers share Slack's refusals under this key. */
  readonly account: string;
  /** The final status of a session that was busy for an answer without a message. Asked at the end, because `stop({ sessionStatus })` can still change it. */
  toSessionAtEnd(): SessionStatus;
}

/** Undefined if no status is wanted, or without a thread. */
export function openStatusLine(
  calls: SideCalls,
  target: StreamTarget,
  settings: Settings,
): StatusLine | undefined {
  const { clock, status = { text: "is thinking…" } } = settings;
  if (status === false || target.threadTs === undefined) return undefined;
  return new StatusLine({
    calls,
    clock,
    status: typeof status === "string" ? { text: status } : status,
    account: toAccountKey(target),
    toSessionAtEnd: () => settings.sessionStatus ?? "active",
  });
}

/** In order of preference, because a text says more. */
const forms = ["words", "session"] as const;

/** A form in which the status is shown. */
type StatusForm = (typeof forms)[number];

/** A title may hold a model's text. A status must not notify anybody, so mentions are removed. */
function withoutMentions(text: string): string {
  return text.replaceAll(/<(?=[@#!])/g, "");
}

/** There is only one such sign. */
const processing: ThreadStatus = { text: "processing" };

/** Slack removes the text after two minutes (S145), and a session's state after an hour (S144). */
const refreshMs: Readonly<Record<StatusForm, number>> = { words: 100_000, session: 3_000_000 };

const settleMs = 100;
const pauseMs = 10_000;
const clearAgainMs = 1_000;
const clearAttempts = 4;

/** The pause after a refusal that may pass: as long as Slack asked for. */
function toNotBefore(outcome: Outcome, now: number): number {
  if (outcome.type !== "refused") return Number.NEGATIVE_INFINITY;
  return now + Math.max(outcome.retryAfterMs ?? 0, pauseMs);
}

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

export const statusStart: StatusState = {
  wanted: undefined,
  shown: undefined,
  sentAt: Number.NEGATIVE_INFINITY,
  notBefore: Number.NEGATIVE_INFINITY,
  noClearBefore: Number.NEGATIVE_INFINITY,
};

/** The agent's activity may change faster than people can read. */
const leastGapMs = 1_000;

/** When the call is due that sets the wanted status or clears the shown one. The shown status is set again after `refreshMs`. */
export function statusDueAt(state: StatusState, refreshMs: number): number {
  const { wanted, shown } = state;
  if (wanted === undefined) return shown === undefined ? Number.POSITIVE_INFINITY : state.noClearBefore;
  const gapMs = isSame(wanted, shown) ? refreshMs : leastGapMs;
  return Math.max(state.sentAt + gapMs, state.notBefore);
}

function isSame(wanted: ThreadStatus, shown: ThreadStatus | undefined): boolean {
  return (
    shown !== undefined &&
    wanted.text === shown.text &&
    (wanted.loadingMessages ?? []).join("\n") === (shown.loadingMessages ?? []).join("\n")
  );
}
