import { afterEach, expect, test, vi } from "vitest";
import { systemClock } from "./clock.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

// A timer of 2 ** 31 ms and more fires after one: a deadline of that length gave every call up at once.
test("systemClock.setTimer() waits in turns for longer than a timer can hold", () => {
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

test("systemClock.setTimer() is cancelled in any of its turns", () => {
  const cancelled = vi.spyOn(globalThis, "clearTimeout").mockImplementation(() => {});
  const armed: (() => void)[] = [];
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((fire: () => void) =>
    armed.push(fire)) as unknown as typeof setTimeout);
  const cancel = systemClock.setTimer(2 ** 31, () => {});
  armed[0]?.();
  cancel();
  expect(cancelled).toHaveBeenCalledWith(2);
});
