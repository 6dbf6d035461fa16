import { callListener } from "../call-listener.ts";
import { type OwnedClock, within } from "../clock.ts";
import * as limits from "../limits.ts";
import type { Settings } from "../options/settings.ts";
import { methods } from "../slack/call-description.ts";
import type { Outcome } from "../slack/outcome.ts";
import { budgetFor } from "../slack/rate-budget.ts";
import type { MessageRef, SlackCalls } from "../slack/slack-calls.ts";
import { slackTimeFor } from "../slack/slack-time.ts";
import { toAccountKey } from "../slack/workspace-key.ts";
import type { RateBudget, RateBudgetCall, StreamTarget } from "../types/index.ts";
import { giveUpAt, type Lane } from "./answer.ts";
import type { Control } from "./control.ts";
import { abandoned } from "./failures.ts";
import type { Inputs } from "./inputs.ts";
import type { LiveStream } from "./live-streams.ts";
import { type Result, refuseByBudget } from "./results.ts";
import type { Call, MessageStep } from "./steps.ts";

/**
 * A call that was given up: at its deadline, because time was short, or because the user stopped the stream. It is under way until its
 * response comes after all, or until it is so old that Slack can't carry it out any more.
 */
export interface UnderWay {
  readonly step: MessageStep;
  readonly sentAt: number;
  /** The same edit was made again and applied, so this one can change nothing. */
  readonly isRepeated: boolean;
}

/** A message whose opening got a response after the library had stopped waiting for it. */
export interface LateMessage extends MessageRef {
  readonly call: "start" | "post";
  /** When the opening was sent, ms of the clock, and for which lane. */
  readonly sentAt: number;
  readonly lane: number;
}

export interface CallerOptions {
  readonly calls: SlackCalls;
  readonly settings: Settings;
  readonly target: StreamTarget;
  /** Replaces the budget of the settings. */
  readonly budget?: RateBudget | undefined;
}

export const interrupted = { type: "interrupted" } as const;

/** How many streams this process has had. */
let streams = 0;

/** Asks the workspace's budgets whether a call may go out, and reports Slack's refusals to them. */
class BudgetGate {
  readonly #options: CallerOptions;
  readonly #control: Control;
  readonly #ownBudget: RateBudget;
  readonly #budget: RateBudget | undefined;
  readonly #workspace: string;
  readonly #stream: string;
  #heldSince: number | undefined;
  /** How often in a row the budget was late, and until when it is not asked because of that. */
  #timesLate = 0;
  #isLateUntil = Number.NEGATIVE_INFINITY;

  constructor(options: CallerOptions, control: Control) {
    const { settings, target, budget = settings.budget } = options;
    this.#options = options;
    this.#control = control;
    this.#ownBudget = budgetFor(settings.clock.shared);
    this.#budget = budget === false ? undefined : (budget ?? this.#ownBudget);
    this.#workspace = toAccountKey(target);
    streams += 1;
    this.#stream = String(streams);
  }

  /** Returns the milliseconds until this call may go out. 0 means that the call has taken its place in the budget. */
  ask({ priority, type }: MessageStep): number | Promise<number> {
    if (priority === undefined) return 0;
    const asked = this.#askBudget(this.#toCall(type, priority));
    if (typeof asked === "number") return asked;
    const control = this.#control;
    const { nudges } = control;
    // If the stream was told meanwhile to check again, the next step is planned anew.
    return asked.then((waitMs) => (control.nudges === nudges ? waitMs : 1));
  }

