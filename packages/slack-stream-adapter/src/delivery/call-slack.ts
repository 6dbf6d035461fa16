import { callListener } from "../call-listener.ts";
import { limits } from "../limits.ts";
import { methods } from "../slack/call-description.ts";
import type { Outcome } from "../slack/outcome.ts";
import type { RateBudgetCall } from "../types/index.ts";
import type { Session } from "./session.ts";
import { type MessageCall, toVerdict } from "./verdicts.ts";

/** Nobody waits for the answer any more. */
export const abandoned = { type: "unknown", code: "abandoned", error: undefined } as const;

export type Priority = RateBudgetCall["priority"];

/** Milliseconds until the workspace's budget lets this call through; 0 takes a place in it. */
export function askBudget(session: Session, kind: MessageCall, priority: Priority): number {
  const call = toBudgetCall(session, kind, priority);
  let waitMs: unknown = 0;
  // A budget of the caller's may fail, or say anything; less than a millisecond would be no wait.
  callListener(() => {
    waitMs = session.budget?.take(call);
    return waitMs;
  });
  if (typeof waitMs !== "number" || !(waitMs > 0)) {
    session.heldSince = undefined;
    return 0;
  }
  session.heldSince ??= call.nowMs;
  if (call.nowMs - session.heldSince >= limits.heldForMs) return 0;
  return Math.min(Math.ceil(waitMs), limits.retryCloseForMs);
}

function toBudgetCall(session: Session, kind: MessageCall, priority: Priority): RateBudgetCall {
  const { workspace, target, settings } = session;
  return { method: methods[kind], workspace, channel: target.channel, priority, nowMs: settings.clock.now() };
}

/**
 * One message call, whose place in the budget is taken already. The session's loop waits for each before it makes the
 * next: there is never a second one under way.
 */
export async function callOnce(
  session: Session,
  kind: MessageCall,
  call: () => Promise<Outcome>,
): Promise<Outcome> {
  const { control, observer } = session;
  control.check();
  session.firstCallAt ??= session.settings.clock.now();
  observer.count("calls");
  const outcome = await control.orHalted(call(), abandoned);
  if (outcome.type === "unknown") {
    observer.count("unknownOutcomes");
    observer.emit({ type: "doubt", method: methods[kind], code: outcome.code });
  }
  if (outcome.type === "refused" && outcome.reason === "rate-limited") {
    observer.count("rateLimited");
    const call = toBudgetCall(session, kind, "text");
    callListener(() => session.budget?.refused(call, outcome.retryAfterMs ?? 0));
  }
  return outcome;
}

export interface Patience {
  /** No wait longer than this. */
  readonly eachMs: number;
  /** No waiting after this. */
  readonly totalMs: number;
  /** No longer wait for a turn in our own budget. @default eachMs */
  readonly turnMs?: number | undefined;
}

export const patience = { eachMs: limits.patienceMs, totalMs: limits.retryForMs };
export const startingPatience = { ...patience, turnMs: limits.startTurnMs };
export const closingPatience = { eachMs: limits.retryCloseForMs, totalMs: limits.retryCloseForMs };

/**
 * Makes a call when the budget lets it through, and again for as long as Slack says "later", within bounds; the last
 * "later" is returned when they are reached.
 */
export async function callPatiently(
  session: Session,
  kind: MessageCall,
  call: () => Promise<Outcome>,
  bounds: Patience = patience,
): Promise<Outcome> {
  const { clock } = session.settings;
  const giveUpAt = clock.now() + bounds.totalMs;
  const priority = kind === "start" || kind === "post" || bounds.totalMs === 0 ? "text" : "close";
  for (let attempt = 0; ; attempt += 1) {
    const budgetMs = askBudget(session, kind, priority);
    const outcome = budgetMs > 0 ? overBudget(budgetMs) : await callOnce(session, kind, call);
    if (outcome.type === "applied" || toVerdict(kind, outcome) !== "later") return outcome;
    const waitMs = budgetMs > 0 ? budgetMs : toWait(outcome, attempt);
    const mostMs = budgetMs > 0 ? (bounds.turnMs ?? bounds.eachMs) : bounds.eachMs;
    if (waitMs > mostMs || clock.now() + waitMs > giveUpAt) return outcome;
    if (budgetMs === 0)
      session.observer.emit({ type: "retry", method: methods[kind], code: outcome.code, waitMs });
    await session.control.pause(waitMs);
  }
}

const overBudgetCode = "over_budget";

/** Slack was not asked: it is not this call's turn yet. */
export function isOverBudget(outcome: Outcome): boolean {
  return outcome.type === "refused" && outcome.code === overBudgetCode;
}

/** Our own refusal, before Slack has to. */
function overBudget(waitMs: number): Outcome {
  return {
    type: "refused",
    reason: "rate-limited",
    code: overBudgetCode,
    retryAfterMs: waitMs,
    error: undefined,
  };
}

/** How long to wait before the same call: what Slack asked for, and never less than a growing pause. */
export function toWait(outcome: Outcome, attempt: number): number {
  const pauseMs = Math.min(1_000 * 2 ** attempt, 15_000);
  return outcome.type === "refused" ? Math.max(outcome.retryAfterMs ?? 0, pauseMs) : pauseMs;
}
