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
