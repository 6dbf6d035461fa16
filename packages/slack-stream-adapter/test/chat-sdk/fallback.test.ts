import { expect, test, vi } from "vitest";
import { createChatStory } from "./support/chat-story.ts";
import { silence, task } from "./support/script.ts";

test.each([
  ["a refusal for good", "channel_type_not_supported"],
  ["a code of the kind that says later", "ratelimited"],
  ["a code that nobody knows", "something_new"],
] as const)("a first call that fails is continued by post and edit: %s", async (_, code) => {
  const story = await createChatStory();
  const post = vi.spyOn(story.adapter, "postMessage");
  const edit = vi.spyOn(story.adapter, "editMessage");
  story.slack.failNext("chat.startStream", code);
  const sent = await story.answer(["hello ", silence(4_000), "world"]);

  expect(post).toHaveBeenCalledTimes(1);
  expect(post).toHaveBeenCalledWith(story.threadId, { markdown: "hello" });
  expect(edit).toHaveBeenLastCalledWith(story.threadId, sent.id, { markdown: "hello world" });
  const methods = story.slack.calls.map(({ method }) => method);
  expect(methods.filter((method) => method === "chat.startStream")).toHaveLength(1);
  expect(methods).not.toContain("chat.stopStream");
  expect(story.slack.messages.at(-1)?.ts).toBe(sent.id);
});

test("a start whose answer is lost and whose message is found goes on in it", async () => {
  const story = await createChatStory();
  story.slack.failNext("chat.startStream", { type: "reset-after" });
  await story.answer(["hello ", silence(10_000), "world"]);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    hello world
    "
  `);
});

test("a start that was lost before Slack had it is posted, not started twice", async () => {
  const story = await createChatStory();
  story.slack.failNext("chat.startStream", { type: "reset-before" });
  await story.answer(["hello ", silence(20_000), "world"]);
  expect(story.slack.calls.filter(({ method }) => method === "chat.startStream")).toHaveLength(1);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1: (edited)
    hello world
    "
  `);
});

test.each(["unknown_method", "method_deprecated", "feature_not_enabled"])(
  "%s turns native streaming off for the next reply",
  async (code) => {
    const story = await createChatStory();
    story.slack.failNext("chat.startStream", code);
    await story.answer(["hello"]);
    expect(await story.adapter.stream(story.threadId, untouched(), recipient)).toBeNull();
  },
);

test.each(["ratelimited", "internal_error", "channel_type_not_supported"])(
  "%s does not: the next reply streams",
  async (code) => {
    const story = await createChatStory();
    story.slack.failNext("chat.startStream", code);
    await story.answer(["hello"]);
    await story.answer(["again"]);
    expect(story.slack.messages.at(-1)).toMatchObject({ streamed: true, state: "stopped" });
  },
);

test("the adapter's logger names a missing field once", async () => {
  const logger = { ...quiet, warn: vi.fn() };
  const story = await createChatStory({ config: { logger } });
  story.slack.failNext("chat.startStream", "team_not_found", { times: 2 });
  await story.answer(["hello"]);
  await story.answer(["again"]);
  const lines = logger.warn.mock.calls.filter(([text]) => text.startsWith("slack-stream-adapter:"));
  expect(lines).toEqual([[expect.stringContaining("Slack refused to stream (team_not_found)")]]);
});

test("with post and edit cards are left out without an error", async () => {
  const story = await createChatStory({ emulator: { govSlack: true } });
  await story.answer([
    "hello",
    task("one", "in_progress"),
    " wor",
    silence(5_000),
    task("one", "complete"),
    "ld",
  ]);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1: (edited)
    hello world
    "
  `);
  expect(story.slack.messages.at(-1)?.cards.size).toBe(0);
});

test("stop blocks and feedback buttons come below a posted reply as well", async () => {
  const story = await createChatStory({ emulator: { govSlack: true }, config: { feedbackButtons: true } });
  await story.answer(["hello"]);
  expect(story.slack.calls.at(-1)?.args.blocks).toEqual([
    { type: "markdown", text: "hello" },
    expect.objectContaining({ type: "context_actions" }),
  ]);
});

test("an agent's posted reply settles the session", async () => {
  const story = await createChatStory({ emulator: { govSlack: true }, config: { agentView: true } });
  await story.answer(["hello"], { sessionStatus: "suspended" });
  expect(story.slack.statuses.session(story.channel, story.threadTs)).toBe("suspended");
});

test.each(["appendStream", "stopStream"])(
  "what nobody can explain after something was shown rejects with that very error: %s",
  async (method) => {
    const story = await createChatStory();
    const failure = new Error("boom");
    breakMethod(story, method, failure);
    const post = vi.spyOn(story.adapter, "postMessage");
    await expect(story.answer(["hello ", silence(3_000), "wor", silence(3_000), "ld"])).rejects.toBe(failure);
    expect(post).not.toHaveBeenCalled();
    expect(story.slack.messages.filter(({ botId }) => botId !== undefined)).toHaveLength(1);
  },
);

test("an unknown error before the first text makes the reply go on by post and edit at once", async () => {
  const story = await createChatStory();
  breakMethod(story, "startStream", new Error("boom"));
  await story.answer(["hello"]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.postMessage #1 text "hello"
    "
  `);
});

