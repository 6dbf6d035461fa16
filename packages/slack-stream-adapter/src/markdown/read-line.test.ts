import { expect, test } from "vitest";
import { holdsTable } from "./read-line.ts";

test.each([
  ["below a text", "Prices:\n\n| a | b |\n|---|---|\n| 1 | 2 |", true],
  ["in a quote", "> | a | b |\n> |---|---|", true],
  ["of one column, whose head has no bar", "a\n|-", true],
  ["that is code", "```\n| a | b |\n|---|---|\n```", false],
  ["without its delimiter row", "| a | b |\n| 1 | -2 |", false],
  ["whose head has another number of cells", "| a |\n|---|---|", false],
])("a table is found by its rows: %s", (_, markdown, holds) => {
  expect(holdsTable(markdown)).toBe(holds);
});
