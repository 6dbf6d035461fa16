import { expect, test } from "vitest";
import type { StreamOptions } from "../../src/index.ts";
import { read } from "../laws/reading.ts";
import { createStory, silence } from "../support/story.ts";

// Regression: a step ended inside a fence, and the next step was shown as code.

const texts = (id: string, text: string) => [
  { type: "text-start", id },
  { type: "text-delta", id, text },
  { type: "text-end", id },
];
const step = (id: string, text: string) => [
  { type: "start-step" },
  ...texts(id, text),
  { type: "finish-step" },
];
const tool = [
  { type: "tool-call", toolCallId: "t", toolName: "search", input: {} },
  { type: "tool-result", toolCallId: "t", toolName: "search", input: {}, output: {} },
];

async function play(parts: readonly unknown[], options: StreamOptions = {}): Promise<readonly string[]> {
  const story = createStory();
  await story.play(parts as never, options);
  return story.slack.messages.slice(1).map(({ markdown }) => markdown);
}

const codes = [
  "```ts\nconst a = 1;",
  "```ts\nconst a = 1;\n",
  "- x\n  ~~~\n  const a = 1;\n",
  "````\nconst a = 1;\n```\n",
];

test.each(codes)("a fence that is open at a step's end ends there: %j", async (code) => {
  for (const between of [[], [silence(3_000)], tool]) {
    const messages = await play([...step("1", code), ...between, ...step("2", "Now **prose**.")]);
    const seen = messages.flatMap((message) => read(message));
    expect(
      seen
        .filter((one) => one.includes("fence"))
        .map((one) => one[0])
        .join(""),
    ).toMatch(/^consta=1;(?:```)?$/);
    expect(seen.slice(-9)).toEqual([..."Now"].map((one) => `${one} >paragraph`).concat(read("**prose**.")));
  }
});

test("a fence that is open at the end of the last step is closed once", async () => {
  const [message] = await play(step("1", "```ts\nconst a = 1;"));
  expect(message).toBe("```ts\nconst a = 1;\n```");
});

test("a message that ends with a step's fence does not open it again in the next", async () => {
  const messages = await play([
    ...step("1", "```ts\nconst a = 1;\n"),
    silence(245_000),
    ...step("2", "Now prose."),
  ]);
  expect(messages).toEqual(["```ts\nconst a = 1;\n```", "Now prose."]);
});

test("a fence that is open at a step's end is closed in edited messages", async () => {
  const messages = await play(
    [...step("1", "```ts\nconst a = 1;\n"), silence(5_000), ...tool, ...step("2", "Now prose.")],
    {
      transport: "edit",
    },
  );
  expect(messages.join("\n")).not.toMatch(/```ts[^`]*```ts/);
  const seen = messages.flatMap((message) => read(message));
  expect(seen.at(-1)).toBe(". >paragraph");
});