test("a refusal for good rejects with the error of Slack's client", async () => {
  const story = await createChatStory();
  const told = vi.fn();
  const reply = story.answer(["hello ", silence(2_000), "world ", silence(2_000), "again"]);
  story.slack.failNext("chat.appendStream", "is_archived");
  story.slack.failNext("chat.startStream", "is_archived", { skip: 1 });
  await reply.catch(told);
  expect(told.mock.calls[0]?.[0]).toMatchObject({
    code: "slack_webapi_platform_error",
    data: { error: "is_archived" },
  });
});

const recipient = { recipientUserId: "U0000000001", recipientTeamId: "T0000000001" };

async function* untouched(): AsyncGenerator<string> {
  yield "nobody reads this";
}

const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };

type Story = Awaited<ReturnType<typeof createChatStory>>;

/** As programs do that replace a client method of a running adapter. */
function breakMethod({ adapter }: Story, method: string, failure: Error): void {
  const { _client } = adapter as unknown as { _client: { chat: Record<string, unknown> } };
  _client.chat[method] = () => Promise.reject(failure);
}

// The adapter's own client waits for it; taken for a failure of the first call it cost a reply its cards.
test("a first call that is rate limited is made again, as long as Slack asks to wait", async () => {
  const story = await createChatStory({ config: { agentView: true } });
  story.slack.failNext("chat.startStream", { type: "rate-limit", retryAfter: 3 });
  await story.answer([task("t1", "complete"), "Found."]);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    [✓] t1
    Found.
    "
  `);
});

// The error's code was written over, and the wait that it asks for never came.
test("an edit that is rate limited is made again; the error of one that stays so is the adapter's own", async () => {
  const story = await createChatStory({ config: { streaming: { transport: "edit" } } });
  story.slack.failNext("chat.update", "ratelimited");
  await story.answer(["hello ", silence(4_000), "world"]);
  expect(story.slack.messages.at(-1)?.markdown).toBe("hello world");
  story.slack.failNext("chat.postMessage", "ratelimited", { times: 100 });
  await expect(story.answer(["hello"])).rejects.toMatchObject({
    name: "AdapterRateLimitError",
    code: "RATE_LIMITED",
  });
});

// Regression: the adapter's client retried a call by itself, and Slack carried it out late: over newer text, or a second
// time.
test.each(["postMessage", "editMessage"] as const)(
  "a %s that is held for half a minute is waited for",
  async (name) => {
    const story = await createChatStory({ config: { streaming: { transport: "edit" } } });
    const { adapter, clock, slack } = story;
    const send = adapter[name].bind(adapter) as (...args: unknown[]) => Promise<unknown>;
    const hold = async (...args: unknown[]) => {
      await new Promise<void>((resolve) => void clock.setTimer(30_000, resolve));
      return send(...args);
    };
    vi.spyOn(adapter, name).mockImplementationOnce(hold as never);
    await story.answer(["hello ", silence(4_000), "wide ", silence(4_000), "world"]);
    await clock.advance(120_000);
    const replies = slack.messages.filter(({ botId }) => botId !== undefined);
    expect(replies.map(({ markdown }) => markdown)).toEqual(["hello wide world"]);
  },
);

test("a reply that is posted has the author that was asked for", async () => {
  const story = await createChatStory({
    config: { streaming: { username: "Bob", iconEmoji: ":robot_face:" } },
  });
  story.slack.failNext("chat.startStream", "channel_type_not_supported");
  await story.answer(["hello ", silence(4_000), "world"]);
  expect(story.slack.messages.at(-1)).toMatchObject({
    markdown: "hello world",
    author: { username: "Bob", iconEmoji: ":robot_face:" },
  });
});

test("the session of a posted reply gets its final status once", async () => {
  const story = await createChatStory({ config: { agentView: true } });
  story.slack.failNext("chat.startStream", "channel_type_not_supported");
  await story.answer(["hello"]);
  const told = story.slack.calls.filter(({ method }) => method === "agents.sessions.setStatus");
  expect(told.map(({ args }) => args.status)).toEqual(["active"]);
});
