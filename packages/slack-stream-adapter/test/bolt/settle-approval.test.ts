import { connectBot } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { approvalAction, approvalButtons, settleApproval } from "../../src/bolt/index.ts";
import type { StreamOptions } from "../../src/index.ts";
import { readProperty } from "../../src/slack/read-property.ts";
import { createStory, type Line, type Story } from "../support/story.ts";
import { createStoryWithoutCards } from "../support/story-without-cards.ts";

const ask = (id: string, toolName: string): Line[] => [
  { type: "tool-call", toolCallId: id, toolName, input: {} },
  { type: "tool-approval-request", approvalId: `approval-${id}`, toolCallId: id },
];
const asking = ["I have a draft.", ...ask("c1", "sendMail"), { type: "finish", finishReason: "tool-calls" }];

/** Presses a button. Returns Slack's payload as plain JSON. */
async function press(story: Story, actionId: string, blockId?: string): Promise<object> {
  let body: object = {};
  const people = connectBot(story.slack, {
    signingSecret: "secret",
    bot: async (request) => {
      body = JSON.parse(new URLSearchParams(await request.text()).get("payload") ?? "{}");
      return new Response();
    },
  });
  const ts = story.slack.messages.at(-1)?.ts ?? "";
  await people.click({ ts, actionId, ...(blockId === undefined ? {} : { blockId }) });
  return body;
}

const approve = "slack_stream_approve";
const deny = "slack_stream_deny";

const play = async (
  options: StreamOptions = {},
  story = createStory({ defaults: "library" }),
  lines = asking,
) => {
  await story.play(lines, { approvalBlocks: approvalButtons, ...options });
  const { client } = story.target;
  const settle = async (actionId: string, given = {}, blockId?: string) =>
    settleApproval({ body: await press(story, actionId, blockId), client }, given);
  return { story, settle, shown: () => story.thread().replace("\nuser:\nquestion\n\n", "") };
};

test("a line with the person's decision replaces the buttons, and the call is not shown as done", async () => {
  const { settle, shown, story } = await play();
  const before = story.slack.calls.length;
  expect(await settle(approve)).toEqual({
    approvalId: "approval-c1",
    toolCallId: "c1",
    approved: true,
    userId: "U0000000001",
    outcome: "settled",
  });
  expect(shown()).toMatchInlineSnapshot(`
    "bot #1:
    I have a draft.
    [○] Approved: Send mail
    [context] Approved by <@U0000000001>
    "
  `);
  expect(story.slack.calls.slice(before).map(({ method }) => method)).toEqual(["chat.update"]);
});

const worlds: readonly (readonly [string, StreamOptions, () => Story])[] = [
  ["cards", {}, () => createStory({ defaults: "library" })],
  ["a plan", { taskDisplayMode: "plan" }, () => createStory({ defaults: "library" })],
  ["posted and edited", { transport: "edit" }, () => createStory({ defaults: "library" })],
  ["no cards", {}, () => createStoryWithoutCards({ defaults: "library" })],
  ["a direct message", {}, () => createStory({ defaults: "library", channel: "D0000000001" })],
];

test.each(worlds)(
  "%s: nothing waits any more once somebody has approved or denied",
  async (name, options, make) => {
    for (const action of [approve, deny]) {
      const { settle, shown } = await play(options, make());
      const approved = action === approve;
      expect(await settle(action)).toMatchObject({ approved, toolCallId: "c1", outcome: "settled" });
      expect(shown()).not.toMatch(/Waiting|\[actions\]|✓/);
      expect(shown()).toContain("[context]");
      const title = `${approved ? "[○] Approved" : "[✗] Declined"}: Send mail`;
      if (name !== "no cards") expect(shown()).toContain(title);
    }
  },
);

test("each of several requests is settled by itself, in any order", async () => {
  const lines = ["Two things.", ...ask("c1", "sendMail"), ...ask("c2", "deleteFile")];
  for (const taskDisplayMode of ["timeline", "plan"] as const) {
    const { settle, shown } = await play({ taskDisplayMode }, undefined, lines);
    await settle(deny, {}, "slack_stream_approval:c1");
    expect(shown()).toContain("[✗] Declined: Send mail");
    expect(shown()).toContain("[○] Waiting for approval: Delete file");
    if (taskDisplayMode === "plan") expect(shown()).toContain("Waiting\n");
    expect(shown().match(/\[actions\]/g)).toHaveLength(1);
    await settle(approve, {}, "slack_stream_approval:c2");
    expect(shown()).toContain("[○] Approved: Delete file");
    expect(shown()).not.toMatch(/Waiting|\[actions\]/);
  }
});

test("custom buttons are settled too, with their given meaning", async () => {
  const button = (text: string, id: string, value: string) => ({
    type: "button",
    action_id: id,
    value,
    text: { type: "plain_text", text },
  });
  const approvalBlocks: StreamOptions["approvalBlocks"] = ({ approvalId, title }) => [
    { type: "section", text: { type: "mrkdwn", text: `May I? ${title}` } },
    { type: "actions", elements: [button("Go", "go", approvalId), button("Stop", "halt", approvalId)] },
  ];
  const { settle, shown } = await play({ approvalBlocks });
  await expect(settle("go")).rejects.toThrow("approved must be given");
  expect(await settle("go", { approved: true, line: "Ada said yes." })).toMatchObject({
    approvalId: "approval-c1",
    toolCallId: "c1",
    approved: true,
  });
  expect(shown()).toMatchInlineSnapshot(`
    "bot #1:
    I have a draft.
    [○] Approved: Send mail
    [section] May I? Send mail
    [context] Ada said yes.
    "
  `);
});

test("a decision is valid even if Slack refuses to show it", async () => {
  const { settle, story, shown } = await play();
  story.slack.failNext("chat.update", "edit_window_closed");
  expect(await settle(deny)).toMatchObject({
    approvalId: "approval-c1",
    approved: false,
    outcome: "failed",
    code: "edit_window_closed",
  });
  expect(shown()).toContain("[actions]");
});

test("a payload that is not the press of a button in a message is refused", async () => {
  const { client } = createStory().target;
  for (const body of [{}, { type: "view_submission" }, { type: "block_actions", actions: [], view: {} }])
    await expect(settleApproval({ body, client }, { approved: true })).rejects.toThrow(
      "settleApproval() needs",
    );
});

test("approvalAction matches the buttons of approvalButtons() and no others", () => {
  const request = { approvalId: "a", toolCallId: "c".repeat(300), toolName: "t", title: "T", input: {} };
  const [block] = approvalButtons(request);
  expect(block).not.toHaveProperty("block_id");
  const elements = readProperty(block, "elements") as { action_id: string; value: string }[];
  for (const { action_id, value } of elements) {
    expect(action_id).toMatch(approvalAction);
    expect(value).toBe("a");
  }
  expect("approve").not.toMatch(approvalAction);
});
