import { expect, test } from "vitest";
import { jainIndex, median, quantile } from "../src/report/statistics.ts";

test("median() is the middle one, or lies between the two in the middle", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test("quantile() goes in a straight line from one value to the next", () => {
  const values = [30, 10, 20, 40, 50];
  expect(quantile(values, 0)).toBe(10);
  expect(quantile(values, 0.95)).toBeCloseTo(48);
  expect(quantile(values, 1)).toBe(50);
});

test("jainIndex() is 1 if all shares are equal, and 1/n if one has all", () => {
  expect(jainIndex([3, 3, 3, 3])).toBe(1);
  expect(jainIndex([8, 0, 0, 0])).toBe(0.25);
  expect(jainIndex([1, 2, 3])).toBeCloseTo(36 / 42);
  expect(jainIndex([])).toBeNaN();
});
