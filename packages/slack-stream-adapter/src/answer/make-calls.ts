import { callListener } from "../call-listener.ts";
import type { Clock } from "../clock.ts";
import { limits } from "../limits.ts";
import type { Settings } from "../options/settings.ts";
import { methods } from "../slack/call-description.ts";
import type { Outcome } from "../slack/outcome.ts";
import { budgetFor } from "../slack/rate-budget.ts";
import type { Found, MessageRef, SlackCalls } from "../slack/slack-calls.ts";
import { slackTimeFor } from "../slack/slack-time.ts";
import { toAccountKey } from "../slack/workspace-key.ts";
import type { RateBudget, RateBudgetCall, StreamTarget } from "../types/index.ts";
import { giveUpAt, type Lane } from "./answer.ts";
import type { Control } from "./control.ts";
import { abandoned } from "./failures.ts";
import type { Inputs } from "./inputs.ts";
import type { Result } from "./results.ts";
import type { Call } from "./steps.ts";

/** Makes the calls of an answer, each when the budget lets it through, and waits for it no longer than the stream may write. */
export interface Caller {
  call(step: Call, lane: Lane, inputs: Inputs): Promise<Result>;
  readonly underWay: UnderWay | undefined;
  readonly late: readonly LateMessage[];
  /** The errors thrown by failed calls. An answer refers to an error by its place in this list. */
  readonly errors: readonly unknown[];
}

/**
 * A call that was given up, at its deadline, in a hurry or because the user stopped the stream. It is under way until its answer
 * comes after all, or until it is so old that it can't be carried out any more.
 */
export interface UnderWay {
  readonly step: MessageStep;
  readonly sentAt: number;
  /** An edit that was made again and applied: it can change nothing. */
  readonly isRepeated: boolean;
}

/** A message whose opening was answered after nobody waited for it any more. */
export interface LateMessage extends MessageRef {
  readonly call: "start" | "post";
  /** When that opening was sent, ms of the clock, and for which lane. */
  readonly sentAt: number;
  readonly lane: number;
}

export interface CallerOptions {
  readonly calls: SlackCalls;
  readonly control: Control;
  readonly settings: Settings;
  readonly target: StreamTarget;
  /** `false` for none. @default that of the process */
  readonly budget: RateBudget | false | undefined;
}

const interrupted = { type: "interrupted" } as const;

/** How many streams there were in this process. */
let streams = 0;

