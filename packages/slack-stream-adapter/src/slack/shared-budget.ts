import { checkObject, describe } from "../options/check.ts";
import type { RateBudget, RateBudgetCall } from "../types/index.ts";
import { methodRates } from "./method-rates.ts";
import { createRateBudget } from "./rate-budget.ts";
import { readProperty } from "./read-property.ts";

/** What is used of a limiter of `rate-limiter-flexible`, over Redis, Valkey, Postgres or whatever else it has. */
export interface SharedLimiter {
  /** Takes a place; rejects with `msBeforeNext` where there is none, with an `Error` where its store fails. */
  consume(key: string, points?: number): Promise<unknown>;
  /** Lets nobody through for so many seconds. */
  block(key: string, seconds: number): Promise<unknown>;
}

/** The limiters of a budget that several processes share. */
export interface SharedBudgetOptions {
  /**
   * One limiter for each method of the Web API whose limit is shared, such as `chat.appendStream`. Short windows are better than long
   * ones, because two of them meet: 15 calls in 10 s rather than 90 in 60 s. A method without one is limited in each process alone.
   */
  readonly limiters: Readonly<Record<string, SharedLimiter>>;
}

/** A limiter is asked for so long after Slack last refused a call, ms: before and after that nothing has to be shared. */
const askedForMs = 600_000;

/**
 * A rate budget that several processes share: give it to each of them as `budget`. Slack documents its limits as floors, so a limiter is
 * asked only once Slack has refused a call of its method; then every process that shares it waits as long as Slack asked. A
 * limiter that fails is passed over, and the process keeps to its own pace.
 *
 * @throws TypeError for a limiter without `consume` and `block`, and for a method that has no limit here.
 * @example
 * const limiter = new RateLimiterRedis({ storeClient, keyPrefix: "slack-append", points: 15, duration: 10 });
 * const budget = sharedBudget({ limiters: { "chat.appendStream": limiter } });
 */
export function sharedBudget({ limiters }: SharedBudgetOptions): RateBudget {
  checkLimiters(limiters);
  const local = createRateBudget();
  const refusedAt = new Map<string, number>();
  const find = (call: RateBudgetCall) => {
    const limiter = Object.hasOwn(limiters, call.method) ? limiters[call.method] : undefined;
    const key =
      methodRates[call.method]?.per === "channel" ? `${call.workspace}/${call.channel}` : call.workspace;
    return limiter && { limiter, key, name: `${call.method} ${key}` };
  };
  return {
    take(call) {
      const found = find(call);
      const since = found && refusedAt.get(found.name);
      const isAsked = since !== undefined && call.nowMs - since < askedForMs;
      // Closing goes first: it is made whatever others do.
      if (found === undefined || !isAsked || call.priority === "close") return local.take(call);
      const waitMs = local.take(call);
      if (waitMs > 0) return waitMs;
      return found.limiter.consume(found.key).then(() => 0, toWait);
    },
    refused(call, retryAfterMs) {
      local.refused(call, retryAfterMs);
      const found = find(call);
      if (found === undefined) return;
      const seconds = Math.ceil(Math.max(1_000, retryAfterMs) / 1_000);
      refusedAt.set(found.name, call.nowMs);
      // Whoever asks next hears of it; where the limiter fails, nobody does.
      void found.limiter.block(found.key, seconds).catch(() => {});
    },
  };
}

/** A refusal says how long; anything else is a failure of its store, which holds nobody up. */
function toWait(reason: unknown): number {
  const waitMs = readProperty(reason, "msBeforeNext");
  return typeof waitMs === "number" && waitMs > 0 ? waitMs : 0;
}

function checkLimiters(limiters: SharedBudgetOptions["limiters"]): void {
  checkObject("limiters", limiters);
  for (const [method, limiter] of Object.entries(limiters)) {
    if (methodRates[method] === undefined)
      throw new TypeError(
        `limiters has ${method}, which has no limit of its own; known are ${Object.keys(methodRates).join(", ")}`,
      );
    if (typeof limiter?.consume !== "function" || typeof limiter.block !== "function")
      throw new TypeError(
        `limiters["${method}"] must have consume() and block(), as a limiter of rate-limiter-flexible, got ${describe(limiter)}`,
      );
  }
}
