import type { Settings } from "../options/settings.ts";
import type { Wakeup } from "../pacing/wakeup.ts";

/** Why a stream stops before its source is over. User stop wins over all others, else the first counts. */
export type StopCause = "user" | "newer-answer" | "signal" | "shutdown";

/** The ways to interrupt a stream, and until when it may still write. */
export class Control {
  readonly #options: Pick<Settings, "clock" | "closeTimeoutMs">;
  readonly #loop: Pick<Wakeup, "wake">;
  stopped: StopCause | undefined;
  /** When writing must end; never, while nothing hurries. */
  deadline = Number.POSITIVE_INFINITY;
  /** How often something happened that no wait may sleep over: a stop, a nearer deadline, a late answer. */
  nudges = 0;
  /** Called once, and not after a failure. */
  onStop: ((by: StopCause) => void) | undefined;
  #listeners: (() => void)[] = [];
  #cancelDeadline: (() => void) | undefined;
  /** Why the source should stop working. */
  #interruption: { readonly reason: unknown } | undefined;
  /** Made for a source that asks for its signal: most need none, and Node's takes a kilobyte. */
  #source: AbortController | undefined;

  constructor(options: Pick<Settings, "clock" | "closeTimeoutMs">, loop: Pick<Wakeup, "wake">) {
    this.#options = options;
    this.#loop = loop;
  }

  /** Fires when the source should stop working: on every stop and every failure. */
  get signal(): AbortSignal {
    if (this.#source === undefined) {
      this.#source = new AbortController();
      if (this.#interruption !== undefined) this.#source.abort(this.#interruption.reason);
    }
    return this.#source.signal;
  }

  stop(cause: StopCause, reason?: unknown): void {
    if (this.stopped === "user" || this.stopped === cause) return;
    if (this.stopped === undefined || cause === "user") this.stopped = cause;
    this.abortSource(reason);
    if (cause !== "user") this.closeWithin(this.#options.closeTimeoutMs);
    this.nudge();
  }

  /** Lets the source know that its work is for nothing. */
  abortSource(reason: unknown): void {
    if (this.#interruption !== undefined) return;
    this.#interruption = { reason };
    if (this.stopped !== undefined) this.onStop?.(this.stopped);
    this.#source?.abort(reason);
  }

  /** From now on the stream has `ms` left to close what is open. */
  closeWithin(ms: number): void {
    const { clock } = this.#options;
    const until = clock.now() + ms;
    if (until >= this.deadline) return;
    this.deadline = until;
    this.#cancelDeadline?.();
    this.#cancelDeadline = clock.setTimer(ms, () => this.nudge());
    this.nudge();
  }

  nudge(): void {
    this.nudges += 1;
    for (const listener of this.#listeners) listener();
    this.#loop.wake();
  }

  /**
   * Waits for a call, but no longer than the stream may write: then `interrupted`. When the stream is in a hurry, a call
   * that takes more than half of the time left is given up for `abandoned`, so that there is time for the next.
   */
  untilHalted<T, A, I>(
    call: Promise<T>,
    abandoned: A,
    interrupted: I,
    latest = Number.POSITIVE_INFINITY,
  ): Promise<T | A | I> {
    const { clock } = this.#options;
    let cancelPatience: (() => void) | undefined;
    const isBounded = latest !== Number.POSITIVE_INFINITY;
    const leftMs = Math.max(0, latest - clock.now());
    const cancelLatest = isBounded ? clock.setTimer(leftMs, () => this.nudge()) : undefined;
    const check = (settle: (value: A | I) => void) => {
      const { deadline } = this;
      if (this.stopped === "user" || clock.now() >= Math.min(deadline, latest)) return settle(interrupted);
      if (deadline === Number.POSITIVE_INFINITY) return;
      cancelPatience ??= clock.setTimer((deadline - clock.now()) / 2, () => settle(abandoned));
    };
    return this.#waitFor<T | A | I>(call, check, () => {
      cancelPatience?.();
      cancelLatest?.();
    });
  }

  /** Waits for what messages do not depend on, until the deadline at the latest; never rejects if `work` does not. */
  untilDeadline(work: Promise<void>): Promise<void> {
    return this.#waitFor(work, (settle) => {
      if (this.#options.clock.now() >= this.deadline) settle();
    });
  }

  /** No timer or listener is left. */
  close(): void {
    this.#cancelDeadline?.();
    this.#listeners = [];
  }

  /** Waits for the work. After every nudge `check` may settle the wait before. */
  #waitFor<T>(work: Promise<T>, check: (settle: (value: T) => void) => void, end = () => {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const over = () => {
        this.#listeners = this.#listeners.filter((one) => one !== listener);
        end();
      };
      const settle = (value: T) => {
        over();
        resolve(value);
      };
      const listener = () => check(settle);
      this.#listeners.push(listener);
      listener();
      work.then(settle, (error: unknown) => {
        over();
        reject(error);
      });
    });
  }
}
