import { expect, test } from "vitest";
import type { StreamOptions } from "../../src/index.ts";
import { type Line, silence } from "../support/story.ts";
import { createStoryWithoutCards } from "../support/story-without-cards.ts";

const tool = (seconds: number): Line[] => [
  { type: "tool-call", toolCallId: "c1", toolName: "searchDocs", input: {} },
  silence(seconds * 1_000),
  { type: "tool-result", toolCallId: "c1", toolName: "searchDocs", output: "found" },
];
const told = [...["Let me look."], ...tool(5), "\n\nIt is 42."];

const play = async (options: StreamOptions, lines: readonly Line[] = told) => {
  const story = createStoryWithoutCards();
  const receipt = await story.play(lines, options);
  return { story, receipt, markdown: story.slack.messages.slice(1).map(({ markdown }) => markdown) };
};

test("in a stream a line shows the running tool, and the answer replaces it", async () => {
  const { story, receipt, markdown } = await play({});
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Let me look."
    2.0s chat.appendStream #1 "⏎⏎_Search docs…_"
    5.0s chat.stopStream #1 "⏎⏎It is 42."
    5.0s chat.update #1 text "Let me look.⏎⏎It is 42."
    "
  `);
  expect(markdown).toEqual(["Let me look.\n\nIt is 42."]);
  expect(receipt).toMatchObject({ outcome: "completed", delivered: 23 });
});

test("a tool that is done soon leaves no line, and its message needs no edit", async () => {
  const { story, markdown } = await play({}, ["Let me look.", ...tool(1), "\n\nIt is 42."]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Let me look."
    1.0s chat.stopStream #1 "⏎⏎It is 42."
    "
  `);
  expect(markdown).toEqual(["Let me look.\n\nIt is 42."]);
});

test("text that continues a sentence is below the line until the message is written whole", async () => {
  const { story, markdown } = await play({}, ["Let me ", ...tool(5), "look. ", silence(3_000), "Done."]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Let me"
    2.0s chat.appendStream #1 "⏎⏎_Search docs…_"
    5.0s chat.appendStream #1 "⏎⏎look."
    8.0s chat.appendStream #1 " Done."
    8.0s chat.stopStream #1
    8.0s chat.update #1 text "Let me look. Done."
    "
  `);
  expect(markdown).toEqual(["Let me look. Done."]);
});

test("in code no line is added", async () => {
  const { story, markdown } = await play({}, ["```ts\nconst a = 1;\n", ...tool(5), "const b = 2;\n```"]);
  expect(story.slack.calls.some(({ args }) => JSON.stringify(args).includes("Search docs…"))).toBe(false);
  expect(markdown).toEqual(["```ts\nconst a = 1;\nconst b = 2;\n```"]);
});

test("an unconfirmed line is removed at the end, like a confirmed one", async () => {
  const story = createStoryWithoutCards();
  story.slack.failNext("chat.appendStream", { type: "reset-after" });
  await story.play(["Let me look.", ...tool(5), "\n\nIt is 42."], {});
  expect(story.slack.messages.slice(1).map(({ markdown }) => markdown)).toEqual([
    "Let me look.\n\nIt is 42.",
  ]);
});

test("a long run of a tool does not keep a message from its keepalives", async () => {
  const { receipt } = await play({}, ["Let me look. ", ...tool(90), "It is 42."]);
  expect(receipt.counts.keepalives).toBeGreaterThan(2);
});

test("sources are footnotes, posted and edited as well, though only the last edit is refused", async () => {
  const source = { type: "source", url: "https://example.com/a", title: "A page" };
  for (const transport of ["auto", "edit"] as const) {
    const { markdown } = await play({ transport }, ["It is 42.", silence(5_000), source]);
    expect(markdown).toEqual(["It is 42.\n\nSources: [A page](https://example.com/a)"]);
  }
});

const asking: Line[] = [
  { type: "tool-call", toolCallId: "c1", toolName: "sendMail", input: {} },
  { type: "tool-approval-request", approvalId: "a1", toolCallId: "c1" },
];
const approvalBlocks = () => [
  {
    type: "actions",
    block_id: "approve",
    elements: [{ type: "button", action_id: "ok", text: { type: "plain_text", text: "Approve" } }],
  },
];
const stopBlocks = [{ type: "divider" }];

test("approval blocks are below the answer and above stopBlocks", async () => {
  for (const transport of ["auto", "edit"] as const) {
    const { story, markdown } = await play({ approvalBlocks, stopBlocks, transport }, [
      "I have a draft.",
      ...asking,
    ]);
    const blocks = story.slack.calls.findLast(({ args }) => args.blocks !== undefined)?.args.blocks;
    const types = (blocks as unknown as readonly { type: string }[]).map(({ type }) => type);
    expect(types.filter((type) => type !== "markdown")).toEqual(["actions", "divider"]);
    expect(markdown).toEqual(["I have a draft.\n\nThis needs approval before it can go on: Send mail."]);
    const { channel, threadTs = "" } = story.target;
    expect(story.slack.statuses.session(channel, threadTs)).toBe("suspended");
  }
});

test("posted and edited, a line shows the running tool until the answer replaces it", async () => {
  const { story, receipt, markdown } = await play({ transport: "edit" });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.postMessage #1 text "Let me look."
    1.0s chat.update #1 text "Let me look.⏎⏎_Search docs…_"
    5.0s chat.update #1 text "Let me look."
    5.0s chat.update #1 text "Let me look.⏎⏎It is 42."
    "
  `);
  expect(markdown).toEqual(["Let me look.\n\nIt is 42."]);
  expect(receipt).toMatchObject({ outcome: "completed", delivered: 23 });
});

test("an answer that ends while a tool runs ends without the line", async () => {
  const { markdown } = await play({ transport: "edit" }, ["Let me look.", ...tool(5).slice(0, 2)]);
  expect(markdown).toEqual(["Let me look."]);
});

// "_Search: _private_ a_b…_" is read as italics that end after "Search: ".
test("marks of Markdown in a title are shown as they are, in a line and in a notice", async () => {
  const input = { query: "_private_ *a* b_c" };
  const call = { type: "tool-call", toolCallId: "c1", toolName: "search", input };
  const { story } = await play({ transport: "edit" }, [call, silence(5_000), "It is 42."]);
  expect(story.transcript()).toContain(String.raw`"_Search: \_private\_ \*a\* b_c…_"`);
  const ask = { type: "tool-approval-request", approvalId: "a1", toolCallId: "c1" };
  const { markdown } = await play({ transport: "post" }, ["I will look.", call, ask]);
  expect(markdown[0]).toBe(
    String.raw`I will look.

_Waiting for approval: Search: \_private\_ \*a\* b_c…_

This needs approval before it can go on: Search: \_private\_ \*a\* b_c.`,
  );
});
