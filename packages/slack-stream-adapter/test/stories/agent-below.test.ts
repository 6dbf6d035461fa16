import type { StreamChunk } from "chat";
import { expect, test } from "vitest";
import type { StreamOptions } from "../../src/index.ts";
import { createStory, type Line, type Story, silence } from "../support/story.ts";

const feedback = {
  type: "context_actions",
  elements: [
    {
      type: "feedback_buttons",
      action_id: "feedback",
      positive_button: { text: { type: "plain_text", text: "Good" }, value: "good" },
      negative_button: { text: { type: "plain_text", text: "Bad" }, value: "bad" },
    },
  ],
};
const tool: Line[] = [
  { type: "tool-call", toolCallId: "c1", toolName: "search", input: {} },
  silence(600),
  { type: "tool-result", toolCallId: "c1", toolName: "search", output: "found" },
];
const told: Line[] = ["Text.", silence(600), ...tool, " More.", silence(600), " End."];

/** The blocks below each message. Only the last message has the buttons. */
const below = ({ slack }: Story) =>
  slack.messages
    .slice(1)
    .map((message) => (JSON.stringify(message).includes("feedback_buttons") ? "buttons" : "none"));

const ways: Readonly<
  Record<
    string,
    { options?: StreamOptions; arrange?: (story: Story) => void; lines?: Line[]; shown?: string[] }
  >
> = {
  "as it was meant": {},
  "after a rotation in silence": { lines: [...told, silence(400_000)], options: { keepaliveMs: false } },
  "after a rotation, with more to come": {
    lines: [...told, silence(400_000), " Later."],
    options: { keepaliveMs: false },
    shown: ["none", "buttons"],
  },
  "after an expiry": {
    arrange: ({ slack }) => slack.failNext("chat.stopStream", "message_not_in_streaming_state"),
  },
  "after an answer that was lost": {
    arrange: ({ slack }) => slack.failNext("chat.stopStream", { type: "reset-after" }),
  },
  "after an append whose fate is unknown": {
    arrange: ({ slack }) => slack.failNext("chat.appendStream", { type: "reset-after" }),
  },
  "where it is posted and edited": { options: { transport: "edit" } },
  "where native streaming is not available": {
    arrange: ({ slack }) => slack.failNext("chat.startStream", "unknown_method"),
  },
  "where cards are refused": {
    arrange: ({ slack }) => slack.failNext("chat.appendStream", "invalid_chunks"),
  },
  "where an answer goes on by edit": {
    lines: [...told, silence(400_000), " Later."],
    options: { continuation: "edit", keepaliveMs: false },
  },
  "when the source fails": { lines: [...told, new Error("boom")] },
};

test.each(Object.entries(ways))(
  "feedback buttons are at the very end %s",
  async (_, { options, arrange, lines, shown }) => {
    const story = createStory();
    arrange?.(story);
    await story.play(lines ?? told, { stopBlocks: [feedback], ...options }).catch(() => {});
    expect(below(story)).toEqual(shown ?? ["buttons"]);
  },
);

test("a plan: its title, its cards, and how it is written whole", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", { type: "reset-after" });
  const plan = { type: "plan_update", title: "Finding out" };
  await story.play([plan, ...tool, { ...plan, title: "Found out" }, silence(600), "It is 42."], {
    taskDisplayMode: "plan",
  });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 plan "Finding out"
    0.3s chat.appendStream #1 card c1 in_progress "Search"
    0.7s chat.appendStream #1 card c1 complete "Search" output="found" plan "Found out"
    1.2s chat.appendStream #1 "It is 42."
    1.2s chat.stopStream #1 !reset-after (applied)
    2.2s chat.stopStream #1 !message_not_in_streaming_state
    2.2s chat.update #1 "It is 42." blocks[plan, markdown "It is 42."]
    "
  `);
  expect(story.slack.calls[0]?.args).toMatchObject({ task_display_mode: "plan" });
});

test("the chunks of the Chat SDK mean what they mean there", async () => {
  const chunks: StreamChunk[] = [
    { type: "markdown_text", text: "Let me look." },
    { type: "plan_update", title: "Looking" },
    { type: "task_update", id: "t", title: "Search", status: "in_progress", details: "docs" },
    { type: "task_update", id: "t", title: "Search", status: "complete", output: "3 hits" },
    { type: "markdown_text", text: "It is 42." },
  ];
  const story = createStory();
  const receipt = await story.play(chunks);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    Let me look.
    ▣ Looking
    [✓] Search
        docs
        3 hits
    It is 42.
    "
  `);
  expect(receipt.text).toBe("Let me look.\n\nIt is 42.");
});
