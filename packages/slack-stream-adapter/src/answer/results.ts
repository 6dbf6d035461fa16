import * as limits from "../limits.ts";
import { methods } from "../slack/call-description.ts";
import type { Failed, Outcome, Refused } from "../slack/outcome.ts";
import type { Found } from "../slack/slack-calls.ts";
import { giveUpAt } from "./answer.ts";
import { type Draft, emit, toWait } from "./draft.ts";
import type { MessageCall } from "./next-actions.ts";
import { type CloseTask, nextTry, type OpenTask, type Patience, type WriteTask } from "./task.ts";

/** The result of a call. */
export type Result =
  | Outcome
  | { readonly type: "found"; readonly found: Found }
  /** The library did not wait for its end, because the user stopped the stream or its time is over. */
  | { readonly type: "interrupted" }
  /** The caller's client is broken. */
  | { readonly type: "thrown"; readonly error: unknown };

const overBudget = "over_budget";

/** The budget does not let the call through yet. The result has the form of Slack's refusal, although Slack was not asked. */
export function refuseByBudget(retryAfterMs: number): Refused {
  return { type: "refused", reason: "rate-limited", code: overBudget, retryAfterMs, error: undefined };
}

export function isHeldByBudget(result: Result): result is Refused {
  return result.type === "refused" && result.code === overBudget;
}

export function isRateLimited(result: Result): boolean {
  return result.type === "refused" && result.reason === "rate-limited";
}

/** Plans the same call again for a later time. Returns false if that would be too late. */
export function tryLater(
  draft: Draft,
  task: OpenTask | CloseTask | WriteTask,
  call: MessageCall | "delete",
  { each, turn }: Patience,
  cause: Failed,
): boolean {
  const { now } = draft.inputs;
  const { retry } = task;
  const isHeld = isHeldByBudget(cause);
  const waitMs = isHeld ? (cause.retryAfterMs ?? 0) : toWait(cause, retry.attempt);
  const isRate = isRateLimited(cause);
  if (call === "stop" && !isRate && isLate(draft, now + waitMs)) return false;
  if (waitMs > (isHeld ? turn : each) || now + waitMs > retry.giveUpAt) return false;
  if (isRate) draft.rateLimitWaitsMs += waitMs;
  if (!isHeld) emit(draft, { type: "retry", method: methods[call], code: cause.code, waitMs });
  draft.task = nextTry(task, draft.inputs, waitMs);
  return true;
}

/** Whether no time would be left to write the message whole. An edit would wait for a stop that hangs, so another stop is better then. */
function isLate(draft: Draft, time: number): boolean {
  const { inputs } = draft;
  return inputs.underWay === undefined && time > giveUpAt(draft, inputs) - limits.repairReserveMs;
}
