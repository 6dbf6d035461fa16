import { limits } from "../limits.ts";
import { methods } from "../slack/call-description.ts";
import type { Outcome } from "../slack/outcome.ts";
import type { Found } from "../slack/slack-calls.ts";
import { giveUpAt } from "./answer.ts";
import { type Draft, emit, toWait } from "./draft.ts";
import type { Failed } from "./failures.ts";
import type { Inputs } from "./inputs.ts";
import type { MessageCall } from "./next-actions.ts";
import type { Patience, Retry } from "./task.ts";

/** The result of a call. */
export type Result =
  | Answered
  | { readonly type: "found"; readonly found: Found }
  /** It was not awaited to its end, because the user stopped the stream or its time is over. */
  | { readonly type: "interrupted" }
  /** The caller's client is broken. */
  | { readonly type: "thrown"; readonly error: unknown };

export type Answered =
  | Outcome
  /** The budget does not let it through: Slack was not asked. */
  | { readonly type: "not-yet"; readonly waitMs: number };

/** A refusal of our own, in the words of Slack's. */
export function outcomeOf(answered: Answered): Outcome {
  if (answered.type !== "not-yet") return answered;
  const { waitMs: retryAfterMs } = answered;
  return { type: "refused", reason: "rate-limited", code: "over_budget", retryAfterMs, error: undefined };
}

/** When a call that was refused for now is made again; undefined when that would be too late. */
export function toRetry(
  draft: Draft,
  {
    kind,
    retry,
    answered,
    patience,
  }: {
    readonly kind: MessageCall | "delete";
    readonly retry: Retry;
    readonly answered: Exclude<Answered, { type: "applied" }>;
    readonly patience: Patience;
  },
  inputs: Inputs,
): Retry | undefined {
  const { now, nudges } = inputs;
  const isTurn = answered.type === "not-yet";
  const waitMs = isTurn ? answered.waitMs : toWait(answered satisfies Failed, retry.attempt);
  const isRate = isTurn || (answered.type === "refused" && answered.reason === "rate-limited");
  if (kind === "stop" && !isRate && isLate(draft, now + waitMs, inputs)) return undefined;
  if (waitMs > (isTurn ? patience.turn : patience.each) || now + waitMs > retry.giveUpAt) return undefined;
  if (isRate) draft.rateLimitWaitsMs += waitMs;
  if (!isTurn) emit(draft, { type: "retry", method: methods[kind], code: answered.code, waitMs });
  return { ...retry, attempt: retry.attempt + 1, at: now + waitMs, nudges };
}

/** There would be no time left to write the message whole. */
export function isLate(draft: Draft, time: number, inputs: Inputs): boolean {
  return time > giveUpAt(draft, inputs) - limits.repairReserveMs;
}

/** The same call from the start, after a pause. */
export function afterPause({ now, nudges }: Inputs, pauseMs: number, totalMs: number): Retry {
  return { attempt: 0, at: now + pauseMs, giveUpAt: now + pauseMs + totalMs, nudges };
}
