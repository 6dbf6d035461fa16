import type { SentMessage } from "chat";
import { expect, test } from "vitest";
import { getStreamReceipt } from "../../src/chat-sdk/index.ts";
import { type ChatStory, createChatStory } from "./support/chat-story.ts";
import { silence } from "./support/script.ts";

// What the published adapter allows with the handle of an empty reply, and what it shows below one.

const button = {
  type: "actions",
  elements: [
    { type: "button", action_id: "again", value: "1", text: { type: "plain_text", text: "Ask again" } },
  ],
};
const section = { type: "section", text: { type: "mrkdwn", text: "*Done*" } };

function botMessages(story: ChatStory) {
  return story.slack.messages.filter(({ botId, state }) => botId !== undefined && state !== "deleted");
}

/** The blocks that the last message was posted with. */
function blockTypes(story: ChatStory) {
  const { args } = story.slack.calls.findLast(({ method }) => method === "chat.postMessage") ?? {};
  const blocks = args?.blocks as readonly { readonly type: string }[] | undefined;
  return blocks?.map(({ type }) => type);
}

const inTime = <T>(story: ChatStory, promise: Promise<T>) => story.clock.runUntil(promise);

test.each([
  ["no item at all", []],
  ["only white space", [" \n", "\n"]],
  ["a silence", [silence(60_000)]],
])("the first edit of a reply of %s posts a message, the next ones change it", async (_, lines) => {
  const story = await createChatStory();
  const sent = await story.answer(lines);
  const edited = await inTime(story, sent.edit("No answer"));
  expect(story.thread()).toContain("No answer");
  await inTime(story, sent.edit("Still none"));
  await inTime(story, edited.edit({ markdown: "None **at all**" }));
  expect(botMessages(story).map(({ markdown }) => markdown)).toEqual(["None **at all**"]);
});

test("an empty reply can be deleted and reacted to, before and after its first edit", async () => {
  const story = await createChatStory();
  const sent = await story.answer([]);
  const methods = () => story.slack.calls.map(({ method }) => method);
  const before = methods().length;
  await inTime(story, sent.delete());
  await inTime(story, sent.addReaction("eyes"));
  await inTime(story, sent.removeReaction("eyes"));
  expect(await story.adapter.fetchMessage(sent.threadId, sent.id)).toBeNull();
  expect(methods().slice(before)).toEqual([]);
  await inTime(story, sent.edit("Text"));
  await inTime(story, sent.addReaction("eyes"));
  expect(story.slack.reactions).toMatchObject([{ name: "eyes" }]);
  await inTime(story, sent.removeReaction("eyes"));
  expect(story.slack.reactions).toEqual([]);
  await inTime(story, sent.delete());
  expect(botMessages(story)).toEqual([]);
});

test("edits at the same time make one message, whichever is first", async () => {
  const story = await createChatStory();
  const sent = await story.answer([]);
  await inTime(story, Promise.all([sent.edit("One"), sent.edit("Two"), sent.edit("Three")]));
  expect(botMessages(story)).toHaveLength(1);
});

test("an edit that could not be posted can be made again", async () => {
  const story = await createChatStory();
  const sent = await story.answer([]);
  story.slack.failNext("chat.postMessage", { type: "error", error: "channel_not_found" });
  await expect(inTime(story, sent.edit("Text"))).rejects.toThrow("channel_not_found");
  await inTime(story, sent.edit("Text"));
  expect(botMessages(story).map(({ markdown }) => markdown)).toEqual(["Text"]);
});

test("two empty replies of a thread have handles of their own", async () => {
  const story = await createChatStory();
  const first = await story.answer([]);
  const second = await story.answer([]);
  await inTime(story, second.edit("Second"));
  await inTime(story, first.edit("First"));
  expect(botMessages(story).map(({ markdown }) => markdown)).toEqual(["Second", "First"]);
});

test("another process of the bot edits the message that this one posted for an empty reply", async () => {
  const story = await createChatStory();
  const sent = await story.answer([]);
  const [key] = [`slack-stream:empty-reply:${sent.id}`];
  await inTime(story, sent.edit("Here"));
  const posted = botMessages(story)[0]?.ts;
  expect(await story.bot.getState().get(key)).toBe(posted);
  // As after an edit elsewhere: only the state knows.
  const other = `empty:${crypto.randomUUID()}`;
  await story.bot.getState().set(`slack-stream:empty-reply:${other}`, posted);
  await inTime(story, story.adapter.editMessage(sent.threadId, other, "There"));
  expect(botMessages(story).map(({ markdown }) => markdown)).toEqual(["There"]);
});

test("endWith is shown below an empty reply, with the buttons for feedback", async () => {
  const told: unknown[] = [];
  const streaming = { onFinish: (...args: unknown[]) => void told.push(args) };
  const story = await createChatStory({ config: { streaming, feedbackButtons: true } });
  await story.answer([], { endWith: [section, button] });
  const [message, ...others] = botMessages(story);
  expect(others).toEqual([]);
  expect(message).toMatchObject({ threadTs: story.threadTs, notifications: 1 });
  expect(blockTypes(story)).toEqual(["section", "actions", "context_actions"]);
  // A push banner and a screen reader read this.
  expect(story.slack.calls.at(-1)?.args.text).toBe("*Done*");
  const segments = [{ ts: message?.ts, start: 0, end: 0 }];
  expect(told).toMatchObject([[{ outcome: "completed", text: "", segments }]]);
});

test("the handle of an empty reply with stop blocks is their message", async () => {
  const story = await createChatStory();
  async function* nothing() {}
  const streamed = story.adapter.stream(story.threadId, nothing(), {
    recipientUserId: "U0000000001",
    recipientTeamId: "T0000000001",
    stopBlocks: [button],
  });
  const message = await inTime(story, streamed);
  expect(message?.id).toBe(botMessages(story)[0]?.ts);
  expect(getStreamReceipt(message)?.segments).toHaveLength(1);
});

test("endWith of an empty reply is shown if Slack does not stream", async () => {
  const story = await createChatStory({ config: { streaming: { transport: "edit" } } });
  await story.answer([], { endWith: [button] });
  expect(blockTypes(story)).toEqual(["actions"]);
});

test("if Slack refuses endWith alone, the handler gets Slack's error", async () => {
  const story = await createChatStory();
  story.slack.failNext("chat.postMessage", { type: "error", error: "invalid_blocks" });
  await expect(story.answer([], { endWith: [button] })).rejects.toMatchObject({
    data: { error: "invalid_blocks" },
  });
});

test("a reply that means silence shows no endWith and no feedback buttons", async () => {
  const config = { streaming: { silentReplies: ["NO_REPLY"] }, feedbackButtons: true };
  const story = await createChatStory({ config });
  await story.answer(["NO_REPLY"], { endWith: [button] });
  const sent: SentMessage = await story.answer([]);
  expect(botMessages(story)).toEqual([]);
  await inTime(story, sent.edit("Text"));
  expect(botMessages(story).map(({ markdown }) => markdown)).toEqual(["Text"]);
});
