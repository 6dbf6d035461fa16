import { callListener } from "../call-listener.ts";
import { limits } from "../limits.ts";
import type { Settings } from "../options/settings.ts";
import { methods } from "../slack/call-description.ts";
import type { Outcome } from "../slack/outcome.ts";
import { budgetFor } from "../slack/rate-budget.ts";
import type { Found, SlackCalls } from "../slack/slack-calls.ts";
import { toAccountKey } from "../slack/workspace-key.ts";
import type { RateBudgetCall, StreamTarget } from "../types/index.ts";
import { type Answer, giveUpAt } from "./answer.ts";
import type { Control } from "./control.ts";
import { abandoned } from "./failures.ts";
import type { LiveStream } from "./live-streams.ts";
import type { Result } from "./results.ts";
import type { LateMessage } from "./run.ts";
import type { Call } from "./steps.ts";

/** Makes the calls of an answer, each when the budget lets it through, and waits for it no longer than the stream may write. */
export interface Caller {
  call(step: Call, answer: Answer): Promise<Result>;
  /** A call that was sent, and whose answer nobody waits for any more because the user stopped the stream. */
  readonly unheard: Call["type"] | undefined;
  /** A call that was given up in a hurry, and is not over. */
  readonly unsettled: Call["type"] | undefined;
  /** What was thrown for calls that failed. An answer holds the place in this list as the error. */
  readonly errors: readonly unknown[];
  /** Is told the `ts` of a message when an edit of it that was given up is over. */
  onLateEdit: (ts: string) => void;
}

export interface CallerOptions {
  readonly calls: SlackCalls;
  readonly control: Control;
  readonly late: LateMessage[];
  readonly live: LiveStream;
  readonly settings: Settings;
  readonly target: StreamTarget;
}

const interrupted = { type: "interrupted" } as const;

export function createCaller({ calls, control, late, settings, target }: CallerOptions): Caller {
  const { clock } = settings;
  const budget = settings.budget === false ? undefined : (settings.budget ?? budgetFor(clock.shared));
  const workspace = toAccountKey(target);
  const errors: unknown[] = [];
  let unheard: { readonly type: MessageStep["type"]; readonly made: Promise<Outcome> } | undefined;
  let heldSince: number | undefined;
  let unsettled: Call["type"] | undefined;

  const toBudgetCall = (kind: MessageStep["type"], priority: RateBudgetCall["priority"]): RateBudgetCall => ({
    method: methods[kind],
    workspace,
    channel: target.channel,
    priority,
    nowMs: clock.now(),
  });

  /** Milliseconds until the workspace's budget lets this call through; 0 takes a place in it. */
  const askBudget = (call: RateBudgetCall): number => {
    let waitMs: unknown = 0;
    // A budget of the caller's may fail, or say anything; less than a millisecond would be no wait.
    callListener(() => {
      waitMs = budget?.take(call);
      return waitMs;
    });
    if (typeof waitMs !== "number" || !(waitMs > 0)) {
      heldSince = undefined;
      return 0;
    }
    heldSince ??= call.nowMs;
    if (call.nowMs - heldSince >= limits.heldForMs) return 0;
    return Math.min(Math.ceil(waitMs), limits.retryCloseForMs);
  };

  /** The value holds where the error is kept, and no promise. */
  const toPlain = (outcome: Outcome, step: Call): Outcome => {
    if (outcome.type === "applied") return { type: "applied", ts: outcome.ts, channel: outcome.channel };
    const error = outcome.error === undefined ? undefined : errors.push(outcome.error) - 1;
    if (outcome.type === "refused") return { ...outcome, error };
    const settled = step.type === "update" ? outcome.settled : undefined;
    return { type: "unknown", code: outcome.code, error, ...(settled === undefined ? {} : { settled }) };
  };

  const caller: Caller = {
    errors,
    get unheard() {
      return unheard?.type;
    },
    get unsettled() {
      return unsettled;
    },
    onLateEdit() {},
    async call(step, answer) {
      try {
        switch (step.type) {
          case "stop-notice":
            return toPlain(await calls.update(step.ref, step.content), step);
          case "session-status":
            return toPlain(await calls.setSessionStatus(step.status), step);
          case "await-call": {
            const outcome = (await unheard?.made) ?? abandoned;
            const isStart = unheard?.type === "start";
            unheard = undefined;
            return isStart ? toPlain(outcome, step) : interrupted;
          }
          case "look-up": {
            const found = await control.untilHalted(
              calls.find({ newerThan: step.newerThan }),
              { type: "failed", outcome: abandoned } as const,
              interrupted,
            );
            return found.type === "interrupted"
              ? found
              : { type: "found", found: plainFound(found, toPlain, step) };
          }
          default:
            return await callMessage(step, answer);
        }
      } catch (error) {
        return { type: "thrown", error: errors.push(error) - 1 };
      }
    },
  };

  const callMessage = async (step: MessageStep, answer: Answer): Promise<Result> => {
    const call = toBudgetCall(step.type, step.priority ?? "close");
    const waitMs = step.priority === undefined ? 0 : askBudget(call);
    if (waitMs > 0) return { type: "not-yet", waitMs };
    const sentAt = clock.now();
    const made = make(calls, step);
    unheard = { type: step.type, made };
    const isFinal = answer.stage === "stopped-start";
    const outcome: Outcome | typeof interrupted = isFinal
      ? await made
      : await control.untilHalted(made, abandoned, interrupted, giveUpAt(answer, settings));
    if (outcome.type === "interrupted") return outcome;
    unheard = undefined;
    if (outcome === abandoned) noteAbandoned(step, made, sentAt);
    if (outcome.type === "refused" && outcome.reason === "rate-limited")
      callListener(() => budget?.refused(toBudgetCall(step.type, "text"), outcome.retryAfterMs ?? 0));
    if (step.type === "update" && outcome.type === "unknown")
      void outcome.settled?.then(() => caller.onLateEdit(step.ref.ts)); // Never rejects.
    return toPlain(outcome, step);
  };

  /** It was given up because time is short, and is under way until it is over. A start may be answered while it is looked for. */
  const noteAbandoned = ({ type }: MessageStep, made: Promise<Outcome>, sentAt: number) => {
    unsettled = type;
    const settle = (outcome?: Outcome) => {
      unsettled = undefined;
      if (type === "start" && outcome?.type === "applied")
        late.push({ channel: outcome.channel, ts: outcome.ts, sentAt });
      control.nudge();
    };
    // Nobody waits for it.
    void made.then(settle, () => settle());
  };

  return caller;
}

function plainFound(found: Found, toPlain: (outcome: Outcome, step: Call) => Outcome, step: Call): Found {
  if (found.type === "found") return found;
  const outcome = toPlain(found.outcome, step);
  return outcome.type === "applied" ? found : { type: "failed", outcome };
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
