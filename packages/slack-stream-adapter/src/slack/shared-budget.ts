import { type Clock, systemClock, within } from "../clock.ts";
import * as limits from "../limits.ts";
import { checkClock, checkObject, refuse } from "../options/check.ts";
import { checkGiven } from "../options/names.ts";
import type { RateBudget, RateBudgetCall } from "../types/index.ts";
import { keepLatest } from "./keep-latest.ts";
import { type MethodRate, methodRates, toLimitScope } from "./method-rates.ts";
import { createRateBudget, type ProcessBudget } from "./rate-budget.ts";
import { readProperty } from "./read-property.ts";
import { countBefore, dropMissed, giveTurn, type Turns } from "./turns.ts";

/** A limiter of `rate-limiter-flexible`, over Redis, Valkey, Postgres or another of its stores. The library calls only these methods. */
export interface SharedLimiter {
  /** Takes one place. Rejects with an object that has `msBeforeNext` if there is none, and with an `Error` if the store fails. */
  consume(key: string, points?: number): Promise<unknown>;
  /** Lets no call through for `seconds` seconds. */
  block(key: string, seconds: number): Promise<unknown>;
}

/** Options of `sharedBudget`. */
export interface SharedBudgetOptions {
  /**
   * One limiter for each method of the Web API that the processes share, such as `chat.appendStream`. Choose short windows, such as 15
   * calls in 10 s instead of 90 in 60 s, because the calls of two windows may come directly one after the other. A method without a limiter
   * is limited in each process separately.
   */
  readonly limiters: Readonly<Record<string, SharedLimiter>>;
  /** Tells the time and sets timers. Tests give a clock that they move. @default the system's clock */
  readonly clock?: Clock | undefined;
}

/** A limiter is asked for so long after Slack last refused a call, ms. Outside of that time nothing has to be shared. */
const askedForMs = 600_000;
const leastPauseMs = 1_000;

/** What one process knows of a limit that it shares. */
interface SharedLimit {
  readonly limiter: SharedLimiter;
  readonly key: string;
  readonly rate: MethodRate;
  refusedAtMs: number;
  /** A window is left alone for so long after its end. */
  marginMs: number;
  /** Nobody in this process asks the limiter before this moment. */
  askAgainAtMs: number;
  /** Of the streams of this process. */
  readonly turns: Turns;
  /** How often in a row the limiter has failed, or was too late. */
  failures: number;
  /** It has failed: until then the process keeps to its own pace and asks nobody. */
  failedUntilMs: number;
}

/**
 * Makes a rate budget that several processes share. Give it to each stream as `budget`. Slack often takes more calls than it documents. So
 * a process asks a limiter only after Slack has refused it a call of that method, for ten minutes. It asks the limiter of `chat.update`
 * from the start, because edits also close answers. When Slack refuses a call, all processes of the limiter wait as long as Slack asked.
 * While a limiter fails, the process keeps to its own pace.
 *
 * @throws TypeError if a limiter has no `consume` or `block`, or if its method has no limit here.
 * @example
 * const limiter = new RateLimiterRedis({ storeClient, keyPrefix: "slack-append", points: 15, duration: 10 });
 * const budget = sharedBudget({ limiters: { "chat.appendStream": limiter } });
 */
export function sharedBudget(options: SharedBudgetOptions): RateBudget {
  checkGiven("the argument of sharedBudget()", options, { clock: true, limiters: true });
  const { limiters, clock = systemClock } = options;
  checkLimiters(limiters);
  checkClock(clock);
  const local = createRateBudget();
  const shared = new Map<string, SharedLimit>();
  const find = (call: RateBudgetCall): SharedLimit | undefined => {
    const rate = methodRates[call.method];
    const limiter = Object.hasOwn(limiters, call.method) ? limiters[call.method] : undefined;
    if (limiter === undefined || rate === undefined) return undefined;
    const key = toLimitScope(rate, call);
    const name = `${call.method} ${key}`;
    const found = shared.get(name) ?? {
      limiter,
      key,
      rate,
      refusedAtMs: never,
      marginMs: 0,
      askAgainAtMs: never,
      turns: new Map(),
      failures: 0,
      failedUntilMs: never,
    };
    keepLatest(shared, [name, found], mostShared);
    return found;
  };
  return {
    take(call) {
      const found = find(call);
      if (found === undefined || call.nowMs < found.failedUntilMs) return local.take(call);
      const isEdit = call.method === "chat.update";
      const isRefused = call.nowMs - found.refusedAtMs < askedForMs;
      if (!isRefused && !isEdit) return local.take(call);
      // Not the process's own budget as well: the call would wait for both paces.
      if (isRefused || call.priority !== "close") return ask(found, call, { otherwise: local, clock });
      // Closing is not held back before Slack refuses it, but it is counted.
      const waitMs = local.take(call);
      if (waitMs === 0) void count(found, call);
      return waitMs;
    },
    refused(call, retryAfterMs) {
      local.refused(call, retryAfterMs);
      const found = find(call);
      if (found === undefined) return;
      const pauseMs = Math.max(leastPauseMs, retryAfterMs);
      // The limiter had let the call through: calls reach Slack some time after their places were taken, and two may be closer to each
      // other there than their places were. Of calls that are refused together one counts.
      const sinceMs = call.nowMs - found.refusedAtMs;
      if (sinceMs >= leastPauseMs) found.marginMs = sinceMs < askedForMs ? limits.limiterMarginMs : 0;
      found.refusedAtMs = call.nowMs;
      found.askAgainAtMs = Math.max(found.askAgainAtMs, call.nowMs + pauseMs);
      // The other processes hear of it when they next ask. Where the limiter fails, they do not.
      const block = async () => found.limiter.block(found.key, Math.ceil(pauseMs / 1_000));
      block().catch(() => {});
    },
  };
}

