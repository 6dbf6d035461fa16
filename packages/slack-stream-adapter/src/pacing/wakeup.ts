import type { Clock } from "../clock.ts";

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

/** One clearable timer that is re-armed lazily: a later time costs nothing until the timer fires. */
interface Alarm {
  /** Rings once at `time`, or soon after; a new time replaces the old one. */
  set(time: number): void;
  clear(): void;
}

function createAlarm(clock: Clock, ring: () => void): Alarm {
  let wanted = Number.POSITIVE_INFINITY;
  let armed = Number.POSITIVE_INFINITY;
  let cancel: (() => void) | undefined;

  const disarm = () => {
    cancel?.();
    cancel = undefined;
    armed = Number.POSITIVE_INFINITY;
  };

  const arm = () => {
    disarm();
    armed = wanted;
    cancel = clock.setTimer(Math.max(0, wanted - clock.now()), fire);
  };

  const fire = () => {
    cancel = undefined;
    armed = Number.POSITIVE_INFINITY;
    if (wanted === Number.POSITIVE_INFINITY) return;
    if (clock.now() < wanted) return arm();
    wanted = Number.POSITIVE_INFINITY;
    ring();
  };

  return {
    set(time) {
      wanted = time;
      // A timer that fires too early is re-armed when it does; only an earlier time needs a new one.
      if (wanted < armed) arm();
    },
    clear() {
      wanted = Number.POSITIVE_INFINITY;
      disarm();
    },
  };
}
