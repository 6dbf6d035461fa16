import { expect, test } from "vitest";
import { createStory, silence } from "../support/story.ts";

test("a short answer is a start with its first text and a stop with the rest", async () => {
  const story = createStory();
  const receipt = await story.play(["Hello", silence(100), " there", silence(100), ", friend."]);

  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Hello"
    0.2s chat.stopStream #1 " there, friend."
    "
  `);
  expect(receipt).toMatchObject({ outcome: "completed", text: "Hello there, friend.", delivered: 20 });
  expect(story.returned.count).toBe(1);
  expect(story.clock.pending).toBe(0);
});

test("text that comes between two calls is merged into the next", async () => {
  const story = createStory();
  const words = Array.from({ length: 40 }, (_, index) => [`word${index} `, silence(100)]).flat();
  await story.play(words);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "word0"
    0.5s chat.appendStream #1 " word1 word2 word3 word4"
    1.0s chat.appendStream #1 " word5 word6 word7 word8 word9"
    1.5s chat.appendStream #1 " word10 word11 word12 word13 word14"
    2.0s chat.appendStream #1 " word15 word16 word17 word18 word19"
    2.5s chat.appendStream #1 " word20 word21 word22 word23 word24"
    3.0s chat.appendStream #1 " word25 word26 word27 word28 word29"
    3.5s chat.appendStream #1 " word30 word31 word32 word33 word34"
    4.0s chat.appendStream #1 " word35 word36 word37 word38 word39"
    4.0s chat.stopStream #1
    "
  `);
});

test("an empty source posts nothing", async () => {
  for (const lines of [[], ["", " ", "\n\n"], [{ type: "start" }, { type: "finish" }]]) {
    const story = createStory();
    const receipt = await story.play(lines);
    expect(receipt).toMatchObject({ outcome: "silent", segments: [] });
    expect(story.slack.calls).toEqual([]);
  }
});

test("ten minutes of a model that is silent for minutes at a time", async () => {
  const story = createStory();
  const receipt = await story.play([
    "Let me look into that",
    silence(150_000),
    ", it takes a moment.\n\nFirst finding: the cache is cold.",
    silence(200_000),
    "\n\nSecond finding: nobody warms it.",
    silence(240_000),
    "\n\nThat is all.",
  ]);

  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Let me look into that"
    150.0s chat.appendStream #1 ", it takes a moment.⏎⏎First finding: the cache is cold."
    270.0s chat.stopStream #1 session_status="processing"
    350.0s chat.startStream #2 "Second finding: nobody warms it."
    590.0s chat.stopStream #2 session_status="processing"
    590.0s chat.startStream #3 "That is all."
    590.0s chat.stopStream #3
    "
  `);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    Let me look into that, it takes a moment.

    First finding: the cache is cold.

    bot #2:
    Second finding: nobody warms it.

    bot #3:
    That is all.
    "
  `);
  expect(receipt).toMatchObject({ outcome: "completed", delivered: receipt.text.length });
  expect(story.slack.messages.filter((message) => message.state === "open" || message.red)).toEqual([]);
  expect(story.clock.pending).toBe(0);
});

test("a zero-width space of the source's own stays, ours goes", async () => {
  const story = createStory();
  await story.play(["Deliberate\u200Bbreak", silence(45_000), " here."]);

  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Deliberate‹zwsp›break"
    45.0s chat.appendStream #1 " here."
    45.0s chat.stopStream #1
    "
  `);
  expect(story.slack.messages.at(-1)?.markdown).toBe("Deliberate\u200Bbreak here.");
});

test("a message that Slack ends early is repaired, and the rest goes on in the next", async () => {
  const story = createStory({ ttlMs: 20_000 });
  const receipt = await story.play(["The first part.", silence(30_000), "\n\nThe second part."]);

  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "The first part."
    20.0s -- #1 expired --
    30.0s chat.appendStream #1 "⏎⏎The second part." !message_not_in_streaming_state
    31.0s chat.update #1 text "The first part."
    31.0s chat.startStream #2 "The second part."
    31.0s chat.stopStream #2
    "
  `);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1: (edited)
    The first part.

    bot #2:
    The second part.
    "
  `);
  expect(receipt.segments).toMatchObject([{ ended: "expired", repaired: true }, { ended: "stopped" }]);
});

test("continuation by edit: one message, and no second notification", async () => {
  const story = createStory();
  const receipt = await story.play(
    ["The first part.\n", silence(245_000), "\nThe second part.", silence(10_000), "\n\nThe end."],
    { continuation: "edit" },
  );

  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "The first part."
    20.0s chat.appendStream #1 "‹zwsp›"
    40.0s chat.appendStream #1 "‹zwsp›"
    60.0s chat.appendStream #1 "‹zwsp›"
    80.0s chat.appendStream #1 "‹zwsp›"
    100.0s chat.appendStream #1 "‹zwsp›"
    120.0s chat.appendStream #1 "‹zwsp›"
    140.0s chat.appendStream #1 "‹zwsp›"
    160.0s chat.appendStream #1 "‹zwsp›"
    180.0s chat.appendStream #1 "‹zwsp›"
    200.0s chat.appendStream #1 "‹zwsp›"
    220.0s chat.appendStream #1 "‹zwsp›"
    240.0s chat.stopStream #1 session_status="processing"
    240.0s chat.update #1 text "The first part."
    245.0s chat.update #1 text "The first part.⏎⏎The second part."
    255.0s chat.update #1 text "The first part.⏎⏎The second part.⏎⏎The end."
    255.0s agents.sessions.setStatus status="active"
    "
  `);
  expect(receipt.segments).toHaveLength(1);
  expect(story.slack.notifications).toHaveLength(1);
});
