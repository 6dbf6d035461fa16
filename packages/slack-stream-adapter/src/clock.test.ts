import { afterEach, expect, test, vi } from "vitest";
import { systemClock } from "./clock.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

// Regression: setTimeout() fires after 1 ms if it gets 2 ** 31 ms or more, so a deadline of that length gave up every
// call at once.
test("systemClock.setTimer() chains timers for a wait that is too long for one timer", () => {
  const armed: { ms: number; fire: () => void }[] = [];
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((fire: () => void, ms: number) => {
    armed.push({ ms, fire });
  }) as unknown as typeof setTimeout);
  const longest = 2 ** 31 - 1;
  let fired = 0;
  systemClock.setTimer(longest + 5, () => {
    fired += 1;
  });
  expect(armed.map(({ ms }) => ms)).toEqual([longest]);
  armed[0]?.fire();
  expect(armed.map(({ ms }) => ms)).toEqual([longest, 5]);
  expect(fired).toBe(0);
  armed[1]?.fire();
  expect(fired).toBe(1);

  systemClock.setTimer(Number.POSITIVE_INFINITY, () => {});
  expect(armed.at(-1)?.ms).toBe(longest);
});

test("systemClock.setTimer() can be cancelled during each timer of the chain", () => {
  const cancelled = vi.spyOn(globalThis, "clearTimeout").mockImplementation(() => {});
  const armed: (() => void)[] = [];
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((fire: () => void) =>
    armed.push(fire)) as unknown as typeof setTimeout);
  const cancel = systemClock.setTimer(2 ** 31, () => {});
  armed[0]?.();
  cancel();
  expect(cancelled).toHaveBeenCalledWith(2);
});
