import type { RateSettings, Settings } from "../options.ts";
import { REQUESTS_PER_MINUTE, SLACK_LIMITS } from "../slack-limits.ts";

export interface RateLimiter {
  /** Returns the whole seconds to wait. Undefined if the request is allowed, which is then counted. */
  take(request: {
    method: string;
    owner: string;
    channel: string | undefined;
    now: number;
  }): number | undefined;
  clear(): void;
}

interface Bucket {
  tokens: number;
  at: number;
}

interface Rate {
  perMs: number;
  burst: number;
  key: string;
}

const POST = "chat.postMessage";

/** A token bucket per method, app and workspace; posts have one per channel instead (S87, S89, S186). */
export function createRateLimiter(settings: Pick<Settings, "rateLimits">): RateLimiter {
  const buckets = new Map<string, Bucket>();
  return {
    take({ method, owner, channel, now }) {
      const limits = settings.rateLimits;
      const rate = limits === false ? undefined : toRate(limits, { method, owner, channel });
      if (rate === undefined) return undefined;
      const bucket = buckets.get(rate.key) ?? { tokens: rate.burst, at: now };
      buckets.set(rate.key, bucket);
      bucket.tokens = Math.min(rate.burst, bucket.tokens + (now - bucket.at) * rate.perMs);
      bucket.at = now;
      // The sum of many small refills may be slightly below a whole token.
      if (bucket.tokens + 1e-9 < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / rate.perMs / 1_000));
      bucket.tokens -= 1;
      return undefined;
    },
    clear() {
      buckets.clear();
    },
  };
}

function toRate(
  limits: RateSettings,
  { method, owner, channel }: { method: string; owner: string; channel: string | undefined },
): Rate | undefined {
  if (method === POST && limits.perMinute[POST] === undefined) {
    const perSecond = SLACK_LIMITS.postsPerSecondPerChannel * limits.scale;
    return { perMs: perSecond / 1_000, burst: limits.burst ?? 1, key: `${owner} ${method} ${channel ?? ""}` };
  }
  const perMinute = limits.perMinute[method] ?? REQUESTS_PER_MINUTE[method];
  if (perMinute === undefined) return undefined;
  const scaled = perMinute * limits.scale;
  return { perMs: scaled / 60_000, burst: limits.burst ?? Math.max(1, scaled), key: `${owner} ${method}` };
}
