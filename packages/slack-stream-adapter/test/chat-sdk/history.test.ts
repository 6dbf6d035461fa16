import { expect, test } from "vitest";
import { createChatStory } from "./support/chat-story.ts";
import { silence } from "./support/script.ts";

test("a reply is read back in the thread's history, all its messages in order", async () => {
  const story = await createChatStory();
  await story.answer(["One.\n\n", silence(300_000), "Two."]);
  const { messages } = await story.clock.runUntil(story.adapter.fetchMessages(story.threadId));
  expect(messages.map(({ text }) => text)).toEqual(["question", "One.", "Two."]);
});
