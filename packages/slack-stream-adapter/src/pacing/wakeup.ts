import type { Clock } from "../clock.ts";

/**
 * Where the writing loop sleeps: until something is new, or until a time. The race between a step of the source
 * and the timer is decided here, without a promise per token: who comes first resolves the one that waits.
 */
export class Wakeup {
  readonly #clock: Clock;
  #resume: (() => void) | undefined;
  /** Somebody woke us while we were awake: the next wait must not sleep over it. */
  #missed = false;
  /** When to wake, and when the timer fires. A later time costs nothing until the timer fires. */
  #wanted = Number.POSITIVE_INFINITY;
  #armed = Number.POSITIVE_INFINITY;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves at the next {@link wake}, or at `time`. One waits at a time. */
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

  /** No timer is left. */
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
