import { expect, test } from "vitest";
import { createChatStory } from "./support/chat-story.ts";
import { silence } from "./support/script.ts";

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
  expect(sent.id).toBe(story.slack.messages.at(-1)?.ts);
});
