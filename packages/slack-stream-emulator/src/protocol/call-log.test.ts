import { expect, test } from "vitest";
import { createCallLog } from "./call-log.ts";

const fields = { at: 0, method: "auth.test", args: {}, fault: undefined };

test("createCallLog() keeps the newest calls up to a limit, and counts all", () => {
  const log = createCallLog();
  for (let call = 0; call < 120_000; call += 1) log.open(fields);
  expect(log.count).toBe(120_000);
  expect(log.calls.length).toBeLessThanOrEqual(50_000);
  expect(log.calls.length).toBeGreaterThan(30_000);
  expect(log.calls.at(-1)?.index).toBe(119_999);
  const indices = log.calls.map(({ index }) => index);
  expect(indices).toEqual(indices.toSorted((one, other) => one - other));
  log.clear();
  expect([log.count, log.calls.length, log.open(fields).index]).toEqual([0, 0, 0]);
});
