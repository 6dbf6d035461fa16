import { expect, test } from "vitest";
import { createChatStory } from "./support/chat-story.ts";
import { silence } from "./support/script.ts";

async function createStoryWhoKnows(names: Readonly<Record<string, readonly string[]>>) {
  const story = await createChatStory();
  const state = story.bot.getState();
  for (const [name, ids] of Object.entries(names)) {
    for (const id of ids) await state.appendToList(`slack:user-by-name:${name}`, id);
  }
  return { ...story, state };
}

test("a name that the adapter knows becomes a mention, across the pieces of the source", async () => {
  const story = await createStoryWhoKnows({ alice: ["U_ALICE"] });
  await story.answer(["Thanks, @ali", "ce"]);
  expect(story.slack.messages.at(-1)?.markdown).toBe("Thanks, <@U_ALICE>");
});

test("a finished line goes out first, resolved", async () => {
  const story = await createStoryWhoKnows({ alice: ["U_ALICE"] });
  await story.answer(["Hi @alice\nmore ", silence(1_000), "text"]);
  expect(story.transcript().split("\n")[1]).toBe('0.0s chat.startStream #1 "Hi <@U_ALICE>⏎"');
  expect(story.slack.messages.at(-1)?.markdown).toBe("Hi <@U_ALICE>\nmore text");
});

test("a name of two people stays a name, unless one of them is in the thread", async () => {
  const story = await createStoryWhoKnows({ alice: ["U_ALICE_1", "U_ALICE_2"] });
  await story.answer(["hey @alice"]);
  expect(story.slack.messages.at(-1)?.markdown).toBe("hey @alice");
  await story.state.appendToList(`slack:thread-participants:${story.threadId}`, "U_ALICE_2");
  await story.answer(["hey @alice"]);
  expect(story.slack.messages.at(-1)?.markdown).toBe("hey <@U_ALICE_2>");
});

test("names in a fence stay as they are, and the pieces join to the exact text", async () => {
  const story = await createStoryWhoKnows({ alice: ["U_ALICE"] });
  await story.answer(["```\n@ali", "ce\n```\nping @alice"]);
  expect(story.slack.messages.at(-1)?.markdown).toBe("```\n@alice\n```\nping <@U_ALICE>");
});

// The published adapter lets every mention notify, and so does ours on both ways, unless it is asked not to.
const group = "<!subteam^SGROUP>";
const paging = `<!here> ${group} <@U0000000002> look`;
const ways = [
  ["streamed", {}],
  ["posted and edited by chat", { nativeStreaming: false }],
  ["posted and edited by us", { nativeStreaming: false, streaming: { transport: "edit" } }],
] as const;

test.each(ways)("a mention that notifies many stays one by default, %s", async (_, config) => {
  const story = await createChatStory({ config });
  await story.answer([paging]);
  expect(story.slack.messages.at(-1)?.markdown).toBe(paging);
});

test.each(ways)("with streaming.mentions only those that are allowed notify, %s", async (_, config) => {
  const story = await createChatStory({
    config: {
      ...config,
      streaming: { mentions: "users", ...("streaming" in config ? config.streaming : {}) },
    },
  });
  await story.answer([paging]);
  expect(story.slack.messages.at(-1)?.markdown).toBe("&lt;!here> &lt;!subteam^SGROUP> <@U0000000002> look");
});

test("by default the title of a card may mention as well", async () => {
  const story = await createChatStory();
  await story.answer([{ type: "task_update", id: "1", title: "Ask <!here>", status: "complete" }, "Done."]);
  expect(JSON.stringify(story.slack.calls.map(({ args }) => args.chunks))).toContain("Ask <!here>");
});
