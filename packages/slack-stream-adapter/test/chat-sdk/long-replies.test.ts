import { expect, test, vi } from "vitest";
import { createChatStory } from "./support/chat-story.ts";
import { silence, task } from "./support/script.ts";

const minute = 60_000;

/** Texts of the reply's messages, in order. */
function textsOf({ slack }: Awaited<ReturnType<typeof createChatStory>>): string[] {
  return slack.messages.filter(({ botId }) => botId !== undefined).map(({ markdown }) => markdown);
}

test("a message past its age is continued at a paragraph, and an open fence is carried over", async () => {
  const story = await createChatStory({ config: { agentView: true } });
  await story.answer([
    "Look:\n\n```ts\nconst a = 1;\n",
    silence(241_000),
    "const b = 2;\n```\n\n",
    silence(31_000),
    "Done.",
  ]);
  expect(textsOf(story)).toMatchInlineSnapshot(`
    [
      "Look:

    \`\`\`ts
    const a = 1;
    const b = 2;
    \`\`\`",
      "Done.",
    ]
  `);
  expect(story.slack.messages.some(({ errored }) => errored)).toBe(false);
});

test("a line waits for its end during the grace time, and is then cut", async () => {
  const story = await createChatStory();
  await story.answer(["One long line", silence(245_000), " that ends\nand", silence(5_000), " goes on"]);
  expect(textsOf(story)).toEqual(["One long line that ends", "and goes on"]);
});

test("a silence longer than a message's life leaves no errored message", async () => {
  const story = await createChatStory({ config: { agentView: true } });
  await story.answer(["Working on it.", silence(20 * minute), "Here it is."]);
  expect(textsOf(story)).toEqual(["Working on it.", "Here it is."]);
  expect(story.slack.messages.map(({ errored }) => errored)).not.toContain(true);
});

test("the session stays busy while the reply goes on, and is settled at its end", async () => {
  const story = await createChatStory({ config: { agentView: true } });
  await story.answer(["One.\n\n", silence(5 * minute), "Two."]);
  const stops = story.slack.calls.filter(({ method }) => method === "chat.stopStream");
  expect(stops.map(({ args }) => args.session_status)).toEqual(["processing", "active"]);
});

test("a reply that ends past its age with nothing left is not continued", async () => {
  const story = await createChatStory({ config: { streamSegmentMaxAgeMs: 10_000 } });
  await story.answer(["All said.", silence(12_000)]);
  expect(textsOf(story)).toEqual(["All said."]);
});

test("the age counts from the first call, not from the first look at the source", async () => {
  const story = await createChatStory();
  await story.answer([silence(10 * minute), "Late ", silence(3 * minute), "but whole."]);
  expect(textsOf(story)).toEqual(["Late but whole."]);
});

test.each([0, -1])("an age of %d is the default", async (streamSegmentMaxAgeMs) => {
  const story = await createChatStory({ config: { streamSegmentMaxAgeMs } });
  await story.answer(["One.\n", silence(200_000), "Two.\n", silence(60_000), "Three."]);
  expect(textsOf(story)).toEqual(["One.\nTwo.", "Three."]);
});

test("an age of Infinity leaves the end to Slack; the reply goes on after it, and what ended is repaired", async () => {
  const story = await createChatStory({ config: { streamSegmentMaxAgeMs: Number.POSITIVE_INFINITY } });
  await story.answer(["One.\n", silence(200_000), "Two.\n", silence(200_000), "Three."]);
  expect(textsOf(story).join("|").replaceAll("\n", "")).toBe("One.Two.|Three.");
  expect(story.slack.messages.map(({ errored }) => errored)).not.toContain(true);
});

test("an age above Slack's limit counts as the limit", async () => {
  const story = await createChatStory({ config: { streamSegmentMaxAgeMs: 3_600_000 } });
  await story.answer(["One.", silence(290_000), "Two."]);
  expect(story.slack.messages.map(({ state }) => state)).not.toContain("expired");
});

test.each([0, 100_000])(
  "a message that Slack ended after %d ms is repaired, and the reply goes on",
  async (ms) => {
    const story = await createChatStory();
    story.clock.setTimer(ms + 1_000, () => story.slack.expire(story.slack.messages.at(-1)?.ts ?? ""));
    const sent = await story.answer(["One.\n\n", silence(ms + 2_000), "Two.\n\n", silence(2_000), "Three."]);
    expect(textsOf(story).join("").replaceAll("\n", "")).toBe("One.Two.Three.");
    expect(story.slack.messages.map(({ errored }) => errored)).not.toContain(true);
    expect(sent.id).toBe(story.slack.messages.at(-1)?.ts);
  },
);

