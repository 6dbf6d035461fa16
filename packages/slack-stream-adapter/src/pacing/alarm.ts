import type { Clock } from "../clock.ts";

/** One clearable timer that is re-armed lazily: a later time costs nothing until the timer fires. */
export interface Alarm {
  /** Rings once at `time`, or soon after; a new time replaces the old one. */
  set(time: number): void;
  clear(): void;
}

export function createAlarm(clock: Clock, ring: () => void): Alarm {
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
