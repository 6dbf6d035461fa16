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
  return new Promise((resolve) => {
    const abort = new AbortController();
    let settle = (result: CallResult) => {
      cancelTimer();
      resolve(result);
    };
    const cancelTimer = clock.setTimer(timeoutMs, () => {
      settle({ type: "deadline", timeoutMs });
      settle = (late) => onLate?.(late);
      abort.abort();
    });
    // Not awaited: the promise of this function is settled by whichever comes first.
    void method.call(args, abort.signal).then(
      (answer) => settle({ type: "answer", answer }),
      (error: unknown) => settle({ type: "thrown", error }),
    );
  });
}
