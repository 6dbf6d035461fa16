import type { RateBudgetCall } from "../types/index.ts";
import type { MethodRate } from "./method-rates.ts";

/**
 * The state of one budget: what a workspace may do with one method. Pure arithmetic over the moments it is given. Before
 * Slack refuses a call it holds nothing back. After a refusal it follows the pace that Slack let through.
 */
export interface RateBucket {
  readonly rate: MethodRate;
  /** Calls that got through lately, by the second in which they went. */
  through: { atSecond: number; calls: number }[];
  /** Since the first refusal; undefined before. */
  learned: LearnedPace | undefined;
  /** Slack asked for no call before this moment. */
  pausedUntilMs: number;
  tokens: number;
  updatedAtMs: number;
  /** The moments that were promised to callers that wait, ascending. */
  promised: number[];
  /** When somebody last had to wait. */
  waitedAtMs: number;
}

/** What a refusal taught. */
interface LearnedPace {
  /** Calls a minute that got through, within what the refusal says of the pace in effect. */
  readonly perMinute: number;
  readonly leastPerMinute: number;
  readonly mostPerMinute: number;
  /** From when on it counts what got through, and how many minutes' worth that is. */
  readonly sinceMs: number;
  readonly minutes: number;
  readonly refusedAtMs: number;
}

export function createRateBucket(rate: MethodRate, nowMs: number): RateBucket {
  return {
    rate,
    through: [],
    learned: undefined,
    pausedUntilMs: Number.NEGATIVE_INFINITY,
    tokens: rate.text?.burst ?? 0,
    updatedAtMs: nowMs,
    promised: [],
    waitedAtMs: Number.NEGATIVE_INFINITY,
  };
}

/** Takes a place (0), or says how many ms to wait for one. */
export function takePlace(bucket: RateBucket, call: Pick<RateBudgetCall, "nowMs" | "priority">): number {
  if (bucket.learned !== undefined && isForgotten(bucket, bucket.learned, call.nowMs))
    bucket.learned = undefined;
  const waitMs = bucket.learned === undefined ? takeUnrefused(bucket, call) : takeLearned(bucket, call);
  if (waitMs > 0) bucket.waitedAtMs = call.nowMs;
  else countThrough(bucket, call.nowMs, 1);
  return waitMs;
}

/** Slack refused a call: nothing goes until Slack says so, and then at the pace that it let through, less a little. */
export function refusePlace(
  bucket: RateBucket,
  { nowMs, retryAfterMs }: { nowMs: number; retryAfterMs: number },
): void {
  countThrough(bucket, nowMs, -1);
  bucket.learned = learn(bucket, nowMs);
  // One call may go as soon as the pause is over, and text is not the last that may.
  bucket.tokens = 1 + bucket.rate.reserve;
  bucket.promised = [];
  bucket.pausedUntilMs = Math.max(bucket.pausedUntilMs, nowMs + Math.max(retryAfterMs, leastPauseMs));
  bucket.updatedAtMs = Math.max(bucket.updatedAtMs, nowMs);
}

const minuteMs = 60_000;
const leastPauseMs = 1_000;
/** The pace never falls below this share of the documented rate. */
const leastShare = 1 / 8;
/** The pace after a refusal, as a share of what got through before it. */
const paceAfterRefusal = 0.95;
/** A caller that does not come back for its promised moment by then has no more use for it: its stream has ended. */
const promiseKeptMs = 2_000;
const mostPromises = 1_000;

function learn(bucket: RateBucket, nowMs: number): LearnedPace {
  const { learned, rate, pausedUntilMs } = bucket;
  // Calls that were under way together are refused together: that is one refusal, and none of them got through.
  const bounds = learned !== undefined && nowMs < pausedUntilMs ? learned : toBounds(bucket, nowMs);
  const through = countOf(bucket, bounds.sinceMs) / bounds.minutes;
  const most = Math.min(bounds.mostPerMinute, through);
  return { ...bounds, perMinute: Math.max(bounds.leastPerMinute, most, leastShare * rate.perMinute) };
}

/**
 * The first refusal teaches that no less than the documented rate gets through, and perhaps more. The next ones teach that
 * the pace in effect was too high.
 */
function toBounds({ learned, rate, through }: RateBucket, nowMs: number): Omit<LearnedPace, "perMinute"> {
  if (learned === undefined) {
    const sinceMs = Math.max((through[0]?.atSecond ?? 0) * 1_000, nowMs - minuteMs);
    return {
      leastPerMinute: rate.perMinute,
      mostPerMinute: Number.POSITIVE_INFINITY,
      sinceMs: nowMs - minuteMs,
      // A minute's worth may go at once, and what comes in meanwhile on top of it.
      minutes: 1 + (nowMs - sinceMs) / minuteMs,
      refusedAtMs: nowMs,
    };
  }
  const isSoon = nowMs - learned.refusedAtMs < minuteMs;
  const sinceMs = Math.max(learned.refusedAtMs, nowMs - rememberedMs);
  return {
    // Fewer calls than the pace allows may only mean that there was less to say.
    leastPerMinute: learned.perMinute * (isSoon ? 0.5 : paceAfterRefusal),
    mostPerMinute: paceOf(learned, nowMs) * paceAfterRefusal,
    sinceMs,
    minutes: Math.max(leastMeasuredMs, nowMs - sinceMs) / minuteMs,
    refusedAtMs: nowMs,
  };
}

