import type { EmulatorClock } from "./clock.ts";

/** Timers with an owner: what Slack still has to do when nobody waits for it any more. */
export interface Timers {
  set(ms: number, fire: () => void): void;
  /** Takes back every timer that has not fired. */
  clear(): void;
}

export function createTimers(clock: EmulatorClock): Timers {
  const cancels = new Set<() => void>();
  return {
    set(ms, fire) {
      const cancel = clock.setTimer(ms, () => {
        cancels.delete(cancel);
        fire();
      });
      cancels.add(cancel);
    },
    clear() {
      for (const cancel of cancels) cancel();
      cancels.clear();
    },
  };
}
