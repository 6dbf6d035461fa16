import { expect, test } from "vitest";
import { createChatStory } from "./support/chat-story.ts";
import { happen, silence, task } from "./support/script.ts";

const buttons = {
  type: "actions",
  elements: [{ type: "button", action_id: "ok", text: { type: "plain_text", text: "Approve" } }],
};

test("a mention is answered by a streamed reply", async () => {
  const story = await createChatStory();
  const sent = await story.answer(["Looking ", silence(2_000), "at it.\n", "Done."]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Looking"
    2.0s chat.appendStream #1 " at it."
    2.0s chat.stopStream #1 "⏎Done."
    "
  `);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    Looking at it.
    Done.
    "
  `);
  expect(sent).toMatchObject({ id: story.slack.messages.at(-1)?.ts, threadId: story.threadId });
});

test("a start contains only channel and thread if the reader is known", async () => {
  const story = await createChatStory({ place: "dm", emulator: { recipients: "strict-dm" } });
  await story.clock.runUntil(
    story.adapter.stream(
      story.threadId,
      (async function* () {
        yield "hello";
      })(),
    ),
  );
  expect(story.slack.calls.find(({ method }) => method === "chat.startStream")?.args).toEqual({
    channel: story.channel,
    thread_ts: story.threadTs,
    chunks: [{ type: "markdown_text", text: "hello" }],
  });
});

test("a start names the reader in a channel, and how cards are shown", async () => {
  const story = await createChatStory();
  await story.answer([task("one", "complete")], { groupTasks: "plan" });
  expect(story.slack.calls.find(({ method }) => method === "chat.startStream")?.args).toMatchObject({
    channel: story.channel,
    thread_ts: story.threadTs,
    recipient_user_id: "U0000000001",
    recipient_team_id: "T0000000001",
    task_display_mode: "plan",
  });
});

test("every call contains the token, because the adapter's client has none", async () => {
  const story = await createChatStory();
  await story.answer(["One.", silence(1_000), " Two.", silence(30_000), " Three."]);
  const streaming = story.slack.calls.filter(({ method }) => method.endsWith("Stream"));
  const refused = streaming.filter(({ answer }) => answer?.ok !== true);
  expect(refused).toEqual([]);
});

test("two cards stay two cards when updates are merged, each in its last state", async () => {
  const story = await createChatStory();
  await story.answer([
    task("one", "in_progress", "First"),
    task("two", "in_progress", "Second"),
    task("one", "complete", "First"),
    task("two", "complete", "Second"),
    "Done.",
  ]);
  const message = story.slack.messages.at(-1);
  expect(message?.cardsLeftOpen).toEqual([]);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    [✓] First
    [✓] Second
    Done.
    "
  `);
});

test("a first line goes out at once, with its line break", async () => {
  const story = await createChatStory();
  await story.answer(["Let me look.\n", silence(5_000), "Found."]);
  expect(story.transcript().split("\n")[1]).toBe('0.0s chat.startStream #1 "Let me look.⏎"');
});

test("a first paragraph goes out at once, and is kept alive in the silence behind it", async () => {
  const story = await createChatStory();
  await story.answer(["Let me look.\n\n", silence(30_000), "Found."]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Let me look."
    20.0s chat.appendStream #1 "‹zwsp›"
    30.0s chat.appendStream #1 "⏎⏎Found."
    30.0s chat.stopStream #1
    30.0s chat.update #1 text "Let me look.⏎⏎Found."
    "
  `);
});

test("text appears inside a line: nobody waits for its end", async () => {
  const story = await createChatStory();
  const words = Array.from({ length: 20 }, (_, index) => [`word${index} `, silence(300)]).flat();
  await story.answer(words);
  expect(story.slack.calls.filter(({ method }) => method === "chat.appendStream").length).toBeGreaterThan(5);
});

test("blocks at the stop: the caller's, then the feedback buttons", async () => {
  const story = await createChatStory({ config: { feedbackButtons: true } });
  await story.answer(["Text"], { endWith: [buttons] });
  expect(story.slack.messages.at(-1)?.stopBlocks.map(({ type }) => type)).toEqual([
    "actions",
    "context_actions",
  ]);
});

