import { expect, test } from "vitest";
import { createMovableClock } from "./movable-clock.ts";

const HOUR = 3_600_000;

test("advance() moves time ahead and fires due timers in order, each at its own time", async () => {
  const clock = createMovableClock();
  const start = clock.now();
  const fired: [string, number][] = [];
  const note = (name: string) => () => fired.push([name, Math.floor((clock.now() - start) / HOUR)]);
  clock.setTimer(2 * HOUR, note("two"));
  clock.setTimer(HOUR, () => {
    note("one")();
    clock.setTimer(HOUR / 2, note("one and a half"));
  });
  const cancel = clock.setTimer(HOUR, note("never"));
  const cancelLast = clock.setTimer(4 * HOUR, note("four"));
  cancel();
  await clock.advance(3 * HOUR);
  expect(fired).toEqual([
    ["one", 1],
    ["one and a half", 1],
    ["two", 2],
  ]);
  expect(clock.now() - start).toBeGreaterThanOrEqual(3 * HOUR);
  cancelLast();
});

test("a timer that is left after a move fires when its time has come", async () => {
  const clock = createMovableClock();
  const fired = new Promise((resolve) => clock.setTimer(HOUR, () => resolve("fired")));
  await clock.advance(HOUR - 5);
  await expect(fired).resolves.toBe("fired");
});

test("moves that overlap run one after the other", async () => {
  const clock = createMovableClock();
  const start = clock.now();
  await Promise.all([clock.advance(HOUR), clock.advance(HOUR)]);
  expect(clock.now() - start).toBeGreaterThanOrEqual(2 * HOUR);
  expect(() => clock.advance(-1)).toThrow("advance: ms must be >= 0, got -1");
});
