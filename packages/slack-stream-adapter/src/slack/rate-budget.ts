import { forEachClock } from "../clock.ts";
import type { RateBudget, RateBudgetCall } from "../types/index.ts";
import { keepLatest } from "./keep-latest.ts";
import { methodRates, toLimitScope } from "./method-rates.ts";
import { createRateBucket, type RateBucket, refusePlace, takePlace } from "./rate-bucket.ts";

/** A budget that nobody else has to be asked for. */
export interface ProcessBudget extends RateBudget {
  take(call: RateBudgetCall): number;
}

/**
 * Shares Slack's rate limits between the streams of one process: Slack counts by method, app and workspace (S89). Slack
 * documents its limits as floors, so starts, appends and stops are not held back before Slack refuses one, but for the
 * appends of a stream that is alone: it finds its pace without a refusal. Edits keep to the documented pace from the start,
 * because they close answers too. Posts, which are limited by the second, go faster and faster until one is refused.
 */
export function createRateBudget(): ProcessBudget {
  const buckets = new Map<string, RateBucket>();
  return {
    take: (call) => {
      const bucket = findBucket(buckets, call);
      return bucket === undefined ? 0 : takePlace(bucket, call);
    },
    refused: (call, retryAfterMs) => {
      const bucket = findBucket(buckets, call);
      if (bucket === undefined) return;
      refusePlace(bucket, {
        nowMs: call.nowMs,
        retryAfterMs: Number.isFinite(retryAfterMs) ? retryAfterMs : 0,
      });
    },
  };
}

/** The budget of all streams with this clock. */
export const budgetFor = forEachClock(createRateBudget);

const mostBuckets = 2_000;

function findBucket(buckets: Map<string, RateBucket>, call: RateBudgetCall): RateBucket | undefined {
  const rate = methodRates[call.method];
  if (rate === undefined) return undefined;
  const key = `${call.method} ${toLimitScope(rate, call)}`;
  const bucket = buckets.get(key) ?? createRateBucket(rate, call.nowMs);
  keepLatest(buckets, [key, bucket], mostBuckets);
  return bucket;
}
