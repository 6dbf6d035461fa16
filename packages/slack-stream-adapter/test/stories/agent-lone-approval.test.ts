import { expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import type { StreamOptions } from "../../src/index.ts";
import { calls, finishes, streamTexts } from "../support/ai-models.ts";
import { createStory, type Line } from "../support/story.ts";
import { createStoryWithoutCards } from "../support/story-without-cards.ts";

/** A request for an approval, without text above it. */
const ask = (id: string, toolName: string): Line[] => [
  { type: "tool-call", toolCallId: id, toolName, input: {} },
  { type: "tool-approval-request", approvalId: `approval-${id}`, toolCallId: id },
];
const asking = ask("c1", "sendMail");
// Slack refuses a repeated `block_id`.
const approvalBlocks = ({ approvalId }: { approvalId: string }) => [
  {
    type: "actions",
    block_id: `approve-${approvalId}`,
    elements: [{ type: "button", action_id: "ok", text: { type: "plain_text", text: "Approve" } }],
  },
];
const stopBlocks = [{ type: "divider" }];

const play = async (
  options: StreamOptions,
  {
    story = createStoryWithoutCards(),
    lines = asking,
  }: { story?: ReturnType<typeof createStory>; lines?: Line[] } = {},
) => {
  const receipt = await story.play(lines, { approvalBlocks, stopBlocks, ...options });
  const { channel, threadTs = "" } = story.target;
  return { story, receipt, status: story.slack.statuses.session(channel, threadTs) };
};

test("if Slack takes no cards, a request for an approval is its own message", async () => {
  const { story, receipt, status } = await play({});
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "This needs approval before it can go on: Send mail."
    0.0s chat.stopStream #1 blocks[actions, divider] session_status="suspended"
    "
  `);
  expect(status).toBe("suspended");
  expect(receipt).toMatchObject({
    outcome: "completed",
    text: "",
    delivered: 0,
    segments: [{ start: 0, end: 0, ended: "stopped", repaired: false, uncertain: false }],
  });
});

test("posted and edited as well", async () => {
  const { story, receipt, status } = await play({ transport: "edit" });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.5s chat.postMessage #1 text "This needs approval before it can go on: Send mail."
    0.5s chat.update #1 "This needs approval before it can go on: Send mail." blocks[markdown "This needs approval before it can go on: Send mail.", actions, divider]
    0.5s agents.sessions.setStatus status="suspended"
    "
  `);
  expect(status).toBe("suspended");
  expect(receipt).toMatchObject({ outcome: "completed", text: "", segments: [{ ended: "stopped" }] });
});

test("if Slack also refuses the buttons, a line shows the request", async () => {
  for (const transport of ["auto", "edit"] as const) {
    const story = createStoryWithoutCards();
    for (const method of ["chat.stopStream", "chat.update"]) story.slack.failNext(method, "invalid_blocks");
    const { status } = await play({ transport }, { story });
    expect(story.thread()).toMatch(/bot #1:.*\nThis needs approval before it can go on: Send mail.\n/);
    expect(story.thread()).not.toContain("[actions]");
    expect(status).toBe("suspended");
  }
});

test("buttons that Slack refuses with the card are tried once more, below the line", async () => {
  const story = createStory();
  story.slack.failNext("chat.startStream", "invalid_blocks");
  await play({}, { story });
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    This needs approval before it can go on: Send mail.
    [actions]
    [divider]
    "
  `);
});

test("several requests are one message, with the notes below an answer", async () => {
  const cut = { type: "finish", finishReason: "length" };
  const { story } = await play({}, { lines: [...asking, ...ask("c2", "deleteFile"), cut] });
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    _The answer ends here because it reached its length limit._

    This needs approval before it can go on: Send mail, Delete file.
    [actions]
    [actions]
    [divider]
    "
  `);
});

test("a request whose opening is lost is found again, and asked once", async () => {
  const story = createStoryWithoutCards();
  story.slack.failNext("chat.startStream", { type: "reset-after" });
  const { receipt } = await play({}, { story });
  expect(story.slack.messages.slice(1)).toMatchObject([
    { markdown: "This needs approval before it can go on: Send mail.", state: "stopped" },
  ]);
  expect(receipt.outcome).toBe("completed");
});

test("a request of a hidden tool does not contain the tool's name", async () => {
  for (const story of [createStory(), createStoryWithoutCards()]) {
    const { status } = await play({ tasks: false, approvalBlocks: undefined }, { story });
    expect(story.thread()).toContain("bot #1:\nThis needs approval before it can go on.\n[divider]");
    expect(status).toBe("suspended");
  }
});

test("a reply that means silence asks nobody, nor does an answer that failed or was aborted", async () => {
  const given = { silentReplies: ["NO_REPLY"], tasks: false } as const;
  const silent = await play(given, { lines: [...asking, "NO_REPLY"] });
  expect(silent.receipt.outcome).toBe("silent");
  const aborted = await play({}, { lines: [...asking, { type: "abort" }] });
  expect(aborted.receipt.outcome).toBe("aborted");
  for (const { story } of [silent, aborted]) expect(story.slack.messages).toHaveLength(1);
  await expect(play({}, { lines: [...asking, new Error("boom")] })).rejects.toThrow("boom");
});

test("a request that was answered in the meantime is not shown", async () => {
  const answer = { type: "tool-approval-response", approvalId: "approval-c1", approved: true };
  const { story, receipt } = await play({}, { lines: [...asking, answer] });
  expect(receipt.outcome).toBe("silent");
  expect(story.slack.messages).toHaveLength(1);
});

test("if somebody deleted the answer, the request is its own message", async () => {
  const story = createStoryWithoutCards();
  const lines = ["I have a draft. ", { happen: () => story.slack.deleteMessage(ts()) }, ...asking];
  const ts = () => story.slack.messages.at(-1)?.ts ?? "";
  const { status } = await play({}, { story, lines });
  expect(story.thread()).toContain("This needs approval before it can go on: Send mail.\n[actions]");
  expect(status).toBe("suspended");
});

for (const version of [6, 7] as const) {
  test(`ai ${version}: a tool that needs approval is asked for, though nothing was said and there are no cards`, async () => {
    const story = createStoryWithoutCards({ clock: systemClock });
    const result = streamTexts[version]({
      steps: [[...calls("c1", "sendMail", { to: "Ada" }), finishes("tool-calls")]],
      tools: { sendMail: { needsApproval: true, execute: async () => "sent" } },
    });
    const receipt = await story.play(result, { approvalBlocks });
    expect(receipt).toMatchObject({ outcome: "completed", text: "" });
    expect(story.thread()).toMatchInlineSnapshot(`
      "
      user:
      question

      bot #1:
      This needs approval before it can go on: Send mail.
      [actions]
      "
    `);
    const { channel, threadTs = "" } = story.target;
    expect(story.slack.statuses.session(channel, threadTs)).toBe("suspended");
  });
}
