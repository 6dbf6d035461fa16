import { expect, test } from "vitest";
import { weigh } from "./characters.ts";

test.each([
  ["", 0],
  ["abc", 3],
  ["é", 2],
  ["日本", 6],
  ["👍", 4],
  ["a & b", 9],
  ["<@U1>", 11],
  ["&lt;", 8],
  ["\ud83d", 3],
])("weigh() counts UTF-8 bytes, and entities for what may become one: %j", (text, weight) => {
  expect(weigh(text)).toBe(weight);
});
