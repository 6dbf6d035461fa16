import type { EmulatorClock } from "./clock.ts";

/** Timers of work that Slack does later, when no caller waits for it. */
export interface Timers {
  set(ms: number, fire: () => void): void;
  /** Cancels all timers that have not fired. */
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
