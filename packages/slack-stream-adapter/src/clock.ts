/**
 * Where time comes from. Every wait of a stream goes through one of these, so that a test can hold time still.
 */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  /** Calls `fire` once, at least `ms` milliseconds from now. Returns what cancels it; cancelling twice is fine. */
  setTimer(ms: number, fire: () => void): () => void;
}

/** The real clock: it keeps the process alive while a message is open, because somebody has to close it. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer: (ms, fire) => {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms` milliseconds of `clock`, or as soon as `signal` fires. Never rejects. */
export function sleep(ms: number, clock: Clock, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      cancel();
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const cancel = clock.setTimer(ms, finish);
    signal?.addEventListener("abort", finish, { once: true });
  });
}