test("with as many stop blocks as Slack takes there are no feedback buttons", async () => {
  const story = await createChatStory({ config: { feedbackButtons: true } });
  await story.answer(["Text"], { endWith: Array(50).fill({ type: "divider" }) });
  const types = story.slack.messages.at(-1)?.stopBlocks.map(({ type }) => type);
  expect(types).toEqual(Array(50).fill("divider"));
});

test("feedback buttons are named as the adapter is configured", async () => {
  const feedbackButtons = {
    actionId: "ai_feedback",
    positiveLabel: "Nice",
    positiveValue: "up",
    negativeLabel: "Nope",
    negativeValue: "down",
  };
  const story = await createChatStory({ config: { feedbackButtons } });
  await story.answer(["Text"]);
  expect(story.slack.messages.at(-1)?.stopBlocks).toMatchObject([
    {
      type: "context_actions",
      elements: [
        {
          type: "feedback_buttons",
          action_id: "ai_feedback",
          positive_button: { text: { type: "plain_text", text: "Nice" }, value: "up" },
          negative_button: { text: { type: "plain_text", text: "Nope" }, value: "down" },
        },
      ],
    },
  ]);
});

test("if the adapter's client is replaced, the new client is used from the next call on", async () => {
  const story = await createChatStory();
  const made: [string, unknown][] = [];
  const answer = (method: string) => async (args: { token?: string }) => {
    made.push([method, args.token]);
    return { ok: true, ts: "1700000000.000900", channel: story.channel };
  };
  const methods = ["startStream", "appendStream", "stopStream"] as const;
  const chat = Object.fromEntries(methods.map((method) => [method, answer(method)]));
  (story.adapter as unknown as { _client: object })._client = { chat };
  const sent = await story.answer(["One, ", silence(2_000), "two, ", silence(2_000), "three."]);
  expect(made).toEqual([
    ["startStream", story.slack.token],
    ["appendStream", story.slack.token],
    ["appendStream", story.slack.token],
    ["stopStream", story.slack.token],
  ]);
  expect(sent.id).toBe("1700000000.000900");
});

test("a slow Slack does not slow the model, and waiting text is sent together", async () => {
  const story = await createChatStory();
  let saidAfterMs = Number.POSITIVE_INFINITY;
  const begun = story.clock.now();
  await story.answer([
    happen(() => story.slack.configure({ latencyMs: 4_000 })),
    ...Array.from({ length: 50 }, (_, index) => `Line ${index}.\n`),
    happen(() => {
      saidAfterMs = story.clock.now() - begun;
    }),
  ]);
  expect(saidAfterMs).toBeLessThan(4_000);
  expect(story.slack.calls.filter(({ method }) => method.endsWith("Stream")).length).toBeLessThan(5);
  expect(story.slack.messages.at(-1)?.markdown.split("\n")).toHaveLength(50);
});

test("a stop has no blocks if there are none", async () => {
  const story = await createChatStory();
  await story.answer(["Text"]);
  expect(story.slack.calls.at(-1)?.args).not.toHaveProperty("blocks");
});

test("an agent's stop settles the session, as the plan asks or as active", async () => {
  const story = await createChatStory({ config: { agentView: true } });
  await story.answer(["Text"]);
  expect(story.slack.calls.at(-1)?.args.session_status).toBe("active");
  await story.answer(["Text"], { sessionStatus: "suspended" });
  expect(story.slack.calls.at(-1)?.args.session_status).toBe("suspended");
});

test("without an agent view no session status is sent", async () => {
  const story = await createChatStory();
  await story.answer(["Text"], { sessionStatus: "suspended" });
  const statuses = story.slack.calls.filter(
    ({ method, args }) => method.startsWith("agents.") || "session_status" in args,
  );
  expect(statuses).toEqual([]);
});

test("an empty reply posts nothing", async () => {
  const story = await createChatStory();
  await story.answer([]);
  expect(story.transcript()).toBe("\n\n");
});
