import type { Clock } from "../clock.ts";
import type { ApiArguments, ApiMethod } from "./api-client.ts";
import type { CallResult } from "./to-outcome.ts";

export interface DeadlineOptions {
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Is told what came of the call after all, once it was given up. */
  readonly onLate?: ((result: CallResult) => void) | undefined;
}

/**
 * Makes a call and waits for it until the deadline. Never rejects. A call that is given up is aborted where its client
 * can; what still comes of it goes to `onLate`.
 */
export function callWithDeadline(
  method: ApiMethod,
  args: ApiArguments,
  { timeoutMs, clock, onLate }: DeadlineOptions,
): Promise<CallResult> {
  const abort = new AbortController();
  const called = method.call(args, abort.signal).then(
    (answer): CallResult => ({ type: "answer", answer }),
    (error: unknown): CallResult => ({ type: "thrown", error }),
  );
  return new Promise((resolve) => {
    let isLate = false;
    const cancelTimer = clock.setTimer(timeoutMs, () => {
      isLate = true;
      resolve({ type: "deadline", timeoutMs, settled: called.then(() => {}) });
      abort.abort();
    });
    // Not awaited: the promise of this function is settled by whichever comes first.
    void called.then((result) => {
      if (isLate) return onLate?.(result);
      cancelTimer();
      resolve(result);
    });
  });
}
