import { expect, test } from "vitest";
import { getStreamReceipt } from "../../src/chat-sdk/index.ts";
import { createChatStory } from "./support/chat-story.ts";
import { happen, play, silence, task } from "./support/script.ts";

const recipient = { recipientUserId: "U0000000001", recipientTeamId: "T0000000001" };

test("after a user's stop nothing is written, and the session is settled", async () => {
  const story = await createChatStory({ config: { agentView: true } });
  const sent = await story.answer([
    "Half ",
    silence(2_000),
    "of ",
    happen(story.pressStop),
    "it",
    silence(2_000),
    " more",
  ]);
  const reply = story.slack.messages.filter(({ botId }) => botId !== undefined);
  expect(reply.map(({ markdown, state }) => [markdown, state])).toEqual([["Half", "user-stopped"]]);
  expect(story.slack.statuses.session(story.channel, story.threadTs)).toBe("active");
  expect(getStreamReceipt(sent)?.outcome).toBe("stopped-by-user");
});

test("a stop that is refused before its event arrives ends the reply as well", async () => {
  const story = await createChatStory({ config: { agentView: true } });
  await story.answer([
    "Half ",
    silence(2_000),
    happen(() => {
      const event = story.slack.stopByUser({ channel: story.channel, threadTs: story.threadTs });
      story.clock.setTimer(600, () => void story.deliver({ ...event }));
    }),
    "of it",
    silence(30_000),
    " more",
  ]);
  const reply = story.slack.messages.filter(({ botId }) => botId !== undefined);
  expect(reply.map(({ markdown }) => markdown)).toEqual(["Half"]);
});

test("a stop before anything was shown posts nothing", async () => {
  const story = await createChatStory({ config: { agentView: true } });
  await story.answer([silence(1_000), happen(story.pressStop), "Text"]);
  expect(story.slack.messages.filter(({ botId }) => botId !== undefined)).toEqual([]);
});

test("a turn that is cancelled otherwise closes its message and its cards", async () => {
  const controller = new AbortController();
  const story = await createChatStory();
  const script = play(
    [task("one", "in_progress"), "Text", silence(1_000), happen(() => controller.abort()), silence(60_000)],
    story.clock,
  );
  const options = { ...recipient, signal: controller.signal };
  await story.clock.runUntil(story.adapter.stream(story.threadId, script, options));
  expect(story.slack.messages.at(-1)).toMatchObject({
    state: "stopped",
    cardsLeftOpen: [],
    markdown: "Text",
  });
});

test.each([{}, { transport: "edit" }] as const)(
  "a stop that another process heard of opens no message, with %o",
  async (streaming) => {
    const controller = new AbortController();
    const story = await createChatStory({ config: { agentView: true, streaming } });
    // `chat` aborts the turn's signal, and ends its source.
    const script = play(["Half", happen(() => controller.abort())], story.clock);
    const options = { ...recipient, signal: controller.signal };
    const sent = await story.clock.runUntil(story.adapter.stream(story.threadId, script, options));
    expect(getStreamReceipt(sent)).toMatchObject({ outcome: "stopped-by-user", segments: [] });
    expect(story.slack.messages.filter(({ botId }) => botId !== undefined)).toEqual([]);
  },
);

test("a source that fails closes its message, and the handler gets its error", async () => {
  const failure = new Error("model overloaded");
  const story = await createChatStory({ config: { agentView: true } });
  const reply = story.answer([task("one", "in_progress"), "Half an ans", silence(1_000), failure]);
  await expect(reply).rejects.toBe(failure);
  expect(story.slack.messages.at(-1)).toMatchObject({ state: "stopped", cardsLeftOpen: [] });
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    [✗] one
    Half an ans

    The answer ends here: something went wrong.
    "
  `);
  expect(getStreamReceipt(failure)?.outcome).toBe("failed");
});

test("a source that fails before any text posts nothing", async () => {
  const story = await createChatStory();
  await expect(story.answer([silence(1_000), new Error("no model")])).rejects.toThrow("no model");
  expect(story.slack.messages.filter(({ botId }) => botId !== undefined)).toEqual([]);
});

test("a StreamingPlan groups its cards, ends with its blocks and leaves the session as it asks", async () => {
  const story = await createChatStory({ config: { agentView: true } });
  await story.answer([task("one", "complete", "Search"), "Done."], {
    groupTasks: "plan",
    endWith: [{ type: "divider" }],
    sessionStatus: "closed",
  });
  expect(story.slack.messages.at(-1)).toMatchObject({
    taskDisplayMode: "plan",
    stopBlocks: [{ type: "divider" }],
    sessionStatusAtStop: "closed",
  });
});

test("the sent message is the last one of the reply: it can be edited and deleted", async () => {
  const story = await createChatStory();
  const sent = await story.answer(["One.\n\n", silence(300_000), "Two."]);
  await story.clock.runUntil(sent.edit("Two, better."));
  expect(story.slack.messages.at(-1)?.markdown).toBe("Two, better.");
});

test("stream() gives the last message's id, its thread, and Slack's answer to the call that ended it", async () => {
  const story = await createChatStory();
  const script = play(["One.\n\n", silence(300_000), "Two."], story.clock);
  const result = await story.clock.runUntil(story.adapter.stream(story.threadId, script, recipient));
  const last = story.slack.messages.at(-1);
  expect(Object.keys(result ?? {}).sort()).toEqual(["id", "raw", "threadId"]);
  expect(result).toMatchObject({
    id: last?.ts,
    threadId: story.threadId,
    raw: { ok: true, ts: last?.ts, channel: story.channel },
  });
  expect(getStreamReceipt(result)?.segments).toHaveLength(2);
});

test("the receipt names all messages of a reply, found by result, by sent message, and by error", async () => {
  const story = await createChatStory();
  const sent = await story.answer(["One.\n\n", silence(300_000), "Two."]);
  expect(getStreamReceipt(sent)).toMatchObject({
    outcome: "completed",
    text: "One.\n\nTwo.",
    segments: [{ ended: "rotated" }, { ended: "stopped", ts: sent.id }],
  });
  expect(getStreamReceipt({})).toBeUndefined();
  expect(getStreamReceipt("text")).toBeUndefined();
});
