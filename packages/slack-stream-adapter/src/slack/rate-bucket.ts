import type { RateBudgetCall } from "../types/index.ts";
import type { MethodRate } from "./method-rates.ts";
import { countBefore, dropMissed, giveTurn, type Turns } from "./turns.ts";

/**
 * The state of one budget: what a workspace may do with one method. Pure arithmetic over the moments it is given. Before
 * Slack refuses a call it holds nothing back, but for what {@link MethodRate} says. After a refusal it follows the pace
 * that Slack let through.
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
  readonly queue: Turns;
  /** Calls a minute of text before a refusal. */
  unrefusedPace: number;
  /** When the last three texts went, the latest last. */
  wentAtMs: readonly [number, number, number];
  /** When somebody last had to wait. */
  waitedAtMs: number;
  readonly company: Company;
}

/** What a refusal taught. */
interface LearnedPace {
  /** Calls a minute that got through, within what the refusal says of the pace in effect. */
  readonly perMinute: number;
  readonly leastPerMinute: number;
  readonly mostPerMinute: number;
  /** The pace in effect is never less. */
  readonly floorPerMinute: number;
  /** From when on it counts what got through, and how many minutes' worth that is. */
  readonly sinceMs: number;
  readonly minutes: number;
  readonly refusedAtMs: number;
}

/** Whose text went lately: it tells a stream that is alone in its workspace. */
interface Company {
  /** When each stream last asked, the latest at the end. */
  readonly askedAtMs: Map<string, number>;
  lastStream: string | undefined;
  /** When two streams were last seen to take turns. */
  sharedAtMs: number;
  /** The most calls that Slack was seen to let through in a minute. */
  mostAMinute: number;
}

type Asking = Pick<RateBudgetCall, "nowMs" | "priority" | "stream">;

const never = Number.NEGATIVE_INFINITY;
const minuteMs = 60_000;

export function createRateBucket(rate: MethodRate, nowMs: number): RateBucket {
  return {
    rate,
    through: [],
    learned: undefined,
    pausedUntilMs: never,
    tokens: rate.text?.burst ?? 0,
    updatedAtMs: nowMs,
    queue: new Map(),
    unrefusedPace: rate.text?.perMinute ?? rate.perMinute,
    wentAtMs: [never, never, never],
    waitedAtMs: never,
    company: {
      askedAtMs: new Map(),
      lastStream: undefined,
      sharedAtMs: never,
      mostAMinute: rate.perMinute,
    },
  };
}

/** Takes a place (0), or says how many ms to wait for one. */
export function takePlace(bucket: RateBucket, call: Asking): number {
  const { nowMs } = call;
  if (bucket.learned !== undefined && isForgotten(bucket, bucket.learned, nowMs)) bucket.learned = undefined;
  const aloneMs = waitAlone(bucket, call);
  if (aloneMs > 0) return aloneMs;
  const waitMs = bucket.learned === undefined ? takeUnrefused(bucket, call) : takeLearned(bucket, call);
  if (waitMs > 0) {
    bucket.waitedAtMs = nowMs;
    return waitMs;
  }
  countThrough(bucket, nowMs, 1);
  if (call.priority === "text") bucket.wentAtMs = [bucket.wentAtMs[1], bucket.wentAtMs[2], nowMs];
  return 0;
}

/** Slack refused a call: nothing goes until Slack says so, and then at the pace that it let through, less a little. */
export function refusePlace(
  bucket: RateBucket,
  { nowMs, retryAfterMs }: { nowMs: number; retryAfterMs: number },
): void {
  countThrough(bucket, nowMs, -1);
  bucket.company.mostAMinute = bucket.rate.perMinute;
  // Calls that were under way together are refused together: that is one refusal, and none of them got through.
  const known = nowMs < bucket.pausedUntilMs ? bucket.learned : undefined;
  bucket.learned = learn(bucket, known ?? toBounds(bucket, nowMs));
  if (known === undefined) {
    // One call may go as soon as the pause is over, and text is not the last that may.
    bucket.tokens = 1 + bucket.rate.reserve;
    bucket.queue.clear();
  }
  bucket.pausedUntilMs = Math.max(bucket.pausedUntilMs, nowMs + Math.max(retryAfterMs, leastPauseMs));
  bucket.updatedAtMs = Math.max(bucket.updatedAtMs, nowMs);
}

const leastPauseMs = 1_000;
/** The pace never falls below this share of the documented rate. */
const leastShare = 1 / 8;
/** The pace after a refusal, as a share of what got through before it. */
const paceAfterRefusal = 0.95;

function learn(bucket: RateBucket, bounds: Omit<LearnedPace, "perMinute">): LearnedPace {
  const through = countOf(bucket, bounds.sinceMs) / bounds.minutes;
  const most = Math.min(bounds.mostPerMinute, through);
  const perMinute = Math.max(bounds.leastPerMinute, most, leastShare * bucket.rate.perMinute);
  return { ...bounds, perMinute };
}

