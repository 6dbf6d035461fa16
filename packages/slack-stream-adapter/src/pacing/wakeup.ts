import type { Clock } from "../clock.ts";
import { createAlarm } from "./alarm.ts";

/**
 * Where the writing loop sleeps: until something is new, or until a time. The race between a step of the source
 * and the timer is decided here, without a promise per token: who comes first resolves the one that waits.
 */
export interface Wakeup {
  /** Resolves at the next {@link wake}, or at `time`. One waits at a time. */
  until(time: number): Promise<void>;
  wake(): void;
  /** No timer is left. */
  close(): void;
}

export function createWakeup(clock: Clock): Wakeup {
  let resume: (() => void) | undefined;
  /** Somebody woke us while we were awake: the next wait must not sleep over it. */
  let missed = false;

  const wake = () => {
    if (resume === undefined) {
      missed = true;
      return;
    }
    const waiting = resume;
    resume = undefined;
    waiting();
  };
  const alarm = createAlarm(clock, wake);

  return {
    until(time) {
      return new Promise((resolve) => {
        if (missed || time <= clock.now()) {
          missed = false;
          return resolve();
        }
        resume = resolve;
        alarm.set(time);
      });
    },
    wake,
    close: alarm.clear,
  };
}
