import type { WebClient } from "@slack/web-api";
import type { Fault } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { type RepairOptions, type RepairResult, repairStream, type SlackChunk } from "../../src/index.ts";
import { createStory, type Story, silence } from "../support/story.ts";

const text = { type: "markdown_text", text: "Half an answer" } as const;
const card = { type: "task_update", id: "search", title: "Search", status: "in_progress" } as const;
const plan = { type: "plan_update", title: "The plan" } as const;
const notice = "This answer was interrupted.";

const transientFaults: readonly Fault[] = [
  { type: "reset-before" },
  { type: "reset-after" },
  { type: "reset-in-body" },
  { type: "rate-limit", retryAfter: 60 },
  { type: "http", status: 500 },
  { type: "http", status: 500, applied: true },
  { type: "stall-in-body" },
];
const methods = ["auth.test", "conversations.replies", "chat.stopStream", "chat.update"] as const;
const messages = { text: [text], card: [text, card] } as const;
const kinds = ["text", "card"] as const;

const transientCases = methods.flatMap((method) =>
  transientFaults.flatMap((fault) => kinds.map((kind) => ({ method, fault, kind }))),
);

test.each(transientCases)("one $fault.type on $method passes: a $kind message is repaired", async (one) => {
  const { story, ts } = await leaveOpen(messages[one.kind]);
  story.slack.failNext(one.method, one.fault);
  expect(await repair(story, ts)).toEqual({ outcome: "repaired" });
  story.slack.assertNoFaultLeft();
  expectRepaired(story);
  await expectUntouched(story, ts);
});

const lastingCases = methods.flatMap((method) =>
  kinds.flatMap((kind) => [0, 1].map((skip) => ({ method, kind, skip }))),
);

test.each(lastingCases)(
  "a second call ends what one left where $method failed for good after $skip calls: $kind",
  async ({ method, kind, skip }) => {
    const { story, ts } = await leaveOpen(messages[kind]);
    story.slack.failNext(method, { type: "reset-before" }, { times: 100, skip });
    await repair(story, ts);
    story.slack.clearFaults();
    await repair(story, ts);
    expectRepaired(story);
    await expectUntouched(story, ts);
  },
);

test("a second call finishes the repair of a first whose stop was carried out without an answer", async () => {
  const { story, ts } = await leaveOpen(messages.card);
  story.slack.failNext("chat.stopStream", { type: "reset-after" }, { times: 100 });
  story.slack.failNext("conversations.replies", { type: "reset-before" }, { times: 100, skip: 1 });
  expect(await repair(story, ts)).toMatchObject({ outcome: "failed" });
  story.slack.clearFaults();
  await repair(story, ts);
  expectRepaired(story);
  await expectUntouched(story, ts);
});

test("a message that its dead process has closed stays as it is, whichever response was lost", async () => {
  for (const method of methods) {
    const story = createStory();
    const { segments } = await story.play(["All", silence(700), " well."]);
    story.slack.failNext(method, { type: "reset-after" });
    await expectUntouched(story, segments[0]?.ts ?? "");
  }
});

test("a posted message stays as it is", async () => {
  const story = createStory();
  const { segments } = await story.play(["All well."], { transport: "edit" });
  await expectUntouched(story, segments[0]?.ts ?? "");
});

test("if the user stops the message in the meantime, nothing is written", async () => {
  const { story, ts } = await leaveOpen(messages.card);
  story.slack.failNext("chat.stopStream", { type: "user-stop", answer: "stopped_by_user" });
  expect(await repair(story, ts)).toEqual({ outcome: "healthy" });
  expect(story.thread()).not.toContain(notice);
});

test("a message that ends between reading and stopping gets the outcome of how it ended", async () => {
  const { story, ts } = await leaveOpen(messages.text);
  story.slack.failNext("chat.stopStream", {
    type: "user-stop",
    answer: "message_not_in_streaming_state",
  });
  expect(await repair(story, ts)).toEqual({ outcome: "healthy" });
  expect(story.thread()).not.toContain(notice);
});

test("a message that is deleted while it is repaired is deleted", async () => {
  const { story, ts } = await leaveOpen(messages.card);
  const { channel } = story.target;
  const real = story.target.client as WebClient;
  const client = {
    chat: {},
    async apiCall(method: string, args: Record<string, unknown>) {
      const answer = await real.apiCall(method, args);
      if (method === "chat.stopStream") await real.apiCall("chat.delete", { channel, ts });
      return answer;
    },
  };
  const repaired = repairStream({ client, channel }, { ts, clock: story.clock });
  await story.clock.settle();
  expect(await repaired).toEqual({ outcome: "deleted" });
});

test.each(["invalid_blocks", "streaming_mode_mismatch", "msg_too_long"])(
  "a stop refused with %s for its notice is made without, and the notice is written after it",
  async (code) => {
    const { story, ts } = await leaveOpen(messages.text);
    story.slack.failNext("chat.stopStream", code);
    expect(await repair(story, ts)).toEqual({ outcome: "repaired" });
    expectRepaired(story);
    await expectUntouched(story, ts);
  },
);

test("a stop with a notice that never gets an answer is made again without the notice", async () => {
  const { story, ts } = await leaveOpen(messages.text);
  story.slack.failNext("chat.stopStream", "internal_error", { times: 7 });
  expect(await repair(story, ts)).toEqual({ outcome: "repaired" });
  expectRepaired(story);
});

