/** The emulator's clock: a test's manual clock, or the system's. */
export interface EmulatorClock {
  /** Milliseconds. Only differences matter. */
  now(): number;
  /** Calls `fire` once after `ms`. The returned function cancels the timer. */
  setTimer(ms: number, fire: () => void): () => void;
  /** Moves time ahead by `ms`. A clock without it can't be moved. */
  advance?(ms: number): Promise<void>;
  /** When the next timer fires, in ms. Undefined if no timer is set, or if the clock does not know. */
  readonly nextTimerAt?: number | undefined;
}

/** Waits by the clock. If the signal aborts, it rejects with the signal's reason and cancels the timer. */
export function sleep(
  clock: EmulatorClock,
  { ms, signal }: { ms: number; signal: AbortSignal | undefined },
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const cancel = clock.setTimer(ms, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    function onAbort(): void {
      cancel();
      reject(signal?.reason);
    }
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
