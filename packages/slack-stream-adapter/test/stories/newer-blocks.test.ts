import { expect, test } from "vitest";
import type { StreamOptions } from "../../src/index.ts";
import { cardsOf, createStory, type Line, type Story, silence } from "../support/story.ts";

/** Blocks that are in the types, but that not every workspace accepts (S211, S212). */
const text = (value: string) => ({ type: "raw_text", text: value });
const dataTable = { type: "data_table", caption: "Sales", rows: [[text("Q1"), text("Q2")]] };
const alert = { type: "alert", text: { type: "mrkdwn", text: "Careful." }, level: "warning" };
const card = { type: "card", title: { type: "mrkdwn", text: "A card" } };
const carousel = { type: "carousel", elements: [card] };
const chart = { type: "data_visualization", title: "Sales", chart: { type: "bar" } };
const section = { type: "section", text: { type: "mrkdwn", text: "Words." } };
const blocks = (...given: readonly object[]) => ({ type: "blocks", blocks: given });
const task = { type: "task_update", id: "a", title: "Search", status: "complete" };

const shownTypes = ({ slack }: Story) =>
  slack.messages.flatMap(({ items }) =>
    items.flatMap((item) => (item.type === "blocks" ? item.blocks.map(({ type }) => type) : [])),
  );

async function play(lines: readonly Line[], options: StreamOptions = {}, story = createStory()) {
  const dropped: string[] = [];
  const receipt = await story.play(lines, {
    ...options,
    onEvent: (event) => {
      if (event.type === "decoration-dropped") dropped.push(`${event.decoration} ${event.code}`);
    },
  });
  return { dropped, receipt, story };
}

test.each(["stream", "edit", "post"] as const)(
  "data_table, alert, card and carousel between texts pass as they are, by %s",
  async (transport) => {
    const lines = [
      "Before. ",
      blocks(dataTable, alert),
      silence(2_000),
      blocks(carousel),
      blocks(card),
      "After.",
    ];
    const { dropped, receipt, story } = await play(lines, { transport });
    expect(receipt.outcome).toBe("completed");
    expect(shownTypes(story)).toEqual(["data_table", "alert", "carousel", "card"]);
    expect(dropped).toEqual([]);
  },
);

test.each([
  ["with the first text", [blocks(chart), "After."]],
  ["in the middle", ["Before. ", silence(2_000), task, blocks(chart, alert), silence(2_000), "After."]],
  ["at the end", ["Before. ", silence(2_000), task, "More. ", blocks(alert, chart)]],
] as const)("a chart that is not rolled out is left out alone, %s", async (_, lines) => {
  for (const transport of ["stream", "edit", "post"] as const) {
    const { dropped, receipt, story } = await play([...lines], { transport });
    expect(receipt).toMatchObject({ outcome: "completed", delivered: receipt.text.length });
    expect(receipt.segments).toMatchObject([{ uncertain: false }]);
    const hasOthers = lines.some(
      (line) => typeof line === "object" && "blocks" in line && line.blocks.length > 1,
    );
    expect(shownTypes(story)).toEqual(hasOthers ? ["alert"] : []);
    if (lines.some((line) => line === task) && transport !== "post")
      expect(cardsOf(story)).toEqual(["complete | Search"]);
    expect(dropped).toEqual(["data_visualization invalid_blocks"]);
  }
});

test("a kind of block that was refused is not tried again in the same answer", async () => {
  const lines = [
    blocks(chart),
    "One. ",
    silence(2_000),
    blocks(chart),
    "Two. ",
    silence(2_000),
    blocks(chart),
  ];
  const { dropped, story } = await play(lines);
  expect(story.slack.calls.filter(({ answer }) => answer?.ok === false)).toHaveLength(1);
  expect(dropped).toHaveLength(1);
  expect(story.thread()).toContain("One. Two.");
});

