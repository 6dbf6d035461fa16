import { expect, test } from "vitest";
import { bannersOf, createStory, type Line, silence } from "../support/story.ts";

/** What a push shows of a message is its first text (before: banners said "I", "Let" and "Now"). */
const card = (id: string, status = "in_progress") => ({
  type: "task_update",
  id,
  title: "Search docs",
  status,
});
const typed = (text: string, ms = 50): readonly Line[] =>
  (text.match(/\S+\s*/g) ?? []).flatMap((word) => [word, silence(ms)]);

const play = async (lines: readonly Line[], options = {}) => {
  const story = createStory({ defaults: "library" });
  await story.play(lines, options);
  return story;
};

test("the first text goes out at a sentence's end", async () => {
  const story = await play([...typed("I looked it up. The build is red since noon."), silence(2_000)]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.1s assistant.threads.setStatus status="is thinking…"
    0.1s chat.startStream #1 "I looked it up."
    0.5s chat.appendStream #1 " The build is red since noon."
    2.5s chat.stopStream #1
    "
  `);
  expect(bannersOf(story)).toEqual(["I looked it up."]);
});

test("points, marks and numbers end no sentence", async () => {
  for (const begin of ["1. ", "e.g. ", "**", "3.5 ", "Dr. "]) {
    const story = await play([begin, silence(100), "more words", silence(3_000)]);
    expect(bannersOf(story)).toEqual([`${begin}more words`]);
  }
  for (const whole of ["Done! ", "Is it done? ", "It is **done.** ", "完成。", "As follows:\n"]) {
    const story = await play([whole, silence(100), "more words", silence(3_000)]);
    expect(bannersOf(story)).toEqual([whole.trim()]);
  }
});

test("without a sentence's end it goes out at 80 characters, or after 600 ms", async () => {
  const long = await play([...typed(`${"word ".repeat(30)}`, 20), silence(2_000)]);
  expect(bannersOf(long)).toEqual([Array(17).fill("word").join(" ")]);
  const short = await play([...typed("and so on and so forth and so on and so on", 200)]);
  expect(short.transcript()).toMatchInlineSnapshot(`
    "
    0.1s assistant.threads.setStatus status="is thinking…"
    0.6s chat.startStream #1 "and so on"
    0.9s chat.appendStream #1 " and so"
    1.3s chat.appendStream #1 " forth and"
    1.6s chat.appendStream #1 " so"
    1.9s chat.appendStream #1 " on and"
    2.3s chat.appendStream #1 " so on"
    2.4s chat.stopStream #1
    "
  `);
});

test("a reply that ends sooner is sent at once, and so is text before a card", async () => {
  const over = await play(["Yes"]);
  expect(over.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Yes"
    0.0s chat.stopStream #1
    "
  `);
  const ended = await play(["Let me see", card("a"), silence(5_000)]);
  expect(ended.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Let me see" card a in_progress "Search docs"
    5.0s chat.stopStream #1 card a complete "Search docs"
    "
  `);
});

test("firstTextMs: 0 sends the first text at once, in each message", async () => {
  const story = await play([card("a"), silence(1_000), "I", silence(100), " see."], { firstTextMs: 0 });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 card a in_progress "Search docs"
    1.0s chat.appendStream #1 "I"
    1.1s chat.stopStream #1 " see." card a complete "Search docs"
    "
  `);
});

test("cards go out at once, and the text behind them waits", async () => {
  const searched = [card("a"), silence(3_000), card("a", "complete"), silence(1_000)];
  const story = await play([...searched, ...typed("I found two pages. Look.")]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 card a in_progress "Search docs"
    3.0s chat.appendStream #1 card a complete "Search docs"
    4.2s chat.appendStream #1 "I found two pages."
    4.3s chat.stopStream #1 " Look."
    "
  `);
  expect(bannersOf(story)).toEqual(["I found two pages."]);
});

test("the first text of each further message waits as well", async () => {
  const lines = [
    "A first paragraph.\n\n",
    silence(250_000),
    ...typed("Now the second one comes, in words. It ends."),
    silence(1_000),
  ];
  const aged = await play(lines);
  expect(bannersOf(aged)).toEqual(["A first paragraph.", "Now the second one comes, in words."]);
});

test("a status is set after 100 ms, while the first words are gathered", async () => {
  const story = await play([...typed("one two three four five six seven", 100), silence(1_000)]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.1s assistant.threads.setStatus status="is thinking…"
    0.6s chat.startStream #1 "one two three four five six"
    0.9s chat.appendStream #1 " seven"
    1.7s chat.stopStream #1
    "
  `);
});

test("with edits no card is posted before the text where a status says what is done", async () => {
  const lines = [card("a"), silence(30_000), card("a", "complete"), ...typed("I found two pages. Look.")];
  const story = await play(lines, { transport: "edit" });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.1s assistant.threads.setStatus status="is thinking…"
    30.0s assistant.threads.setStatus status="is thinking…"
    30.1s chat.postMessage #1 "I found two pages." blocks[task_card a complete, markdown "I found two pages."]
    30.3s chat.update #1 "I found two pages. Look." blocks[task_card a complete, markdown "I found two pages. Look."]
    "
  `);
  expect(bannersOf(story)).toEqual(["I found two pages."]);
});

test("with edits a card is posted after two seconds where Slack takes no status", async () => {
  const story = createStory({ defaults: "library" });
  story.slack.failNext("assistant.threads.setStatus", "not_allowed_token_type", { times: 99 });
  await story.play([card("a"), silence(30_000), card("a", "complete"), "Two pages."], { transport: "edit" });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.1s assistant.threads.setStatus status="is thinking…" !not_allowed_token_type
    0.1s agents.sessions.setStatus status="processing"
    2.0s chat.postMessage #1 "Search docs" blocks[task_card a in_progress]
    30.0s chat.update #1 "Search docs" blocks[task_card a complete]
    30.0s chat.update #1 "Two pages." blocks[task_card a complete, markdown "Two pages."]
    30.0s agents.sessions.setStatus status="active"
    "
  `);
});

test("with edits an answer with only cards is posted at its end", async () => {
  const story = await play([card("a"), silence(30_000), card("a", "complete")], { transport: "edit" });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.1s assistant.threads.setStatus status="is thinking…"
    30.0s assistant.threads.setStatus status="is thinking…"
    30.0s chat.postMessage #1 "Search docs" blocks[task_card a complete]
    30.0s assistant.threads.setStatus status=""
    "
  `);
});