test("a message that the app may not read is closed with its notice, and the code says why no more is done", async () => {
  const { story, ts } = await leaveOpen(messages.text);
  story.slack.failNext("conversations.replies", "missing_scope", { times: 100 });
  expect(await repair(story, ts)).toEqual({ outcome: "failed", code: "missing_scope" });
  expect(story.slack.messages.at(-1)).toMatchObject({
    state: "stopped",
    stopBlocks: [{ type: "markdown", text: `_${notice}_` }],
  });
  story.slack.clearFaults();
  await expectUntouched(story, ts);
});

test("the notice is not inside a fence that was left open", async () => {
  const { story, ts } = await leaveOpen([{ type: "markdown_text", text: "```js\nconst a = 1;\n" }]);
  await repair(story, ts);
  expect(story.slack.messages.at(-1)?.items).toMatchObject([
    {
      type: "text",
      block: { elements: [{ type: "rich_text_preformatted", elements: [{ text: "const a = 1;" }] }] },
    },
    { type: "text", text: `_${notice}_` },
  ]);
});

test("a plan keeps its cards; those that were open have failed", async () => {
  const { story, ts } = await leaveOpen([text, plan, card], { task_display_mode: "plan" });
  await repair(story, ts);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    Half an answer
    ▣ Something went wrong
    [✗] Search
    _This answer was interrupted._
    "
  `);
});

test.each([
  ["See [the status page](https://status.example) first.", "status page"],
  ["⚠️", "⚠️"],
  ["*Sorry* &c. :wave:", "Sorry"],
])("the notice %s is said once", async (given, words) => {
  for (const kind of kinds) {
    const { story, ts } = await leaveOpen(messages[kind]);
    story.slack.failNext("chat.stopStream", { type: "reset-after" });
    await repair(story, ts, { notice: given });
    await repair(story, ts, { notice: given });
    expect(story.thread().split(words)).toHaveLength(2);
  }
});

test.each(["", " \n", 5, null])("repairStream() rejects the notice %j", async (given) => {
  const { story, ts } = await leaveOpen(messages.text);
  const repaired = repair(story, ts, { notice: given as string });
  await expect(repaired).rejects.toThrow(TypeError);
  await expect(repaired).rejects.toThrow("notice must be a text that is not empty, got");
  expect(story.slack.messages.at(-1)?.state).toBe("open");
});

test("repairStream() waits as long as Slack asks, up to two minutes", async () => {
  const { story, ts } = await leaveOpen(messages.text);
  story.slack.failNext("chat.stopStream", { type: "rate-limit", retryAfter: 121 });
  expect(await repair(story, ts)).toEqual({ outcome: "failed", code: "ratelimited" });
  story.slack.failNext("chat.stopStream", { type: "rate-limit", retryAfter: 120 });
  const before = story.clock.now();
  expect(await repair(story, ts)).toEqual({ outcome: "repaired" });
  expect(story.clock.now() - before).toBe(120_000);
});

/** The message of a process that dies after its first call. */
async function leaveOpen(
  chunks: readonly SlackChunk[],
  options: { task_display_mode?: "plan" } = {},
): Promise<{ story: Story; ts: string }> {
  const story = createStory();
  const { channel, threadTs, client } = story.target;
  const started = await (client as WebClient).apiCall("chat.startStream", {
    channel,
    thread_ts: threadTs,
    recipient_user_id: "U0000000001",
    recipient_team_id: "T0000000001",
    chunks,
    ...options,
  });
  return { story, ts: String((started as { ts?: unknown }).ts) };
}

function repair(story: Story, ts: string, options: Partial<RepairOptions> = {}): Promise<RepairResult> {
  return story.clock.runUntil(repairStream(story.target, { ...options, ts, clock: story.clock }));
}

function expectRepaired({ slack }: Story): void {
  const message = slack.messages.at(-1);
  expect(message?.state).toBe("stopped");
  expect([...(message?.cards.values() ?? [])].filter(({ status }) => status !== "error")).toEqual([]);
  const blocks = JSON.stringify(message?.stopBlocks) + message?.markdown;
  expect(blocks.split(notice)).toHaveLength(2);
}

async function expectUntouched(story: Story, ts: string): Promise<void> {
  const before = story.thread();
  expect(await repair(story, ts)).toEqual({ outcome: "healthy" });
  expect(story.thread()).toBe(before);
}

const task = { type: "task_card", task_id: "search", title: "Search", status: "in_progress" };

test.each([
  ["card", task],
  ["plan", { type: "plan", title: "The plan", tasks: [task] }],
])("without Slack's streaming, the open cards of a posted %s are marked as failed", async (_, block) => {
  const story = createStory();
  const { client, channel } = story.target;
  const { apiCall } = client as unknown as { apiCall(method: string, args: object): Promise<{ ts: string }> };
  const { ts } = await apiCall.call(client, "chat.postMessage", { channel, text: "", blocks: [block] });
  story.slack.failNext("chat.stopStream", "unknown_method");
  expect(await repair(story, ts)).toEqual({ outcome: "repaired" });
  expect(story.slack.transcript().at(-1)).toContain(
    'blocks[task_card search error, markdown "_This answer was interrupted._"]',
  );
});
