import { expect, test } from "vitest";
import type { TaskUpdateChunk } from "../../src/index.ts";
import { createStory, happen, silence } from "../support/story.ts";

const task = (update: Partial<TaskUpdateChunk>): TaskUpdateChunk => ({
  type: "task_update",
  id: "search",
  ...update,
});
const begun = task({ title: "Search the docs", status: "in_progress" });

test("cards go out in order with the text, updates that wait are merged", async () => {
  const story = createStory();
  await story.play([
    "Let me see.",
    begun,
    task({ details: "3 hits" }),
    silence(600),
    task({ details: ", 1 good" }),
    task({ status: "complete", output: "found it" }),
    "\n\nHere it is.",
  ]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Let me see."
    0.3s chat.appendStream #1 card search in_progress "Search the docs" details="3 hits"
    0.6s chat.stopStream #1 card search complete "Search the docs" details=", 1 good" output="found it" "⏎⏎Here it is."
    "
  `);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    Let me see.
    [✓] Search the docs
        3 hits, 1 good
        found it
    Here it is.
    "
  `);
});

test("an open card is a keepalive that leaves no trace", async () => {
  const story = createStory();
  await story.play(["Let me see.", begun, silence(50_000), task({ status: "complete" })]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Let me see."
    0.3s chat.appendStream #1 card search in_progress "Search the docs"
    20.3s chat.appendStream #1 card search in_progress "Search the docs"
    40.3s chat.appendStream #1 card search in_progress "Search the docs"
    50.0s chat.appendStream #1 card search complete "Search the docs"
    50.0s chat.stopStream #1
    "
  `);
});

test("a message that ends under an open card goes on by edit, and the text below it in the next message", async () => {
  const story = createStory();
  const receipt = await story.play(
    [
      "Let me see.\n",
      begun,
      silence(245_000),
      task({ output: "found it", status: "complete" }),
      "\n\nHere it is.",
    ],
    { keepaliveMs: false },
  );
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Let me see."
    0.3s chat.appendStream #1 card search in_progress "Search the docs"
    240.0s chat.stopStream #1 card search error "Search the docs" session_status="processing"
    240.0s chat.update #1 "Let me see." blocks[markdown "Let me see.", task_card search in_progress]
    245.0s chat.update #1 "Let me see." blocks[markdown "Let me see.", task_card search complete]
    245.0s chat.startStream #2 "Here it is."
    245.0s chat.stopStream #2
    "
  `);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    Let me see.
    [✓] Search the docs
        found it

    bot #2:
    Here it is.
    "
  `);
  expect(receipt.segments.map((segment) => segment.ended)).toEqual(["rotated", "stopped"]);
});

test("no card is left open: complete at the end, failed after an abort or a failure", async () => {
  const statusAfter = async (lines: (string | object)[], controller = new AbortController()) => {
    const story = createStory();
    await story
      .play(["Text.", begun, silence(600), ...lines], { abortSignal: controller.signal })
      .catch(() => {});
    return story.slack.messages.at(-1)?.cards.get("search")?.status;
  };
  const controller = new AbortController();
  expect(await statusAfter([])).toBe("complete");
  expect(await statusAfter([new Error("boom")])).toBe("error");
  expect(await statusAfter([happen(() => controller.abort()), silence(10)], controller)).toBe("error");
});

test("if cards are refused, the text goes on without them", async () => {
  for (const code of ["invalid_chunks", "invalid_arguments"]) {
    const story = createStory();
    story.slack.failNext("chat.appendStream", code);
    await story.play(["Text.", silence(600), begun, " More."]);
    expect(story.slack.messages.at(-1)).toMatchObject({ markdown: "Text. More.", state: "stopped" });
  }
});

test("a message with cards is repaired with its cards, its stop blocks and its metadata", async () => {
  const story = createStory();
  story.slack.failNext("chat.appendStream", { type: "reset-after" });
  const receipt = await story.play(
    ["Text.", begun, silence(600), " More.", silence(600), task({ status: "complete" }), " End."],
    {
      stopBlocks: [{ type: "divider" }],
      metadata: { event_type: "answer", event_payload: { id: 1 } },
    },
  );
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Text."
    0.3s chat.appendStream #1 card search in_progress "Search the docs" !reset-after (applied)
    0.7s chat.appendStream #1 " More."
    1.2s chat.appendStream #1 card search complete "Search the docs"
    1.2s chat.stopStream #1 " End." blocks[divider]
    1.2s chat.update #1 "Text.⏎⏎More. End." blocks[markdown "Text.", task_card search complete, markdown "More. End.", divider]
    "
  `);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    Text.
    [✓] Search the docs
    More. End.
    [divider]
    "
  `);
  expect(receipt.segments).toMatchObject([{ repaired: true }]);
  expect(story.slack.messages.at(-1)).toMatchObject({ metadata: { event_type: "answer" } });
});

test("cards count for a message's size", async () => {
  const story = createStory();
  const lines = Array.from({ length: 12 }, (_, index) =>
    task({
      id: `card${index}`,
      title: `Step ${index}`,
      status: "complete",
      details: "d".repeat(200),
      output: "o".repeat(200),
    }),
  );
  const receipt = await story.play(["Text.", ...lines, "End."], { maxMessageBytes: 4_000 });
  expect(receipt.segments.length).toBeGreaterThan(2);
  const ids = story.slack.messages.flatMap((message) => [...(message.cards?.keys() ?? [])]);
  expect(ids).toEqual(lines.map((line) => line.id));
});

test("malformed cards are ignored and break nothing", async () => {
  const story = createStory();
  const receipt = await story.play([
    "Text.",
    { type: "task_update" },
    { type: "blocks", blocks: [] },
    { type: "plan_update" },
    " End.",
  ]);
  expect(receipt).toMatchObject({ outcome: "completed", delivered: 10 });
  expect(story.slack.messages.at(-1)?.markdown).toBe("Text. End.");
});

test("a card that comes between the two halves of a character does not tear it", async () => {
  const story = createStory();
  const card = { type: "task_update", id: "c", title: "Card", status: "complete" };
  const [high, low] = ["\uD83D", "\uDC69"];
  const receipt = await story.play([`Hello ${high}`, card, silence(2_000), `${low} there.`]);
  expect(receipt).toMatchObject({ outcome: "completed", text: "Hello \u{1F469} there." });
  expect(story.thread()).toContain("\u{1F469} there.");
});

// Found by the fuzzer: the title stood before text that a call under way carried, and was taken in its place.
test("a title of the plan that comes while text is sent does not repeat the text", async () => {
  const story = createStory();
  const card = {
    type: "task_update",
    id: "c",
    title: "Card",
    status: "in_progress",
    details: "looks",
  } as const;
  const lines = [card, "w", silence(40), "1", silence(40), "."];
  await story.play(lines, { minIntervalMs: 0, taskDisplayMode: "plan" });
  expect(story.slack.messages.at(-1)).toMatchObject({ markdown: "w1." });
});