const never = Number.NEGATIVE_INFINITY;
const mostShared = 2_000;

async function ask(
  limit: SharedLimit,
  call: RateBudgetCall,
  { otherwise, clock }: { readonly otherwise: ProcessBudget; readonly clock: Clock },
): Promise<number> {
  const turnMs = waitForTurn(limit, call);
  if (turnMs > 0) return turnMs;
  const { failures } = limit;
  // After a failure one call finds out whether the limiter is there again. Nobody else waits for that.
  if (failures > 0) limit.failedUntilMs = call.nowMs + limits.limiterTimeoutMs;
  const askedAt = clock.now();
  const answer = await consumeInTime(limit, clock);
  // The call goes out now: a place of the moment at which it asked would be too close to the next one.
  const asked = { ...call, nowMs: call.nowMs + clock.now() - askedAt };
  const { nowMs, stream } = asked;
  switch (answer.type) {
    case "taken":
      noteAnswer(limit, nowMs + toGap(answer, limit));
      limit.turns.delete(stream);
      return 0;
    case "full":
      noteAnswer(limit, nowMs + answer.waitMs + limit.marginMs);
      return waitForTurn(limit, asked);
    case "failed":
      // Of calls that have failed together one counts.
      if (limit.failures === failures) noteFailure(limit, nowMs);
      return otherwise.take(asked);
  }
}

type LimiterAnswer =
  | { readonly type: "taken"; readonly taken: unknown }
  | { readonly type: "full"; readonly waitMs: number }
  | { readonly type: "failed" };

/** Never rejects. The answer of a store that is too late counts for nothing. */
async function consumeInTime({ limiter, key }: SharedLimit, clock: Clock): Promise<LimiterAnswer> {
  // A limiter may throw where it should reject.
  const consume = async () => limiter.consume(key);
  try {
    const taken = await within(consume(), { clock, ms: limits.limiterTimeoutMs, who: "the store" });
    return { type: "taken", taken };
  } catch (reason) {
    const waitMs = readWait(reason);
    return waitMs === undefined ? { type: "failed" } : { type: "full", waitMs };
  }
}

function noteAnswer(limit: SharedLimit, againMs: number): void {
  limit.failures = 0;
  limit.failedUntilMs = never;
  limit.askAgainAtMs = Math.max(limit.askAgainAtMs, againMs);
}

function noteFailure(limit: SharedLimit, nowMs: number): void {
  limit.failedUntilMs = nowMs + Math.min(limits.longestBudgetPauseMs, 1_000 * 2 ** limit.failures);
  limit.failures += 1;
  // They wait in the turns of the process alone now.
  limit.turns.clear();
}

/**
 * How long a call waits before it may ask the limiter, ms. Texts wait in turn, at the pace that Slack documents. If all came back at
 * one moment, all but one would have to wait again, and an answer would not know how long it waits for a start. A close does not wait
 * for the texts before it.
 */
function waitForTurn(
  { askAgainAtMs, rate, turns }: SharedLimit,
  { nowMs, priority, stream }: RateBudgetCall,
): number {
  const againMs = Math.max(0, Math.ceil(askAgainAtMs - nowMs));
  if (priority !== "text") return againMs;
  dropMissed(turns, nowMs);
  const before = countBefore(turns, stream);
  if (againMs === 0 && before === 0) return 0;
  const waitMs = Math.max(1, againMs) + Math.ceil((before * minuteMs) / rate.perMinute);
  giveTurn(turns, { nowMs, stream, waitMs, promisedMs: rate.promisedMs });
  return waitMs;
}

const minuteMs = 60_000;

/** Counts a call that is sent in any case. Where there is no place for it, the next ones wait longer, by a minute at most. */
async function count(limit: SharedLimit, { nowMs }: RateBudgetCall): Promise<void> {
  try {
    await limit.limiter.consume(limit.key);
  } catch (reason) {
    const waitMs = readWait(reason);
    if (waitMs === undefined) return;
    const gapMs = minuteMs / limit.rate.perMinute;
    limit.askAgainAtMs = Math.min(Math.max(limit.askAgainAtMs, nowMs + waitMs) + gapMs, nowMs + minuteMs);
  }
}

/** A limiter that has no place says for how long, ms; anything else that it throws is a failure of its store. */
function readWait(reason: unknown): number | undefined {
  const waitMs = Number(readProperty(reason, "msBeforeNext"));
  return waitMs > 0 ? waitMs : undefined;
}

/** What is left of a window is spread over it: many calls at once would be refused though a minute has room for them. */
function toGap({ taken }: Extract<LimiterAnswer, { type: "taken" }>, { marginMs }: SharedLimit): number {
  const leftMs = Number(readProperty(taken, "msBeforeNext"));
  const left = Number(readProperty(taken, "remainingPoints"));
  if (!(leftMs > 0 && left >= 0)) return 0;
  return left > 0 ? leftMs / (left + 1) : leftMs + marginMs;
}

function checkLimiters(limiters: SharedBudgetOptions["limiters"]): void {
  checkObject("limiters", limiters);
  for (const [method, limiter] of Object.entries(limiters)) {
    if (methodRates[method] === undefined)
      throw new TypeError(
        `limiters has ${method}, which has no limit; known are ${Object.keys(methodRates).join(", ")}`,
      );
    if (typeof limiter?.consume !== "function" || typeof limiter.block !== "function")
      refuse(`limiters["${method}"] must have consume() and block()`, limiter);
  }
}