test("a Slack that only says invalid_blocks loses the newer kinds first, and keeps the rest", async () => {
  const story = createStory();
  story.slack.failNext("chat.appendStream", "invalid_blocks");
  const lines = [
    "Before. ",
    silence(100),
    task,
    blocks(section),
    blocks(dataTable),
    silence(2_000),
    "After.",
  ];
  const { dropped } = await play(lines, {}, story);
  expect(dropped).toEqual(["data_table invalid_blocks"]);
  expect(shownTypes(story)).toEqual(["section"]);
  expect(cardsOf(story)).toEqual(["complete | Search"]);
});

test("only the wrong block of an ordinary kind is left out, and the next of its kind is tried", async () => {
  const wrong = { type: "section" };
  const lines = ["Before. ", silence(2_000), task, blocks(wrong), silence(2_000), blocks(section), "After."];
  const { dropped, story } = await play(lines);
  expect(dropped).toEqual(["section invalid_blocks"]);
  expect(shownTypes(story)).toEqual(["section"]);
  expect(cardsOf(story)).toEqual(["complete | Search"]);
});

test("approval blocks that are refused between the texts are shown below the answer", async () => {
  const story = createStory();
  story.slack.failNext("chat.appendStream", "invalid_blocks");
  const request = {
    type: "tool-approval-request",
    approvalId: "ap",
    toolCall: { toolCallId: "c", toolName: "deploy", input: {} },
  };
  const lines = [
    "Before. ",
    silence(2_000),
    { type: "tool-call", toolCallId: "c", toolName: "deploy", input: {} },
    request,
    silence(2_000),
  ];
  await play(lines, { approvalBlocks: () => [section] }, story);
  expect(story.slack.messages.at(-1)?.stopBlocks).toEqual([section]);
});

/** S208: a Markdown block certainly renders a table, and `markdown_text` may not. */
const table = "| a | b |\n|---|---|\n| 1 | 2 |\n";

const written = ({ slack }: Story) =>
  slack.calls
    .filter(({ method }) => method === "chat.postMessage" || method === "chat.update")
    .map(({ args }) => ("markdown_text" in args ? "text" : JSON.stringify(args.blocks)));

test.each(["edit", "post"] as const)(
  "an answer with a table is written in a Markdown block, by %s",
  async (transport) => {
    const { receipt, story } = await play([`Here:\n\n${table}\nDone.`], { transport });
    expect(receipt.outcome).toBe("completed");
    expect(written(story)).toEqual([
      JSON.stringify([{ type: "markdown", text: `Here:\n\n${table}\nDone.` }]),
    ]);
  },
);

test("text that only looks like a table, and a table in code, stay text", async () => {
  for (const answer of ["a | b\nc | d", `\`\`\`\n${table}\`\`\``, "| a |", "a - b | c\n\n---\n"]) {
    const { story } = await play([answer], { transport: "post" });
    expect(written(story)).toEqual(["text"]);
  }
});

test("an edit that makes a table of a line is written in a block from then on", async () => {
  const { story } = await play(["| a | b |\n", silence(5_000), "|---|---|\n| 1 | 2 |"], {
    transport: "edit",
  });
  expect(written(story).at(-1)).toContain('"markdown"');
  expect(story.slack.messages.at(-1)?.markdown).toBe("| a | b |\n|---|---|\n| 1 | 2 |");
});

test("a message that expired is repaired with its table in a block", async () => {
  const story = createStory();
  const lines = [table, silence(2_000), { silence: 310_000 }, "The end."];
  await play(lines, { rotateAfterMs: false, keepaliveMs: false }, story);
  expect(written(story)[0]).toContain('"type":"markdown"');
});

test.each([
  ["edit", "chat.update", 1],
  ["post", "chat.postMessage", 0],
] as const)(
  "a Slack that refuses the block gets the table as text, by %s",
  async (transport, method, skip) => {
    const story = createStory();
    story.slack.failNext(method, "invalid_blocks", { skip: 0 });
    const lines = skip === 0 ? [table] : ["Here:\n\n", silence(3_000), table];
    const { dropped, receipt } = await play(lines, { transport }, story);
    expect(receipt).toMatchObject({ outcome: "completed", segments: [{ uncertain: false }] });
    expect(written(story).at(-1)).toBe("text");
    expect(dropped).toEqual(["table invalid_blocks"]);
  },
);
