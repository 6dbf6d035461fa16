import { expect, test } from "vitest";
import { toRetryAfterMs } from "./to-retry-after.ts";

test.each([
  [30, 30_000],
  ["30", 30_000],
  [" 7 ", 7_000],
  [0.2, 200],
  ["1.5", 1_500],
  [0, 0],
  [-4, 0],
  ["-4", 0],
  [undefined, undefined],
  [null, undefined],
  ["", undefined],
  ["soon", undefined],
  [Number.NaN, undefined],
  [Number.POSITIVE_INFINITY, undefined],
  [{}, undefined],
])("toRetryAfterMs() reads %j as %j", (value, expected) => {
  expect(toRetryAfterMs(value)).toBe(expected);
});

test("toRetryAfterMs() counts a date from the date of the answer", () => {
  const answeredAt = "Wed, 07 Oct 2026 10:00:00 GMT";
  expect(toRetryAfterMs("Wed, 07 Oct 2026 10:01:00 GMT", answeredAt)).toBe(60_000);
  expect(toRetryAfterMs("Wed, 07 Oct 2026 09:00:00 GMT", answeredAt)).toBe(0);
  expect(toRetryAfterMs("Wed, 07 Oct 2026 10:01:00 GMT")).toBeUndefined();
  expect(toRetryAfterMs("soon", answeredAt)).toBeUndefined();
});
