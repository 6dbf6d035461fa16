/** Time as the emulator sees it. The same shape fits a test's manual clock and the system's. */
export interface EmulatorClock {
  /** Milliseconds. Only differences matter. */
  now(): number;
  /** Calls `fire` once after `ms`. The returned function cancels the timer. */
  setTimer(ms: number, fire: () => void): () => void;
  /** Moves time ahead by `ms`. A clock without it can't be moved. */
  advance?(ms: number): Promise<void>;
  /** When the next timer fires, in ms. Undefined when none is set, or the clock does not tell. */
  readonly nextTimerAt?: number | undefined;
}

/** Waits by the clock; an aborted signal ends the wait with its reason and takes the timer back. */
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