/** What got through in less time says little about a minute. */
const leastMeasuredMs = 10_000;
/** How long a bucket knows when calls got through. */
const rememberedMs = 600_000;

/**
 * Calls a minute now. The pace begins a little below what got through, comes back to it within a minute, stays near it
 * for a while, and then rises faster and faster to find out whether Slack lets more through.
 */
function paceOf({ perMinute, refusedAtMs }: LearnedPace, nowMs: number): number {
  const minutes = (nowMs - refusedAtMs) / minuteMs;
  const nearPlateau = 1 + (1 - paceAfterRefusal) * (Math.min(minutes, 2) - 1) ** 3;
  return perMinute * nearPlateau * growthPerMinute ** Math.max(0, minutes - 2);
}

const growthPerMinute = 1.15;

function paceAt({ learned, rate }: RateBucket, nowMs: number): number {
  return learned === undefined ? (rate.text?.perMinute ?? rate.perMinute) : paceOf(learned, nowMs);
}

function countThrough(bucket: RateBucket, nowMs: number, change: 1 | -1): void {
  const atSecond = Math.floor(nowMs / 1_000);
  const last = bucket.through.at(-1);
  if (last !== undefined && (last.atSecond >= atSecond || change < 0)) last.calls += change;
  else if (change > 0) bucket.through.push({ atSecond, calls: 1 });
  const oldest = atSecond - rememberedMs / 1_000;
  if ((bucket.through[0]?.atSecond ?? atSecond) < oldest)
    bucket.through = bucket.through.filter((one) => one.atSecond >= oldest);
}

function countOf({ through }: RateBucket, fromMs: number): number {
  return through.reduce((sum, one) => (one.atSecond * 1_000 > fromMs ? sum + one.calls : sum), 0);
}

type Asking = Pick<RateBudgetCall, "nowMs" | "priority">;

/** Before a refusal only the text of a method that closes answers too is held back: closing needs the room. */
function takeUnrefused(bucket: RateBucket, { nowMs, priority }: Asking): number {
  if (bucket.rate.text === undefined) return 0;
  refill(bucket, nowMs);
  if (priority === "text") return takeInTurn(bucket, nowMs);
  bucket.tokens -= 1; // A debt that text pays for.
  return 0;
}

function takeLearned(bucket: RateBucket, { nowMs, priority }: Asking): number {
  refill(bucket, nowMs);
  if (priority === "text") return takeInTurn(bucket, nowMs);
  if (nowMs < bucket.pausedUntilMs) return Math.ceil(bucket.pausedUntilMs - nowMs);
  if (bucket.tokens < 1) return waitFor(bucket, { tokens: 1, nowMs });
  bucket.tokens -= 1;
  return 0;
}

/** Nothing is held back any more when for two minutes there was no refusal and nobody had to wait. */
function isForgotten({ waitedAtMs }: RateBucket, { refusedAtMs }: LearnedPace, nowMs: number): boolean {
  return nowMs - Math.max(refusedAtMs, waitedAtMs) >= 2 * minuteMs;
}

function refill(bucket: RateBucket, nowMs: number): void {
  const fromMs = Math.max(bucket.updatedAtMs, bucket.pausedUntilMs);
  const pace = paceAt(bucket, nowMs);
  const most =
    bucket.learned === undefined
      ? (bucket.rate.text?.burst ?? 0)
      : Math.max(1 + bucket.rate.reserve, pace / burstsAMinute);
  bucket.tokens = Math.min(most, bucket.tokens + (Math.max(0, nowMs - fromMs) * pace) / minuteMs);
  bucket.updatedAtMs = Math.max(bucket.updatedAtMs, nowMs);
  bucket.promised = bucket.promised.filter((moment) => moment > nowMs - promiseKeptMs);
}

/** Unused pace is kept for this part of a minute: what comes together after a pause may go together. */
const burstsAMinute = 6;

/**
 * Text waits in turn. Nobody says who asks, so a turn is a moment: each one who is told to wait is told the next free
 * moment, and who asks when a promised moment has come gets the place. Before it, there is not enough for a newcomer.
 */
function takeInTurn(bucket: RateBucket, nowMs: number): number {
  const [first] = bucket.promised;
  const isTurn = first !== undefined && first <= nowMs;
  if (isTurn) bucket.promised.shift();
  if (nowMs >= bucket.pausedUntilMs && bucket.tokens >= 1 + (isTurn ? 0 : bucket.rate.reserve)) {
    bucket.tokens -= 1;
    return 0;
  }
  const tokens = 1 + bucket.promised.length + bucket.rate.reserve;
  const waitMs = waitFor(bucket, { tokens, nowMs });
  const isPromised = waitMs <= bucket.rate.promisedMs && bucket.promised.length < mostPromises;
  if (isPromised) bucket.promised.push(nowMs + waitMs);
  return waitMs;
}

function waitFor(bucket: RateBucket, { tokens, nowMs }: { tokens: number; nowMs: number }): number {
  const pausedMs = Math.max(0, bucket.pausedUntilMs - nowMs);
  const missing = Math.max(0, tokens - bucket.tokens);
  return Math.max(1, Math.ceil(pausedMs + (missing * minuteMs) / paceAt(bucket, nowMs)));
}