  refused({ type }: MessageStep, retryAfterMs: number): void {
    const call = this.#toCall(type, "text");
    callListener(() => this.#budget?.refused(call, retryAfterMs));
    // The process's own budget replaces a budget that answers late.
    if (this.#budget !== this.#ownBudget) this.#ownBudget.refused(call, retryAfterMs);
  }

  #toCall(type: MessageStep["type"], priority: RateBudgetCall["priority"]): RateBudgetCall {
    const { settings, target } = this.#options;
    return {
      method: methods[type],
      workspace: this.#workspace,
      channel: target.channel,
      priority,
      stream: this.#stream,
      nowMs: settings.clock.now(),
    };
  }

  #askBudget(call: RateBudgetCall): number | Promise<number> {
    if (call.nowMs < this.#isLateUntil) return this.#askOwn(call);
    let waitMs: unknown = 0;
    // The caller's budget may throw or return any value. A wait of less than a millisecond would be none.
    callListener(() => {
      waitMs = this.#budget?.take(call);
      return waitMs;
    });
    if (!isPromise(waitMs)) return this.#toWaitMs(waitMs, call);
    return within(waitMs, {
      clock: this.#options.settings.clock,
      ms: limits.budgetTimeoutMs,
      who: "the budget",
    }).then(
      (answered) => {
        this.#timesLate = 0;
        return this.#toWaitMs(answered, call);
      },
      () => {
        // The call goes out later than planned, and so does the next one.
        const late = { ...call, nowMs: this.#options.settings.clock.now() };
        this.#isLateUntil = late.nowMs + Math.min(limits.longestBudgetPauseMs, 1_000 * 2 ** this.#timesLate);
        this.#timesLate += 1;
        return this.#askOwn(late);
      },
    );
  }

  #askOwn(call: RateBudgetCall): number {
    return this.#toWaitMs(this.#ownBudget.take(call), call);
  }

  #toWaitMs(waitMs: unknown, { nowMs }: RateBudgetCall): number {
    if (typeof waitMs !== "number" || !(waitMs > 0)) {
      this.#heldSince = undefined;
      return 0;
    }
    this.#heldSince ??= nowMs;
    if (nowMs - this.#heldSince >= limits.heldForMs) return 0;
    return Math.min(Math.ceil(waitMs), limits.retryCloseForMs);
  }
}

/** Makes the calls of an answer, each when the budget allows it, and waits for a response no longer than the stream may write. */
export class Caller {
  readonly #calls: SlackCalls;
  readonly #control: Control;
  readonly #live: LiveStream;
  readonly #clock: OwnedClock;
  readonly #budgetGate: BudgetGate;
  /** The errors of failed calls. An answer refers to an error by its index in this list. */
  readonly errors: unknown[] = [];
  readonly late: LateMessage[] = [];
  underWay: UnderWay | undefined;

  constructor(options: CallerOptions, live: LiveStream) {
    const { control } = live;
    this.#calls = options.calls;
    this.#control = control;
    this.#live = live;
    this.#clock = options.settings.clock;
    this.#budgetGate = new BudgetGate(options, control);
  }

  async call(step: Call, lane: Lane, inputs: Inputs): Promise<Result> {
    try {
      switch (step.type) {
        case "session-status":
          return this.#toPlain(await this.#calls.setSessionStatus(step.status));
        case "look-up":
          return await this.#lookUp(step);
        default:
          return await this.#callMessage(step, lane, inputs);
      }
    } catch (error) {
      return { type: "thrown", error: this.errors.push(error) - 1 };
    }
  }

  async #lookUp({ newerThan }: Extract<Call, { type: "look-up" }>): Promise<Result> {
    const gaveUp = { type: "failed", outcome: abandoned } as const;
    const found = await this.#control.untilHalted(this.#calls.find({ newerThan }), gaveUp, interrupted);
    if (found.type === "interrupted") return found;
    if (found.type === "found") return { type: "found", found };
    const outcome = this.#toPlain(found.outcome);
    return { type: "found", found: outcome.type === "applied" ? found : { type: "failed", outcome } };
  }

  async #callMessage(step: MessageStep, lane: Lane, inputs: Inputs): Promise<Result> {
    const asked = this.#budgetGate.ask(step);
    // Without a promise there is nothing to wait for.
    const waitMs = typeof asked === "number" ? asked : await asked;
    if (waitMs > 0) return refuseByBudget(waitMs);
    const sentAt = this.#clock.now();
    const made = make(this.#calls, step);
    const isFinal = lane.stage === "stopped-start";
    const outcome: Outcome | typeof interrupted = isFinal
      ? await made
      : await this.#control.untilHalted(made, abandoned, interrupted, giveUpAt(lane, inputs));
    if (outcome.type === "interrupted" || outcome === abandoned) {
      this.#trackUnderWay(step, { sentAt, lane: inputs.index }, made.then(toOver));
      return outcome;
    }
    if (outcome.type === "unknown" && outcome.over !== undefined)
      this.#trackUnderWay(step, { sentAt, lane: inputs.index }, outcome.over);
    this.#learn(step, outcome);
    return this.#toPlain(outcome);
  }

