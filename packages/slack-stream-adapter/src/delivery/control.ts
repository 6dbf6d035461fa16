import type { Clock } from "../clock.ts";

/** Why a stream stops before its source is over. User stop wins over a signal, a signal over a shutdown. */
export type StopCause = "user" | "signal" | "shutdown";

/**
 * What can interrupt a stream, and until when it may still write. Everything that waits, waits by {@link Control.pause}
 * or {@link Control.orHalted}, so a stop is heard at once wherever the stream is.
 */
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
  /** Waits, and returns early when the user stops or the deadline passes or comes nearer; then it throws {@link Halt} where nothing may be written. */
  pause(ms: number): Promise<void>;
  /**
   * Waits for a call, but no longer than the stream may write. When the stream is in a hurry, a call that takes more than
   * half of the time left is given up for `abandoned`, so that there is time for the next.
   */
  orHalted<T>(call: Promise<T>, abandoned: T): Promise<T>;
  /** Waits for what messages do not depend on, until the deadline at the latest; never rejects if `work` does not. */
  orLate(work: Promise<void>): Promise<void>;
  /** Ends the waits of {@link Control.pause}: there is something new to look at. */
  nudge(): void;
  /** @throws Halt when nothing more may be written. */
  check(): void;
  /** No timer or listener is left. */
  close(): void;
}

/** Unwinds to where a stream ends, because nothing more may be written: the user stopped it, or time is up. */
export class Halt extends Error {
  override readonly name = "Halt";
  override readonly cause: "user" | "deadline";
  constructor(cause: "user" | "deadline") {
    super(cause);
    this.cause = cause;
  }
}

export interface ControlOptions {
  /** Wakes the loop. */
  readonly wake: () => void;
  /** How long a stream that is stopped has to close what is open. */
  readonly closeTimeoutMs: number;
}

export function createControl(clock: Clock, { wake, closeTimeoutMs }: ControlOptions): Control {
  const source = new AbortController();
  const watchers = new Set<() => void>();
  let stopped: StopCause | undefined;
  let deadline = Number.POSITIVE_INFINITY;
  let cancelDeadline: (() => void) | undefined;

  const notify = () => {
    for (const watcher of [...watchers]) watcher();
    wake();
  };

  const halted = (): Halt | undefined => {
    if (stopped === "user") return new Halt("user");
    return clock.now() >= deadline ? new Halt("deadline") : undefined;
  };

  const closeWithin = (ms: number) => {
    const until = clock.now() + ms;
    if (until >= deadline) return;
    deadline = until;
    cancelDeadline?.();
    cancelDeadline = clock.setTimer(ms, notify);
    notify();
  };

  const check = () => {
    const halt = halted();
    if (halt !== undefined) throw halt;
  };

  return {
    signal: source.signal,
    get stopped() {
      return stopped;
    },
    get deadline() {
      return deadline;
    },
    stop(cause, reason) {
      if (stopped === "user" || stopped === cause) return;
      if (stopped === undefined || cause === "user") stopped = cause;
      source.abort(reason);
      if (cause !== "user") closeWithin(closeTimeoutMs);
      notify();
    },
    abortSource: (reason) => source.abort(reason),
    closeWithin,
    async pause(ms) {
      check();
      if (ms > 0) await waitForFirst(watchers, (done) => clock.setTimer(ms, done));
      check();
    },
    async orHalted(call, abandoned) {
      check();
      return new Promise((resolve, reject) => {
        let cancelPatience: (() => void) | undefined;
        const settle = (how: () => void) => {
          watchers.delete(watch);
          cancelPatience?.();
          how();
        };
        const watch = () => {
          const halt = halted();
          if (halt !== undefined) return settle(() => reject(halt));
          if (deadline === Number.POSITIVE_INFINITY) return;
          cancelPatience ??= clock.setTimer((deadline - clock.now()) / 2, () =>
            settle(() => resolve(abandoned)),
          );
        };
        watchers.add(watch);
        watch();
        call.then(
          (value) => settle(() => resolve(value)),
          (error: unknown) => settle(() => reject(error)),
        );
      });
    },
    orLate: (work) =>
      new Promise((resolve) => {
        const settle = () => {
          watchers.delete(watch);
          resolve();
        };
        const watch = () => {
          if (clock.now() >= deadline) settle();
        };
        watchers.add(watch);
        watch();
        void work.then(settle);
      }),
    nudge: notify,
    check,
    close() {
      cancelDeadline?.();
      watchers.clear();
    },
  };
}

/** Resolves at the timer or at the next notice, whichever is first; leaves neither behind. */
function waitForFirst(watchers: Set<() => void>, arm: (done: () => void) => () => void): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      watchers.delete(done);
      cancel();
      resolve();
    };
    const cancel = arm(done);
    watchers.add(done);
  });
}
