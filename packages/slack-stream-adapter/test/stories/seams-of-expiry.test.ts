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
