import type { RateBudgetCall } from "../types/index.ts";
import type { MethodRate } from "./method-rates.ts";

/** The state of one budget: what a workspace may do with one method. Pure arithmetic over the moments it is given. */
export interface RateBucket {
  readonly rate: MethodRate;
  tokens: number;
  updatedAtMs: number;
  /** The moments that were promised to those who were told to wait, ascending. */
  promised: number[];
  /** Slack asked to be left alone until then. */
  pausedUntilMs: number;
  /** The share of the rate that was left after the last refusal, and when that was. */
  shareAtRefusal: number;
  refusedAtMs: number;
  /** When somebody was told to wait. */
  waitedAtMs: number;
}

export function createRateBucket(rate: MethodRate, nowMs: number): RateBucket {
  return {
    rate,
    tokens: rate.burst,
    updatedAtMs: nowMs,
    promised: [],
    pausedUntilMs: Number.NEGATIVE_INFINITY,
    shareAtRefusal: 1,
    refusedAtMs: Number.NEGATIVE_INFINITY,
    waitedAtMs: Number.NEGATIVE_INFINITY,
  };
}

/** Takes a place, or says how long to wait for one. */
export function takePlace(bucket: RateBucket, call: Pick<RateBudgetCall, "nowMs" | "priority">): number {
  const { nowMs } = call;
  if (bucket.rate.held === "after-refusal" && isQuiet(bucket, nowMs)) return 0;
  const waitMs = takeHeld(bucket, call);
  if (waitMs > 0) bucket.waitedAtMs = nowMs;
  return waitMs;
}

function takeHeld(
  bucket: RateBucket,
  { nowMs, priority }: Pick<RateBudgetCall, "nowMs" | "priority">,
): number {
  refill(bucket, nowMs);
  if (priority === "text") return takeInTurn(bucket, nowMs);
  if (nowMs < bucket.pausedUntilMs) return Math.ceil(bucket.pausedUntilMs - nowMs);
  // Closing goes into debt by what is left of a minute, which text pays for afterwards. After a refusal there is nothing
  // to lend.
  const { perMinute, burst, held } = bucket.rate;
  const canLend = priority === "close" && held === "always" && shareAt(bucket, nowMs) >= 1;
  const leastTokens = canLend ? 1 - (perMinute - burst) : 1;
  if (bucket.tokens < leastTokens) return waitFor(bucket, { tokens: leastTokens, nowMs });
  bucket.tokens -= 1;
  return 0;
}

/** Slack refused a call: nothing until it says, and then at half the pace, which comes back as long as it is quiet. */
export function refusePlace(
  bucket: RateBucket,
  { nowMs, retryAfterMs }: { nowMs: number; retryAfterMs: number },
): void {
  // Calls that were under way together are refused together; that is one refusal.
  const isNews = nowMs >= bucket.pausedUntilMs;
  refill(bucket, nowMs);
  if (isNews) {
    bucket.shareAtRefusal = Math.max(leastShare, shareAt(bucket, nowMs) / 2);
    bucket.refusedAtMs = nowMs;
  }
  // One call may go as soon as the pause is over, and text is not the last that may.
  bucket.tokens = 1 + bucket.rate.reserve;
  bucket.promised = [];
  bucket.pausedUntilMs = Math.max(bucket.pausedUntilMs, nowMs + Math.max(retryAfterMs, leastPauseMs));
}

const leastShare = 1 / 8;
const leastPauseMs = 1_000;
const doublingMs = 60_000;
/** Who does not come back for a place by then has no more use for it: its stream has ended. */
const promiseKeptMs = 2_000;
const mostPromises = 1_000;

/** After a refusal the share doubles with each quiet minute, up to the whole. */
function shareAt(bucket: RateBucket, nowMs: number): number {
  const quietMs = nowMs - bucket.refusedAtMs;
  return Math.min(1, bucket.shareAtRefusal * 2 ** (quietMs / doublingMs));
}

function perMs(bucket: RateBucket, nowMs: number): number {
  const { perMinute, burst, held } = bucket.rate;
  // What was not held back before goes at the floor after its first refusal: nothing is left then of a burst to allow for.
  const pace =
    held === "after-refusal"
      ? Math.min(1, shareAt(bucket, nowMs) * 2) * perMinute
      : shareAt(bucket, nowMs) * (perMinute - burst);
  return pace / 60_000;
}

/** No refusal for so long that its share is whole again, and as long nobody who had to wait: they would all come at once. */
function isQuiet(bucket: RateBucket, nowMs: number): boolean {
  return shareAt(bucket, nowMs) >= 1 && nowMs - bucket.waitedAtMs >= doublingMs;
}

function refill(bucket: RateBucket, nowMs: number): void {
  const fromMs = Math.max(bucket.updatedAtMs, bucket.pausedUntilMs);
  const gained = Math.max(0, nowMs - fromMs) * perMs(bucket, nowMs);
  bucket.tokens = Math.min(bucket.rate.burst, bucket.tokens + gained);
  bucket.updatedAtMs = Math.max(bucket.updatedAtMs, nowMs);
  bucket.promised = bucket.promised.filter((moment) => moment > nowMs - promiseKeptMs);
}

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
  return Math.max(1, Math.ceil(pausedMs + Math.max(0, tokens - bucket.tokens) / perMs(bucket, nowMs)));
}
