import type { Clock } from "../clock.ts";

/** Why a stream stops before its source is over. User stop wins over all others, else the first counts. */
export type StopCause = "user" | "newer-answer" | "signal" | "shutdown";

/** The ways to interrupt a stream, and until when it may still write. */
export interface Control {
  /** Fires when the source should stop working: on every stop and every failure. */
  readonly signal: AbortSignal;
  readonly stopped: StopCause | undefined;
  stop(cause: StopCause, reason?: unknown): void;
  /** Lets the source know that its work is for nothing, because the stream failed. */
  abortSource(reason: unknown): void;
  /** From now on the stream has `ms` left to close what is open. */
  closeWithin(ms: number): void;
  /** When writing must end; never, while nothing hurries. */
  readonly deadline: number;
  /** How often something happened that no wait may sleep over: a stop, a nearer deadline, a late answer. */
  readonly nudges: number;
  nudge(): void;
  /**
   * Waits for a call, but no longer than the stream may write: then `interrupted`. When the stream is in a hurry, a call
   * that takes more than half of the time left is given up for `abandoned`, so that there is time for the next.
   */
  untilHalted<T, A, I>(call: Promise<T>, abandoned: A, interrupted: I, latest?: number): Promise<T | A | I>;
  /** Waits for what messages do not depend on, until the deadline at the latest; never rejects if `work` does not. */
  untilDeadline(work: Promise<void>): Promise<void>;
  /** No timer or listener is left. */
  close(): void;
}

export interface ControlOptions {
  /** Wakes the loop. */
  readonly wake: () => void;
  /** How long a stream that is stopped has to close what is open. */
  readonly closeTimeoutMs: number;
}

/** What it says of itself is plain fields: a getter in a literal makes V8 keep them in a hash table (see `clock.ts`). */
export function createControl(clock: Clock, { wake, closeTimeoutMs }: ControlOptions): Control {
  const source = new AbortController();
  const listeners = new Set<() => void>();
  let cancelDeadline: (() => void) | undefined;

  /** Waits for the work. After every nudge `check` may settle the wait before. */
  const waitFor = <T>(work: Promise<T>, check: (settle: (value: T) => void) => void, end = () => {}) =>
    new Promise<T>((resolve, reject) => {
      const settle = (value: T) => {
        listeners.delete(listener);
        end();
        resolve(value);
      };
      const listener = () => check(settle);
      listeners.add(listener);
      listener();
      work.then(settle, (error: unknown) => {
        listeners.delete(listener);
        end();
        reject(error);
      });
    });

  const control = {
    signal: source.signal,
    stopped: undefined as StopCause | undefined,
    deadline: Number.POSITIVE_INFINITY,
    nudges: 0,
    nudge() {
      control.nudges += 1;
      for (const listener of [...listeners]) listener();
      wake();
    },
    stop(cause: StopCause, reason?: unknown) {
      const { stopped } = control;
      if (stopped === "user" || stopped === cause) return;
      if (stopped === undefined || cause === "user") control.stopped = cause;
      source.abort(reason);
      if (cause !== "user") control.closeWithin(closeTimeoutMs);
      control.nudge();
    },
    abortSource: (reason: unknown) => source.abort(reason),
    closeWithin(ms: number) {
      const until = clock.now() + ms;
      if (until >= control.deadline) return;
      control.deadline = until;
      cancelDeadline?.();
      cancelDeadline = clock.setTimer(ms, control.nudge);
      control.nudge();
    },
    untilHalted<T, A, I>(call: Promise<T>, abandoned: A, interrupted: I, latest = Number.POSITIVE_INFINITY) {
      let cancelPatience: (() => void) | undefined;
      const isBounded = latest !== Number.POSITIVE_INFINITY;
      const leftMs = Math.max(0, latest - clock.now());
      const cancelLatest = isBounded ? clock.setTimer(leftMs, control.nudge) : undefined;
      const check = (settle: (value: A | I) => void) => {
        const { deadline, stopped } = control;
        if (stopped === "user" || clock.now() >= Math.min(deadline, latest)) return settle(interrupted);
        if (deadline === Number.POSITIVE_INFINITY) return;
        cancelPatience ??= clock.setTimer((deadline - clock.now()) / 2, () => settle(abandoned));
      };
      return waitFor<T | A | I>(call, check, () => {
        cancelPatience?.();
        cancelLatest?.();
      });
    },
    untilDeadline: (work: Promise<void>) =>
      waitFor(work, (settle) => {
        if (clock.now() >= control.deadline) settle();
      }),
    close() {
      cancelDeadline?.();
      listeners.clear();
    },
  };
  return control;
}
