import { expect, test } from "vitest";
import { cardsOf, createStory, happen, type Story, silence } from "../support/story.ts";

// Edits that Slack refuses because of their content besides the text.

const stopBlocks = [{ type: "divider" }];
const card = { type: "task_update", id: "a", title: "Search", status: "in_progress" };
const textOf = (story: Story) => story.slack.messages.slice(1).map(({ markdown }) => markdown);

test.each(["invalid_blocks", "invalid_arguments", "msg_blocks_too_long"])(
  "a block below the answer that is refused as %s leaves the answer in one message",
  async (code) => {
    const dropped: unknown[] = [];
    const story = createStory();
    story.slack.failNext("chat.update", code, { skip: 1 });
    const receipt = await story.play(["Hello ", silence(4_000), "world. ", silence(1_000), "The end."], {
      transport: "edit",
      stopBlocks,
      onEvent: (event) => {
        if (event.type === "decoration-dropped") dropped.push(event.decoration);
      },
    });
    expect(textOf(story)).toEqual(["Hello world. The end."]);
    expect(receipt.segments).toMatchObject([{ uncertain: false }]);
    expect(dropped).toEqual(["blocks"]);
  },
);

test("a shown card stays when Slack refuses the blocks below the answer", async () => {
  const story = createStory();
  story.slack.failNext("chat.update", "invalid_blocks", { skip: 2 });
  await story.play(["Hello. ", card, silence(4_000), "World.", silence(4_000)], {
    transport: "edit",
    stopBlocks,
  });
  expect(cardsOf(story)).toEqual([expect.stringContaining("complete")]);
});

test.each(["invalid_blocks", "block_mismatch", "msg_blocks_too_many", "msg_too_long"])(
  "the repair of a red message that is refused with its cards as %s is made without them",
  async (code) => {
    const story = createStory();
    story.slack.failNext("chat.update", code);
    const receipt = await story.play([
      "Let me look.",
      silence(2_000),
      card,
      silence(3_000),
      "\n\nSome text.",
      happen(() => story.slack.expire(story.slack.messages.at(-1)?.ts ?? "")),
      silence(3_000),
      { ...card, status: "complete" },
      "The end.",
    ]);
    expect(textOf(story)).toEqual(["Let me look.", "Some text.The end."]);
    expect(story.slack.messages.some(({ errored }) => errored)).toBe(false);
    expect(receipt.segments).toMatchObject([
      { ended: "expired", repaired: true, uncertain: false },
      { ended: "stopped", uncertain: false },
    ]);
  },
);

test("a message that goes on by edit is stopped with its card closed, and the next edit shows the card's real state", async () => {
  const story = createStory();
  await story.play(["Working.", card, silence(300_000), { ...card, status: "complete" }, "Done."], {
    continuation: "edit",
    keepaliveMs: false,
  });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Working."
    0.3s chat.appendStream #1 card a in_progress "Search"
    240.0s chat.stopStream #1 card a error "Search" session_status="processing"
    240.0s chat.update #1 "Working." blocks[markdown "Working.", task_card a in_progress]
    300.0s chat.update #1 "Working." blocks[markdown "Working.", task_card a complete]
    300.0s chat.update #1 "Working.⏎⏎Done." blocks[markdown "Working.", task_card a complete, markdown "Done."]
    300.0s agents.sessions.setStatus status="active"
    "
  `);
});
