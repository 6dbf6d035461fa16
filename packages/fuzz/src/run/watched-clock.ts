import type { EmulatorClock } from "slack-stream-emulator";

/** A clock that knows its timers. */
export interface WatchedClock {
  now(): number;
  setTimer(ms: number, fire: () => void): () => void;
  readonly pending: number;
}

export function watchClock(clock: EmulatorClock): WatchedClock {
  let pending = 0;
  return {
    now: () => clock.now(),
    setTimer(ms, fire) {
      pending += 1;
      let set = true;
      const leave = () => {
        if (set) pending -= 1;
        set = false;
      };
      const cancel = clock.setTimer(ms, () => {
        leave();
        fire();
      });
      return () => {
        leave();
        cancel();
      };
    },
    get pending() {
      return pending;
    },
  };
}