/**
 * The first refusal teaches that no less than the documented rate gets through, and perhaps more. The next ones teach that
 * the pace in effect was too high.
 */
function toBounds(
  { learned, rate, through, wentAtMs }: RateBucket,
  nowMs: number,
): Omit<LearnedPace, "perMinute"> {
  if (learned === undefined) {
    const sinceMs = Math.max((through[0]?.atSecond ?? 0) * 1_000, nowMs - minuteMs);
    const isProbed = rate.text?.growth !== undefined;
    // The last one was refused, the one before it was not. The first or second of all has shown no pace yet.
    const probed = isProbed && wentAtMs[0] !== never ? minuteMs / (wentAtMs[1] - wentAtMs[0]) : 0;
    return {
      leastPerMinute: Math.max(rate.perMinute, probed),
      mostPerMinute: Number.POSITIVE_INFINITY,
      floorPerMinute: isProbed ? rate.perMinute : 0,
      sinceMs: nowMs - minuteMs,
      // A minute's worth may go at once, and what comes in meanwhile on top of it.
      minutes: 1 + (nowMs - sinceMs) / minuteMs,
      refusedAtMs: nowMs,
    };
  }
  const isSoon = nowMs - learned.refusedAtMs < minuteMs;
  const floor = learned.floorPerMinute * paceAfterRefusal;
  const sinceMs = Math.max(learned.refusedAtMs, nowMs - rememberedMs);
  return {
    // Fewer calls than the pace allows may only mean that there was less to say.
    leastPerMinute: learned.perMinute * (isSoon ? 0.5 : paceAfterRefusal),
    mostPerMinute: paceOf(learned, nowMs) * paceAfterRefusal,
    // Calls that leave at an even distance reach Slack at uneven ones: the documented pace may be a little too fast.
    floorPerMinute: isSoon && floor < leastFloor * rate.perMinute ? 0 : floor,
    sinceMs,
    minutes: Math.max(leastMeasuredMs, nowMs - sinceMs) / minuteMs,
    refusedAtMs: nowMs,
  };
}

/** The floor is lowered so far where Slack refuses the pace, before it is given up. As a share of the documented rate. */
const leastFloor = 0.9;

/** What got through in less time says little about a minute. */
const leastMeasuredMs = 10_000;
/** How long a bucket knows when calls got through. */
const rememberedMs = 600_000;

/**
 * Calls a minute now. The pace begins a little below what got through, comes back to it within a minute, stays near it
 * for a while, and then rises faster and faster to find out whether Slack lets more through.
 */
function paceOf({ perMinute, floorPerMinute, refusedAtMs }: LearnedPace, nowMs: number): number {
  const minutes = (nowMs - refusedAtMs) / minuteMs;
  const nearPlateau = 1 + (1 - paceAfterRefusal) * (Math.min(minutes, 2) - 1) ** 3;
  return Math.max(floorPerMinute, perMinute * nearPlateau * growthPerMinute ** Math.max(0, minutes - 2));
}

const growthPerMinute = 1.15;

