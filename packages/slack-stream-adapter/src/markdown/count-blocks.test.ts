import { expect, test } from "vitest";
import { compose, startAnswer } from "./compose.ts";

const state = startAnswer({ maxBytes: 9_000 });

test.each([
  ["", 0],
  ["text\n\nmore text\n\n- item", 1],
  ["# One\n\ntext\n\n## Two\n\ntext", 4],
  ["text\n\n---\n\ntext", 3],
  ["text\n\n| a |\n|---|\n| 1 |\n\n| b |\n|---|\n\ntext", 4],
  ["```\n# no heading\n---\n```", 1],
  ["- # in an item\n- text\n\n> ---", 1],
])("counts what Slack stores for %j, however it comes", (text, blocks) => {
  expect(compose(state, text, { ended: true, reserve: 0 }).state.count.blocks).toBe(blocks);
  let [rest, growing] = ["", state];
  for (const [index, character] of text.split("").entries()) {
    rest += character;
    const ended = index === text.length - 1;
    const composed = compose(growing, rest, { ended, reserve: 0, released: 0 });
    rest = rest.slice(composed.taken);
    growing = composed.state;
  }
  expect(growing.count.blocks).toBe(blocks);
});

test.each([
  ["text\n\nmore", 1, undefined],
  ["# One\n\ntext\n\n## Two\n\ntext", 2, "# One\n\ntext"],
  ["```\n# no heading\n---\n```\n\n---", 1, "```\n# no heading\n---\n```"],
])("ends the message of %j before the line that makes more than %d", (text, blocks, shown) => {
  const composed = compose(state, text, { ended: true, reserve: 0, blocks });
  expect(composed.full).toBe(shown !== undefined);
  expect(composed.wire).toBe(shown ?? text);
});
