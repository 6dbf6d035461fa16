import * as limits from "../limits.ts";
import { methods } from "../slack/call-description.ts";
import type { Outcome, Refused } from "../slack/outcome.ts";
import type { Found } from "../slack/slack-calls.ts";
import { giveUpAt } from "./answer.ts";
import { type Draft, emit, toWait } from "./draft.ts";
import type { Failed } from "./failures.ts";
import type { Inputs } from "./inputs.ts";
import type { MessageCall } from "./next-actions.ts";
import type { Patience, Retry } from "./task.ts";

/** The result of a call. */
export type Result =
  | Outcome
  | { readonly type: "found"; readonly found: Found }
  /** It was not awaited to its end, because the user stopped the stream or its time is over. */
  | { readonly type: "interrupted" }
  /** The caller's client is broken. */
  | { readonly type: "thrown"; readonly error: unknown };

const overBudget = "over_budget";

/** The budget does not let a call through yet. Slack was not asked, but it is a refusal in Slack's words. */
export function refuseByBudget(retryAfterMs: number): Refused {
  return { type: "refused", reason: "rate-limited", code: overBudget, retryAfterMs, error: undefined };
}

export function isHeldByBudget(result: Result): result is Refused {
  return result.type === "refused" && result.code === overBudget;
}

export function isRateLimited(result: Result): boolean {
  return result.type === "refused" && result.reason === "rate-limited";
}

interface Again {
  readonly kind: MessageCall | "delete";
  readonly retry: Retry;
  readonly cause: Failed;
  readonly patience: Patience;
}

/** When a call that was refused for now is made again; undefined when that would be too late. */
export function toRetry(
  draft: Draft,
  { kind, retry, cause, patience }: Again,
  inputs: Inputs,
): Retry | undefined {
  const { now, nudges } = inputs;
  const isHeld = isHeldByBudget(cause);
  const waitMs = isHeld ? (cause.retryAfterMs ?? 0) : toWait(cause, retry.attempt);
  const isRate = isRateLimited(cause);
  if (kind === "stop" && !isRate && isLate(draft, now + waitMs, inputs)) return undefined;
  if (waitMs > (isHeld ? patience.turn : patience.each) || now + waitMs > retry.giveUpAt) return undefined;
  if (isRate) draft.rateLimitWaitsMs += waitMs;
  if (!isHeld) emit(draft, { type: "retry", method: methods[kind], code: cause.code, waitMs });
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
