import { expect, test } from "vitest";
import { createManualClock } from "./manual-clock.ts";

test("advance() fires due timers by time, then by the order of setting, and stops at the exact time", async () => {
  const clock = createManualClock({ startMs: 0 });
  const fired: string[] = [];
  const note = (name: string) => () => fired.push(`${name}@${clock.now()}`);
  clock.setTimer(20, note("b"));
  clock.setTimer(10, note("a"));
  clock.setTimer(20, note("c"));
  clock.setTimer(21, note("d"));
  await clock.advance(20);
  expect(fired).toEqual(["a@10", "b@20", "c@20"]);
  expect(clock.now()).toBe(20);
  expect(clock.pending).toBe(1);
});

test("advance() lets promise chains settle between timers", async () => {
  const clock = createManualClock({ startMs: 0 });
  const wait = (ms: number) => new Promise<void>((resolve) => clock.setTimer(ms, resolve));
  const times: number[] = [];
  const worker = (async () => {
    for (let round = 0; round < 3; round += 1) {
      await wait(10);
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
      times.push(clock.now());
    }
  })();
  await clock.advance(30);
  await worker;
  expect(times).toEqual([10, 20, 30]);
});

test("advance() fires a timer that was set by another within the span", async () => {
  const clock = createManualClock({ startMs: 0 });
  let at = 0;
  clock.setTimer(5, () => {
    clock.setTimer(5, () => {
      at = clock.now();
    });
  });
  await clock.advance(10);
  expect(at).toBe(10);
});

test("setTimer() returns a function that cancels the timer and may be called twice", async () => {
  const clock = createManualClock();
  let fired = false;
  const cancel = clock.setTimer(1, () => {
    fired = true;
  });
  cancel();
  cancel();
  await clock.advance(10);
  expect(fired).toBe(false);
  expect(clock.pending).toBe(0);
});

test("runUntil() moves from timer to timer until the promise settles, and no further", async () => {
  const clock = createManualClock({ startMs: 0 });
  clock.setTimer(5_000, () => {});
  const value = new Promise<string>((resolve) => clock.setTimer(1_000, () => resolve("done")));
  expect(await clock.runUntil(value)).toBe("done");
  expect(clock.now()).toBe(1_000);
  await expect(clock.runUntil(Promise.reject(new Error("no")))).rejects.toThrow("no");
});

test("runUntil() says why it gives up", async () => {
  const clock = createManualClock();
  const never = new Promise<never>(() => {});
  await expect(clock.runUntil(never)).rejects.toThrow("no timer is left to fire");
  clock.setTimer(10_000, () => {});
  await expect(clock.runUntil(never, { maxMs: 9_999 })).rejects.toThrow("still pending after 9999 ms");
});
