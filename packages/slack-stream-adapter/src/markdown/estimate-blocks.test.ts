import { expect, test } from "vitest";
import { estimateBlocks, fitBlocks } from "./estimate-blocks.ts";

test.each([
  ["", 0],
  ["text\n\nmore text\n\n- item", 1],
  ["# One\n\ntext\n\n## Two\n\ntext", 4],
  ["text\n\n---\n\ntext", 3],
  ["text\n\n| a |\n|---|\n| 1 |\n\n| b |\n|---|\n\ntext", 4],
  ["```\n# no heading\n---\n```", 1],
])("estimateBlocks() counts what Slack stores for %j", (markdown, blocks) => {
  expect(estimateBlocks(markdown)).toBe(blocks);
});

test.each([
  ["text\n\nmore", 1, 10],
  ["# One\n\ntext\n\n## Two\n\ntext", 2, 13],
  ["# One", 0, 0],
  ["```\n# no heading\n---\n```\n\n---", 1, 26],
])("fitBlocks() of %j ends before the line that makes more than %d", (markdown, most, end) => {
  expect(fitBlocks(markdown, most)).toBe(end);
});