export function createCaller(options: CallerOptions): Caller {
  const { calls, control, target } = options;
  const { clock } = options.settings;
  const ownBudget = budgetFor(clock.shared);
  const budget = options.budget === false ? undefined : (options.budget ?? ownBudget);
  const workspace = toAccountKey(target);
  streams += 1;
  const stream = String(streams);
  const slackTime = slackTimeFor(clock.shared);
  const errors: unknown[] = [];
  const late: LateMessage[] = [];
  let underWay: { -readonly [K in keyof UnderWay]: UnderWay[K] } | undefined;
  let heldSince: number | undefined;
  /** The budget of the process stands in for one that answers later, so it has to know what Slack refuses too. */
  let isOwnAsked = false;
  /** How often in a row the budget was too late, and until when it is not asked for that. */
  let timesLate = 0;
  let isLateUntil = Number.NEGATIVE_INFINITY;

  const toBudgetCall = (kind: MessageStep["type"], priority: RateBudgetCall["priority"]): RateBudgetCall => ({
    method: methods[kind],
    workspace,
    channel: target.channel,
    priority,
    stream,
    nowMs: clock.now(),
  });

  /** Milliseconds until the workspace's budget lets this call through; 0 takes a place in it. */
  const askBudget = (call: RateBudgetCall): number | Promise<number> => {
    if (call.nowMs < isLateUntil) return toWaitMs(ownBudget.take(call), call);
    let waitMs: unknown = 0;
    // A budget of the caller's may fail, or say anything; less than a millisecond would be no wait.
    callListener(() => {
      waitMs = budget?.take(call);
      return waitMs;
    });
    if (!isPromise(waitMs)) return toWaitMs(waitMs, call);
    isOwnAsked = true;
    return within(waitMs, { clock, ms: limits.budgetTimeoutMs }).then(
      (answered) => {
        timesLate = 0;
        return toWaitMs(answered, call);
      },
      () => {
        // The call goes out later than it asked, and so does the next one.
        const late = { ...call, nowMs: clock.now() };
        isLateUntil = late.nowMs + Math.min(limits.longestBudgetPauseMs, 1_000 * 2 ** timesLate);
        timesLate += 1;
        return toWaitMs(ownBudget.take(late), late);
      },
    );
  };

  const toWaitMs = (waitMs: unknown, call: RateBudgetCall): number => {
    if (typeof waitMs !== "number" || !(waitMs > 0)) {
      heldSince = undefined;
      return 0;
    }
    heldSince ??= call.nowMs;
    if (call.nowMs - heldSince >= limits.heldForMs) return 0;
    return Math.min(Math.ceil(waitMs), limits.retryCloseForMs);
  };

  /** The value holds where the error is kept, and no promise. */
  const toPlain = (outcome: Outcome): Outcome => {
    if (outcome.type === "applied") return { type: "applied", ts: outcome.ts, channel: outcome.channel };
    const error = outcome.error === undefined ? undefined : errors.push(outcome.error) - 1;
    return outcome.type === "refused"
      ? { ...outcome, error }
      : { type: "unknown", code: outcome.code, error };
  };

  const caller: Caller = {
    errors,
    late,
    get underWay() {
      return underWay;
    },
    async call(step, lane, inputs) {
      try {
        switch (step.type) {
          case "stop-notice":
            return toPlain(await calls.update(step.ref, step.content));
          case "session-status":
            return toPlain(await calls.setSessionStatus(step.status));
          case "look-up": {
            const found = await control.untilHalted(
              calls.find({ newerThan: step.newerThan }),
              { type: "failed", outcome: abandoned } as const,
              interrupted,
            );
            return found.type === "interrupted"
              ? found
              : { type: "found", found: plainFound(found, toPlain) };
          }
          default:
            return await callMessage(step, lane, inputs);
        }
      } catch (error) {
        return { type: "thrown", error: errors.push(error) - 1 };
      }
    },
  };

  const askFor = (step: MessageStep): number | Promise<number> => {
    if (step.priority === undefined) return 0;
    const asked = askBudget(toBudgetCall(step.type, step.priority));
    const { nudges } = control;
    // Where somebody has told the stream to look up meanwhile, the next step is asked for anew.
    return typeof asked === "number"
      ? asked
      : asked.then((waitMs) => (control.nudges === nudges ? waitMs : 1));
  };

  const callMessage = async (step: MessageStep, lane: Lane, inputs: Inputs): Promise<Result> => {
    const asked = askFor(step);
    // Nothing waits where no promise was made.
    const waitMs = typeof asked === "number" ? asked : await asked;
    if (waitMs > 0) return { type: "not-yet", waitMs };
    const sentAt = clock.now();
    const made = make(calls, step);
    const isFinal = lane.stage === "stopped-start";
    const outcome: Outcome | typeof interrupted = isFinal
      ? await made
      : await control.untilHalted(made, abandoned, interrupted, giveUpAt(lane, inputs));
    if (outcome.type === "interrupted" || outcome === abandoned) {
      watch(step, { sentAt, lane: inputs.index }, made.then(toOver));
      return outcome;
    }
    if (outcome.type === "unknown" && outcome.over !== undefined)
      watch(step, { sentAt, lane: inputs.index }, outcome.over);
    learn(step, outcome);
    return toPlain(outcome);
  };

  /** A message that is closed takes no append and no stop any more. */
  const isAbout = (ts: string): boolean => {
    const before = underWay?.step;
    return (before?.type === "append" || before?.type === "stop") && before.ref.ts === ts;
  };

  /** Keeps what a response tells beside the outcome of its own call: Slack's time, a rate limit, and whether a call under way is over. */
  const learn = (step: MessageStep, outcome: Outcome) => {
    if (step.type === "stop" && isClosed(outcome) && isAbout(step.ref.ts)) underWay = undefined;
    if (underWay !== undefined && outcome.type === "applied" && isSameEdit(step, underWay.step))
      underWay.isRepeated = true;
    // A message that was opened tells the time in Slack, if no header did.
    if (outcome.type === "applied" && !("ref" in step))
      slackTime.noteMessage(Number(outcome.ts) * 1_000, clock.now());
    if (outcome.type === "refused" && outcome.reason === "rate-limited") {
      const [call, retryAfterMs] = [toBudgetCall(step.type, "text"), outcome.retryAfterMs ?? 0];
      callListener(() => budget?.refused(call, retryAfterMs));
      if (isOwnAsked) ownBudget.refused(call, retryAfterMs);
    }
  };

  /** Nobody waits for the call; a start or a post may be answered while its message is looked for. */
  const watch = (
    step: MessageStep,
    { sentAt, lane }: Pick<LateMessage, "sentAt" | "lane">,
    over: Promise<Outcome>,
  ) => {
    const { type } = step;
    const call = { step, sentAt, isRepeated: false };
    underWay = call;
    const end = (outcome?: Outcome) => {
      if (underWay === call) underWay = undefined;
      if ((type === "start" || type === "post") && outcome?.type === "applied")
        late.push({ channel: outcome.channel, ts: outcome.ts, call: type, sentAt, lane });
      control.nudge();
    };
    void over.then(end, () => end());
  };

  return caller;
}

function plainFound(found: Found, toPlain: (outcome: Outcome) => Outcome): Found {
  if (found.type === "found") return found;
  const outcome = toPlain(found.outcome);
  return outcome.type === "applied" ? found : { type: "failed", outcome };
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

type MessageStep = Extract<Call, { readonly priority: unknown }>;

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

/** Rejects when it takes longer. */
function within<T>(
  promise: PromiseLike<T>,
  { clock, ms }: { readonly clock: Clock; readonly ms: number },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(ms, () => reject(new Error(`no answer within ${ms} ms`)));
    promise.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}
