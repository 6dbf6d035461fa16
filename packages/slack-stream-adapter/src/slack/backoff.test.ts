import { expect, test } from "vitest";
import { firstBackoff, toWait } from "./backoff.ts";

test("toWait() doubles up to a cap", () => {
  let backoff = firstBackoff;
  const waits: number[] = [];
  for (let count = 0; count < 6; count += 1) {
    const { waitMs, next } = toWait(backoff, { random: 0 });
    waits.push(waitMs);
    backoff = next;
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
});

test("toWait() never waits less than Slack asks for, and cuts nothing from it", () => {
  expect(toWait(firstBackoff, { retryAfterMs: 300_000, random: 0 }).waitMs).toBe(300_000);
  expect(toWait(firstBackoff, { retryAfterMs: 300_000, random: 0.999 }).waitMs).toBe(300_250);
  expect(toWait({ attempt: 3 }, { retryAfterMs: 5, random: 0.5 }).waitMs).toBe(9_000);
});