function paceAt({ learned, unrefusedPace }: RateBucket, nowMs: number): number {
  return learned === undefined ? unrefusedPace : paceOf(learned, nowMs);
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

/**
 * A stream that is alone in its workspace needs no refusal to find its pace: it keeps to what Slack is known to let through
 * in a minute. It is quick while there is room, and then slow enough for what is left to last.
 */
function waitAlone(bucket: RateBucket, { nowMs, priority, stream }: Asking): number {
  const { company, queue, rate, wentAtMs } = bucket;
  if (rate.alone === undefined || priority !== "text") return 0;
  const most = toMostAMinute(bucket, nowMs);
  // Its own turn is the only one that is promised.
  if (queue.size > 1) company.sharedAtMs = nowMs;
  if (!isAlone(company, stream, nowMs)) return 0;
  // A second more, because calls are counted by the second.
  const fromMs = nowMs - minuteMs - 1_000;
  const room = most - countOf(bucket, fromMs);
  if (room > rate.alone.settledCalls) return 0;
  if (room > 0) return Math.max(0, Math.ceil(wentAtMs[2] + rate.alone.settledGapMs - nowMs));
  const oldest = bucket.through.find(({ atSecond, calls }) => atSecond * 1_000 > fromMs && calls > 0);
  return Math.max(1, Math.ceil((oldest?.atSecond ?? 0) * 1_000 - fromMs));
}

/** What is documented, or more, if Slack let more through in a minute without a refusal. */
function toMostAMinute(bucket: RateBucket, nowMs: number): number {
  const { company, learned } = bucket;
  const untilMs = nowMs - settledMs;
  const fromMs = untilMs - minuteMs;
  if (learned === undefined || learned.refusedAtMs < fromMs)
    company.mostAMinute = Math.max(company.mostAMinute, countOf(bucket, fromMs) - countOf(bucket, untilMs));
  return company.mostAMinute;
}

/** Calls of the last moments may still be refused. */
const settledMs = 2_000;

/**
 * Two streams are at work together when one asks again behind the other. One that comes behind the end of another is alone,
 * but for its first call: then it is not known yet.
 */
function isAlone(company: Company, stream: string, nowMs: number): boolean {
  const { askedAtMs, lastStream } = company;
  for (const [one, atMs] of askedAtMs) {
    if (nowMs - atMs < companyMs) break;
    askedAtMs.delete(one);
  }
  const isKnown = askedAtMs.delete(stream);
  if (isKnown && lastStream !== stream) company.sharedAtMs = nowMs;
  askedAtMs.set(stream, nowMs);
  company.lastStream = stream;
  return isKnown && nowMs - company.sharedAtMs >= companyMs;
}

/** A stream that has sent no text for so long is no company. */
const companyMs = 5_000;

/** Before a refusal only the text of a method that closes answers too is held back: closing needs the room. */
function takeUnrefused(bucket: RateBucket, call: Asking): number {
  const { text } = bucket.rate;
  if (text === undefined) return 0;
  refill(bucket, call.nowMs);
  if (call.priority !== "text") {
    bucket.tokens -= 1; // A debt that text pays for.
    return 0;
  }
  return text.growth === undefined ? takeInTurn(bucket, call) : takeFaster(bucket, { ...call, ...text });
}

function takeLearned(bucket: RateBucket, call: Asking): number {
  const { nowMs } = call;
  refill(bucket, nowMs);
  if (call.priority === "text") return takeInTurn(bucket, call);
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
  const { learned, rate } = bucket;
  const fromMs = Math.max(bucket.updatedAtMs, bucket.pausedUntilMs);
  const pace = paceAt(bucket, nowMs);
  const burst = rate.text?.burst ?? pace / burstsAMinute;
  const most = learned === undefined ? burst : Math.max(1 + rate.reserve, burst);
  bucket.tokens = Math.min(most, bucket.tokens + (Math.max(0, nowMs - fromMs) * pace) / minuteMs);
  bucket.updatedAtMs = Math.max(bucket.updatedAtMs, nowMs);
  dropMissed(bucket.queue, nowMs);
}

/** Unused pace is kept for this part of a minute: what comes together after a pause may go together. */
const burstsAMinute = 6;

/** Text waits in turn: who asks first is promised the next free moment, and keeps its place in the queue until it has gone. */
function takeInTurn(bucket: RateBucket, { nowMs, stream }: Asking): number {
  const { queue, rate } = bucket;
  const before = countBefore(queue, stream);
  const tokens = 1 + before + (queue.has(stream) && before === 0 ? 0 : rate.reserve);
  if (nowMs >= bucket.pausedUntilMs && bucket.tokens >= tokens) {
    queue.delete(stream);
    bucket.tokens -= 1;
    return 0;
  }
  const waitMs = waitFor(bucket, { tokens, nowMs });
  giveTurn(queue, { nowMs, stream, waitMs, promisedMs: rate.promisedMs });
  return waitMs;
}

function waitFor(bucket: RateBucket, { tokens, nowMs }: { tokens: number; nowMs: number }): number {
  const pausedMs = Math.max(0, bucket.pausedUntilMs - nowMs);
  const missing = Math.max(0, tokens - bucket.tokens);
  return Math.max(1, Math.ceil(pausedMs + (missing * minuteMs) / paceAt(bucket, nowMs)));
}

/** Those who wait are promised moments that come closer and closer to each other, until Slack refuses one. */
function takeFaster(
  bucket: RateBucket,
  { growth = 1, nowMs, perMinute, stream }: Asking & { growth?: number | undefined; perMinute: number },
): number {
  const { queue, rate } = bucket;
  const turnMs = queue.get(stream);
  if (turnMs !== undefined && turnMs > nowMs) return Math.ceil(turnMs - nowMs);
  if (turnMs !== undefined || (queue.size === 0 && bucket.tokens >= 1)) {
    if (turnMs === undefined) bucket.unrefusedPace = perMinute;
    queue.delete(stream);
    bucket.tokens = Math.max(0, bucket.tokens - 1);
    return 0;
  }
  const pace = bucket.unrefusedPace;
  const lastMs = [...queue.values()].at(-1) ?? nowMs - (bucket.tokens * minuteMs) / pace;
  const waitMs = Math.max(1, Math.ceil(lastMs + minuteMs / pace - nowMs));
  if (giveTurn(queue, { nowMs, stream, waitMs, promisedMs: rate.promisedMs }))
    bucket.unrefusedPace = Math.min(pace * growth, fastest * perMinute);
  return waitMs;
}

/** No faster than so many times the pace at first. */
const fastest = 5;
