import type { Clock } from "../clock.ts";

/**
 * The writing loop waits here until something is new, or until a time. This is the race between the next step of the source and the keepalive
 * timer. It needs no promise for each token: the first of the two resolves the wait.
 */
export class Wakeup {
  readonly #clock: Clock;
  #resume: (() => void) | undefined;
  /** `wake` was called while nobody waited, so the next wait resolves at once. */
  #missed = false;
  /** When to wake, and when the timer fires. A later time costs nothing until the timer fires. */
  #wanted = Number.POSITIVE_INFINITY;
  #armed = Number.POSITIVE_INFINITY;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves at the next {@link wake}, or at `time`. Only one caller may wait at a time. */
  until(time: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#missed || time <= this.#clock.now()) {
        this.#missed = false;
        return resolve();
      }
      this.#resume = resolve;
      this.#wanted = time;
      if (time < this.#armed) this.#arm();
    });
  }

  wake(): void {
    const resume = this.#resume;
    this.#missed = resume === undefined;
    this.#resume = undefined;
    resume?.();
  }

  /** Cancels the timer. */
  close(): void {
    this.#wanted = Number.POSITIVE_INFINITY;
    this.#disarm();
  }

  #disarm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#armed = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    this.#disarm();
    this.#armed = this.#wanted;
    const ms = Math.max(0, this.#wanted - this.#clock.now());
    this.#cancelTimer = this.#clock.setTimer(ms, () => this.#fire());
  }

  #fire(): void {
    this.#disarm();
    if (this.#wanted === Number.POSITIVE_INFINITY) return;
    if (this.#clock.now() < this.#wanted) {
      this.#arm();
      return;
    }
    this.#wanted = Number.POSITIVE_INFINITY;
    this.wake();
  }
}