test("text that was unconfirmed when the last message expired is delivered", async () => {
  const story = await createChatStory({ config: { feedbackButtons: true } });
  story.clock.setTimer(2_000, () => story.slack.expire(story.slack.messages.at(-1)?.ts ?? ""));
  await story.answer(["All but ", silence(3_000), "the end."]);
  expect(textsOf(story).join(" ")).toBe("All but the end.");
  expect(story.slack.messages.map(({ errored }) => errored)).not.toContain(true);
});

test("a reply that was delivered whole before its message expired is that message", async () => {
  const story = await createChatStory();
  story.clock.setTimer(2_000, () => story.slack.expire(story.slack.messages.at(-1)?.ts ?? ""));
  const sent = await story.answer(["All of it.", silence(3_000)]);
  expect(textsOf(story)).toEqual(["All of it."]);
  expect(sent.id).toBe(story.slack.messages.at(-1)?.ts);
});

test("a plan and its open cards go on in the next message, and are closed in the first", async () => {
  const story = await createChatStory();
  const plan = { type: "plan_update", title: "The plan" } as const;
  await story.answer([
    plan,
    task("one", "in_progress", "Search"),
    "Text.\n\n",
    silence(5 * minute),
    task("one", "complete", "Search"),
    "Found.",
  ]);
  expect(story.slack.messages.flatMap(({ cardsLeftOpen }) => cardsLeftOpen)).toEqual([]);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1: (edited)
    Text.

    bot #2:
    ▣ The plan
    [✓] Search
    Found.
    "
  `);
});

test("a table's head is said again where its rows go on, and not before prose", async () => {
  const story = await createChatStory({ config: { streamSegmentMaxAgeMs: 10_000 } });
  const head = "| a | b |\n| --- | --- |\n";
  await story.answer([head, "| 1 | 2 |\n", silence(60_000), "| 3 | 4 |\n", silence(60_000), "\nProse."]);
  expect(textsOf(story)).toMatchInlineSnapshot(`
    [
      "| a | b |
    | --- | --- |
    | 1 | 2 |",
      "| a | b |
    | --- | --- |
    | 3 | 4 |",
      "Prose.",
    ]
  `);
});

test("a fence of tildes is carried over, and a closing fence right behind the cut opens nothing", async () => {
  const story = await createChatStory({ config: { streamSegmentMaxAgeMs: 10_000 } });
  await story.answer(["~~~sh\nls\n", silence(60_000), "pwd\n", silence(60_000), "~~~\nDone."]);
  expect(textsOf(story)).toMatchInlineSnapshot(`
    [
      "~~~sh
    ls
    ~~~",
      "~~~sh
    pwd
    ~~~",
      "Done.",
    ]
  `);
});

test("a stream never changes between text and chunks: Slack would refuse", async () => {
  const story = await createChatStory();
  await story.answer(["Text ", silence(1_000), task("one", "complete"), "more ", silence(1_000), "text."]);
  expect(story.slack.messages.filter(({ streamed }) => streamed).map(({ mode }) => mode)).toEqual(["chunks"]);
  expect(story.slack.calls.filter(({ answer }) => answer?.error === "streaming_mode_mismatch")).toEqual([]);
});

test("a reply too long for one message is split", async () => {
  const story = await createChatStory();
  const paragraphs = Array.from(
    { length: 60 },
    (_, index) => `Paragraph ${index}. ${"word ".repeat(60)}\n\n`,
  );
  const receipt = await story.receipt(paragraphs);
  expect(receipt.segments.length).toBeGreaterThan(1);
  expect(textsOf(story).join("").replaceAll(/\s/g, "")).toBe(paragraphs.join("").replaceAll(/\s/g, ""));
});

test("an answer to an append that is lost is not sent twice", async () => {
  const story = await createChatStory();
  story.slack.failNext("chat.appendStream", { type: "reset-after" });
  await story.answer(["One. ", silence(1_000), "Two. ", silence(1_000), "Three."]);
  expect(textsOf(story)).toEqual(["One. Two. Three."]);
});

test("another final refusal reaches the handler as the error of Slack's client", async () => {
  const story = await createChatStory();
  story.slack.failNext("chat.appendStream", "is_archived", { times: 9 });
  story.slack.failNext("chat.startStream", "is_archived", { skip: 1, times: 9 });
  const failed = vi.fn();
  await story.answer(["One. ", silence(1_000), "Two. ", silence(1_000), "Three."]).catch(failed);
  expect(failed.mock.calls[0]?.[0]).toMatchObject({ data: { error: "is_archived" } });
});

test("an undefined rotateAfterMs leaves the adapter's age as it is", async () => {
  const story = await createChatStory({
    config: { streamSegmentMaxAgeMs: 10_000, streaming: { rotateAfterMs: undefined } },
  });
  await story.answer(["One.\n", silence(60_000), "Two."]);
  expect(textsOf(story)).toEqual(["One.\n", "Two."]);
});
