import { createManualClock } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { Wakeup } from "./wakeup.ts";

test("until() resolves at its time, and not before", async () => {
  const clock = createManualClock();
  const wakeup = new Wakeup(clock);
  let awake = false;
  void wakeup.until(clock.now() + 100).then(() => {
    awake = true;
  });
  await clock.advance(99);
  expect(awake).toBe(false);
  await clock.advance(1);
  expect(awake).toBe(true);
  expect(clock.pending).toBe(0);
});

test("until() resolves at once when somebody woke us while we were awake", async () => {
  const clock = createManualClock();
  const wakeup = new Wakeup(clock);
  wakeup.wake();
  await wakeup.until(Number.POSITIVE_INFINITY);
  let awake = false;
  void wakeup.until(clock.now() + 10).then(() => {
    awake = true;
  });
  await clock.settle();
  expect(awake).toBe(false);
  wakeup.close();
});

test("a later time re-arms no timer until the first has fired", async () => {
  const clock = createManualClock();
  let timers = 0;
  const counting = {
    now: clock.now,
    setTimer: (ms: number, fire: () => void) => {
      timers += 1;
      return clock.setTimer(ms, fire);
    },
  };
  const wakeup = new Wakeup(counting);
  for (let later = 100; later < 1_100; later += 1) {
    void wakeup.until(clock.now() + later);
    wakeup.wake();
  }
  expect(timers).toBe(1);
  const waiting = wakeup.until(clock.now() + 500);
  await clock.runUntil(waiting);
  expect(clock.now()).toBe(1_700_000_000_500);
  expect(timers).toBe(2);
});

test("close() leaves no timer", () => {
  const clock = createManualClock();
  const wakeup = new Wakeup(clock);
  void wakeup.until(clock.now() + 100);
  wakeup.close();
  expect(clock.pending).toBe(0);
});
