/** How often a call was put off so far. A value: each wait makes the next one. */
export interface Backoff {
  readonly attempt: number;
}

export interface BackoffWait {
  readonly waitMs: number;
  readonly next: Backoff;
}

export const firstBackoff: Backoff = { attempt: 0 };

const firstPauseMs = 1_000;
/** Caps our own pause; what Slack asks for has no cap here, whether to wait for it at all is the session's decision. */
const longestPauseMs = 15_000;

/**
 * How long to wait before the same call. Slack's own value is a floor, and the jitter lies above it: streams that were
 * refused together shall not come back together. `random` is from 0 to below 1.
 */
export function toWait(
  backoff: Backoff,
  { retryAfterMs = 0, random }: { retryAfterMs?: number | undefined; random: number },
): BackoffWait {
  const pauseMs = Math.min(firstPauseMs * 2 ** backoff.attempt, longestPauseMs);
  const jitterMs = (random * pauseMs) / 4;
  return {
    waitMs: Math.ceil(Math.max(retryAfterMs, pauseMs) + jitterMs),
    next: { attempt: backoff.attempt + 1 },
  };
}
