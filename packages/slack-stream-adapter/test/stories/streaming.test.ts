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
    0.3s chat.appendStream #1 " word1 word2 word3"
    0.7s chat.appendStream #1 " word4 word5 word6"
    1.0s chat.appendStream #1 " word7 word8 word9"
    1.3s chat.appendStream #1 " word10 word11 word12 word13"
    1.6s chat.appendStream #1 " word14 word15 word16"
    2.0s chat.appendStream #1 " word17 word18 word19"
    2.3s chat.appendStream #1 " word20 word21 word22 word23"
    2.6s chat.appendStream #1 " word24 word25 word26"
    3.0s chat.appendStream #1 " word27 word28 word29"
    3.3s chat.appendStream #1 " word30 word31 word32"
    3.6s chat.appendStream #1 " word33 word34 word35 word36"
    4.0s chat.appendStream #1 " word37 word38 word39"
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
  expect(story.slack.messages.filter((message) => message.state === "open" || message.errored)).toEqual([]);
  expect(story.clock.pending).toBe(0);
});

test("the source's zero-width spaces stay, and ours are removed", async () => {
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

test("an answer that begins with a number does not wait for the meaning of the number", async () => {
  const story = createStory();
  await story.play(["42", silence(5_000), " is the answer."]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "42"
    5.0s chat.appendStream #1 " is the answer."
    5.0s chat.stopStream #1
    "
  `);
  const counting = createStory();
  await counting.play(Array.from({ length: 30 }, (_, index) => [`${index} `, silence(100)]).flat());
  expect(counting.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "0"
    0.3s chat.appendStream #1 " 1 2 3"
    0.7s chat.appendStream #1 " 4 5 6"
    1.0s chat.appendStream #1 " 7 8 9"
    1.3s chat.appendStream #1 " 10 11 12 13"
    1.6s chat.appendStream #1 " 14 15 16"
    2.0s chat.appendStream #1 " 17 18 19"
    2.3s chat.appendStream #1 " 20 21 22 23"
    2.6s chat.appendStream #1 " 24 25 26"
    3.0s chat.appendStream #1 " 27 28 29"
    3.0s chat.stopStream #1
    "
  `);
});

test("a number that turns out to begin a list also does so in the next message", async () => {
  const story = createStory();
  const lines = Array.from({ length: 40 }, (_, index) => `word${index}`.repeat(4)).join(" ");
  await story.play(["1", silence(5_000), `. ${lines}\n2. second`], { maxMessageBytes: 500 });
  expect(story.slack.messages.slice(1).map(({ markdown }) => markdown)).toMatchInlineSnapshot(`
    [
      "1. word0word0word0word0 word1word1word1word1 word2word2word2word2 word3word3word3word3 word4word4word4word4 word5word5word5word5 word6word6word6word6 word7word7word7word7 word8word8word8word8 word9word9word9word9 word10word10word10word10 word11word11word11word11 word12word12word12word12 word13word13word13word13 word14word14word14word14 word15word15word15word15 word16word16word16word16 word17word17word17word17 word18word18word18word18 word19word19word19word19 word20word20word20word20",
      "1. word21word21word21word21 word22word22word22word22 word23word23word23word23 word24word24word24word24 word25word25word25word25 word26word26word26word26 word27word27word27word27 word28word28word28word28 word29word29word29word29 word30word30word30word30 word31word31word31word31 word32word32word32word32 word33word33word33word33 word34word34word34word34 word35word35word35word35 word36word36word36word36 word37word37word37word37 word38word38word38word38 word39word39word39word39
    2. second",
    ]
  `);
});
