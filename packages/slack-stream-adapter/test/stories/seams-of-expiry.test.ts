import { expect, test } from "vitest";
import { createStory, happen, silence } from "../support/story.ts";

/** Slack may end a message at any place. The library then writes it whole, with the rest of its last word or line. */
test.each([
  { what: "a word", said: "One tw", next: "o three", shown: ["One two", "three. End."] },
  {
    what: "a line of code",
    said: "```\na",
    next: " = 1;\nb",
    shown: ["```\na = 1;\n```", "```\nb. End.\n```"],
  },
  {
    what: "a row of a table",
    said: "| a | b |\n|---|---|\n| 1",
    next: " | 2 |\n| 3 | 4 |\n\nText",
    shown: ["| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |", "Text. End."],
  },
  { what: "a list", said: "- one\n- tw", next: "o\n- three", shown: ["- one\n- two", "- three. End."] },
  { what: "emphasis", said: "**bold te", next: "xt** more", shown: ["**bold text**", "more. End."] },
])("$what is not torn where Slack ends a message by itself", async ({ said, next, shown }) => {
  const story = createStory();
  const expire = happen(() => story.slack.expire(story.slack.messages.at(-1)?.ts ?? ""));
  const receipt = await story.play([said, silence(3_000), expire, next, silence(1_000), ". End."]);
  expect(story.slack.messages.slice(1).map(({ markdown }) => markdown.trim())).toEqual(shown);
  expect(receipt).toMatchObject({
    outcome: "completed",
    segments: [{ uncertain: false }, { uncertain: false }],
  });
});

test("a full message whose stop is refused keeps the seam that was chosen: the next word is not glued to its last one", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", "invalid_blocks", { skip: 1 });
  story.slack.failNext(
    "chat.stopStream",
    { type: "error", error: "some_new_code", applied: true },
    { skip: 1 },
  );
  const words = Array.from({ length: 90 }, (_, index) => `w${index}`).join(" ");
  const card = { type: "task_update", title: "Card" } as const;
  const cards = [
    { ...card, id: "c1", status: "complete", details: "d".repeat(100), output: "o".repeat(60) },
    { ...card, id: "c2", status: "in_progress", details: "d".repeat(20) },
  ] as const;
  await story.play([...cards, words, silence(3_000), " end."], { maxMessageBytes: 500, firstTextMs: 700 });
  const shown = story.slack.messages.slice(1).map(({ markdown }) => markdown.trim());
  expect(shown.join(" ").trim()).toBe(`${words} end.`);
});