  /** The value holds the error's index, and no promise. */
  #toPlain(outcome: Outcome): Outcome {
    if (outcome.type === "applied") return { type: "applied", ts: outcome.ts, channel: outcome.channel };
    const error = outcome.error === undefined ? undefined : this.errors.push(outcome.error) - 1;
    return outcome.type === "refused"
      ? { ...outcome, error }
      : { type: "unknown", code: outcome.code, error };
  }

  /** Keeps what a response says besides the outcome of its own call: Slack's time, a rate limit, and whether a call that was under way is over. */
  #learn(step: MessageStep, outcome: Outcome): void {
    const { underWay } = this;
    const clock = this.#clock;
    if (underWay !== undefined && step.type === "stop" && isClosed(outcome) && isAbout(underWay, step.ref.ts))
      this.underWay = undefined;
    else if (underWay !== undefined && outcome.type === "applied" && isSameEdit(step, underWay.step))
      this.underWay = { ...underWay, isRepeated: true };
    // The `ts` of a new message tells Slack's time, if no header did.
    if (outcome.type === "applied" && !("ref" in step))
      slackTimeFor(clock.shared).noteMessage(Number(outcome.ts) * 1_000, clock.now());
    if (outcome.type === "refused" && outcome.reason === "rate-limited")
      this.#budgetGate.refused(step, outcome.retryAfterMs ?? 0);
  }

  /**
   * Nobody waits for the call any more. The response to a start or a post may come while the library looks for its message, and any response may
   * say that the user stopped the stream.
   */
  #trackUnderWay(
    step: MessageStep,
    { sentAt, lane }: Pick<LateMessage, "sentAt" | "lane">,
    over: Promise<Outcome>,
  ): void {
    const { type } = step;
    this.underWay = { step, sentAt, isRepeated: false };
    const end = (outcome?: Outcome) => {
      if (this.underWay?.step === step) this.underWay = undefined;
      if ((type === "start" || type === "post") && outcome?.type === "applied")
        this.late.push({ channel: outcome.channel, ts: outcome.ts, call: type, sentAt, lane });
      if (outcome?.type === "refused" && outcome.reason === "stopped-by-user") this.#learnStop(step);
      this.#control.nudge();
    };
    void over.then(end, () => end());
  }

  /** An event that came before may not name the message. Without an event, all open messages count as stopped. */
  #learnStop(step: MessageStep): void {
    if ("ref" in step && this.#live.stoppedMessages !== undefined) this.#live.addStopped([step.ref.ts]);
    this.#control.stop("user");
  }
}

/** A closed message takes no append and no stop any more. */
function isAbout({ step }: UnderWay, ts: string): boolean {
  return (step.type === "append" || step.type === "stop") && step.ref.ts === ts;
}

export function isSameEdit(one: Call, other: Call): boolean {
  if (one.type !== "update" || other.type !== "update" || one.ref.ts !== other.ref.ts) return false;
  return JSON.stringify(one.content) === JSON.stringify(other.content);
}

function isClosed(outcome: Outcome): boolean {
  return outcome.type === "applied" || (outcome.type === "refused" && outcome.reason === "message-over");
}

function toOver(outcome: Outcome): Outcome | Promise<Outcome> {
  return outcome.type === "unknown" ? (outcome.over ?? outcome) : outcome;
}

function make(calls: SlackCalls, step: MessageStep): Promise<Outcome> {
  switch (step.type) {
    case "start":
      return calls.start({ chunks: step.task.batch.chunks, taskDisplayMode: step.taskDisplayMode });
    case "post":
      return calls.post(step.content);
    case "append":
      return calls.append(step.ref, step.chunks);
    case "stop":
      return calls.stop(step.ref, step.content);
    case "update":
      return calls.update(step.ref, step.content);
    case "delete":
      return calls.delete(step.ref);
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  );
}
