import type { ManualClock } from "slack-stream-emulator";

/**
 * Makes the process's own timers run by `clock`, for those who have no clock to be given. So a minute takes no minute,
 * comes out the same each time, and is the same minute for everybody. The result gives the timers back.
 */
export function lendTime(clock: ManualClock): () => void {
  const { setTimeout, clearTimeout } = globalThis;
  const { now } = Date;
  const performanceNow = performance.now;
  const startMs = clock.now();
  Object.assign(globalThis, {
    setTimeout(fire: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) {
      const cancel = clock.setTimer(ms, () => fire(...given));
      return { cancel, ref: nothing, unref: nothing, hasRef: () => true };
    },
    clearTimeout(timer: { cancel?: () => void } | undefined) {
      if (typeof timer?.cancel === "function") timer.cancel();
      else clearTimeout(timer as never);
    },
  });
  Date.now = () => clock.now();
  performance.now = () => clock.now() - startMs;
  return () => {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Date.now = now;
    performance.now = performanceNow;
  };
}

function nothing(): void {}
