import { expect, test } from "vitest";
import { estimateBlocks } from "./estimate-blocks.ts";

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
