import { expect, test } from "vitest";
import { createStory, happen, type Story, silence } from "../support/story.ts";

const status = "is thinking…";
const tool = { type: "tool-call", toolCallId: "c1", toolName: "searchDocs", input: {} };

const lineOf = ({ slack, target }: Story) => slack.statuses.assistant(target.channel, target.threadTs ?? "");
const statusCalls = ({ slack }: Story) =>
  slack.calls.filter((call) => call.method === "assistant.threads.setStatus").map(({ args }) => args);

test("a status is shown until text streams, and set again before Slack's two minutes are over", async () => {
  const story = createStory();
  await story.play([silence(250_000), "Here.", silence(3_000)], { status });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.1s assistant.threads.setStatus status="is thinking…"
    100.1s assistant.threads.setStatus status="is thinking…"
    200.1s assistant.threads.setStatus status="is thinking…"
    250.0s chat.startStream #1 "Here."
    253.0s chat.stopStream #1
    "
  `);
  expect(story.clock.pending).toBe(0);
});

test("if text comes at once, no status is set", async () => {
  const story = createStory();
  await story.play(["Here.", silence(30_000)], { status, keepaliveMs: false });
  expect(statusCalls(story)).toEqual([]);
});

test("a status that Slack applies after the message is cleared, once", async () => {
  const story = createStory();
  story.slack.failNext("assistant.threads.setStatus", { type: "slow", ms: 400 });
  await story.play([silence(200), "Here.", silence(5_000)], { status });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.1s assistant.threads.setStatus status="is thinking…" !slow-400ms
    0.2s chat.startStream #1 "Here."
    0.5s assistant.threads.setStatus status=""
    5.2s chat.stopStream #1
    "
  `);
  expect(lineOf(story)).toBeUndefined();
});

test("while a tool runs its title is shown, the latest of many, no more than once a second", async () => {
  const story = createStory();
  const tools = ["readMail", "searchDocs", "askAda"].map((toolName, index) => [
    { type: "tool-call", toolCallId: `c${index}`, toolName, input: {} },
    silence(200),
  ]);
  const silentReplies = ["NO_REPLY"]; // Holds the cards back, so that there is time for a status.
  await story.play([silence(500), ...tools.flat(), silence(3_000), "Done."], { status, silentReplies });
  expect(statusCalls(story).map(({ loading_messages: messages }) => messages ?? "none")).toEqual([
    "none",
    ["Ask ada…"],
  ]);
});

test("when the first of two running tools ends, the status shows the other's title", async () => {
  const story = createStory();
  const call = (toolName: string) => ({ type: "tool-call", toolCallId: toolName, toolName, input: {} });
  const result = { type: "tool-result", toolCallId: "readMail", toolName: "readMail", output: "" };
  await story.play(
    [call("askAda"), call("readMail"), silence(2_000), result, silence(2_000), "Done."],
    { status, silentReplies: ["NO"] }, // Which holds the cards back.
  );
  expect(statusCalls(story).map(({ loading_messages: messages }) => messages)).toEqual([
    ["Read mail…"],
    ["Ask ada…"],
  ]);
});

test("reasoning from before an answer is not shown again below it", async () => {
  const story = createStory();
  const think = { type: "reasoning-delta", id: "r", text: "**Weighing it**\n\n" };
  await story.play([think, silence(2_000), "Yes.", silence(300_000), " But."], {
    status: undefined,
    reasoning: "status",
    keepaliveMs: false,
  });
  expect(statusCalls(story).map(({ loading_messages: messages }) => messages ?? "none")).toEqual([
    ["Weighing it…"],
    "none",
  ]);
});

test.each([
  { begun: [{ type: "reasoning-start", id: "r" }], name: "a source that tells its start" },
  { begun: [], name: "a source that does not" },
])("reasoning as a status, from $name: the heading, once its line has ended", async ({ begun }) => {
  const story = createStory();
  const think = (text: string) => ({ type: "reasoning-delta", id: "r", text });
  await story.play(
    [
      ...begun,
      think("**Weigh"),
      silence(2_000),
      think("ing it**"),
      silence(2_000),
      think("\n\nOne"),
      silence(2_000),
      "Yes.",
    ],
    { reasoning: "status", status: undefined },
  );
  expect(statusCalls(story).map((args) => [args.status, args.loading_messages])).toEqual([
    ["is thinking…", ["Thinking…"]],
    ["is thinking…", ["Weighing it…"]],
  ]);
});

test("after a message is closed in silence a status is shown until the next message", async () => {
  const story = createStory();
  await story.play(["Here.", silence(400_000), " There."], { status, keepaliveMs: false });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Here."
    270.0s chat.stopStream #1 session_status="processing"
    270.1s assistant.threads.setStatus status="is thinking…"
    370.1s assistant.threads.setStatus status="is thinking…"
    400.0s chat.startStream #2 "There."
    400.0s chat.stopStream #2
    "
  `);
});

test("a silent answer, an abort and a failure clear the status, once", async () => {
  const controller = new AbortController();
  const stories = [
    { lines: [silence(2_000)], options: {} },
    { lines: [silence(2_000), new Error("boom")], options: {} },
    {
      lines: [silence(2_000), happen(() => controller.abort()), silence(10)],
      options: { abortSignal: controller.signal },
    },
  ];
  for (const { lines, options } of stories) {
    const story = createStory();
    await story.play(lines, { status, ...options }).catch(() => {});
    expect(statusCalls(story).map((args) => args.status)).toEqual([status, ""]);
    expect(lineOf(story)).toBeUndefined();
  }
});

test("a status call that hangs delays no text", async () => {
  const story = createStory();
  story.slack.failNext("assistant.threads.setStatus", { type: "stall-before-headers" }, { times: 9 });
  const receipt = await story.play([silence(200), "Here."], { status });
  expect(receipt.times.firstCallMs).toBe(200);
  expect(story.clock.pending).toBe(0);
});

test("if a status is not permitted, it is tried once, without an event", async () => {
  const story = createStory();
  const events: string[] = [];
  story.slack.failNext("assistant.threads.setStatus", "missing_scope");
  await story.play([silence(300_000), tool, silence(3_000), "Here."], {
    status,
    silentReplies: ["NO"],
    onEvent: ({ type }) => events.push(type),
  });
  expect(statusCalls(story)).toHaveLength(1);
  expect(events).toEqual(["segment-start", "segment-end"]);
});

test("a rate limit is waited for", async () => {
  const story = createStory();
  story.slack.failNext("assistant.threads.setStatus", { type: "rate-limit", retryAfter: 20 });
  await story.play([silence(60_000), "Here."], { status });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.1s assistant.threads.setStatus status="is thinking…" !rate-limit
    20.1s assistant.threads.setStatus status="is thinking…"
    60.0s chat.startStream #1 "Here."
    60.0s chat.stopStream #1
    "
  `);
});

test("without a thread no status is set", async () => {
  const story = createStory({ target: { threadTs: undefined } });
  await story.play([silence(5_000), "Here."], { status, transport: "edit" });
  expect(statusCalls(story)).toEqual([]);
});

test("after a user's stop the status is cleared and no message is written", async () => {
  const story = createStory();
  const { channel, threadTs = "" } = story.target;
  const stop = happen(() => story.slack.stopByUser({ channel, threadTs }));
  const receipt = await story.play(
    [silence(2_000), "Here.", silence(2_000), stop, " More.", silence(5_000)],
    { status },
  );
  expect(receipt.outcome).toBe("stopped-by-user");
  expect(lineOf(story)).toBeUndefined();
});
