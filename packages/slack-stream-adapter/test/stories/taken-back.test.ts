import { expect, test } from "vitest";
import { createStory, silence } from "../support/story.ts";

/** What a source takes back is gone from the finished answer. */
const step = { type: "start-step" };
const end = { type: "finish-step", finishReason: "stop" };
const reset = { type: "reset-step" };

const say = (text: string) => ({ type: "text-delta", id: "t", text });
const search = (id: string) => ({ type: "tool-call", toolCallId: id, toolName: "search", input: {} });
const found = (id: string) => ({ ...search(id), type: "tool-result", output: "found" });

test("text that was not sent yet is dropped without a call", async () => {
  const story = createStory();
  const receipt = await story.play(
    [step, say("The capital of France is Par"), reset, say("The capital of France is Paris.")],
    { firstTextMs: 500 },
  );
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "The capital of France is Paris."
    0.0s chat.stopStream #1
    "
  `);
  expect(receipt).toMatchObject({ outcome: "completed", text: "The capital of France is Paris." });
});

test("a message that loses all its content is stopped and deleted, and the next try gets its own message", async () => {
  const story = createStory();
  const tried = [step, say("The capital of France is Par"), silence(2_000), reset, silence(3_000)];
  const receipt = await story.play([...tried, say("It is Paris."), silence(1_000), say(" Yes.")]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "The capital of France is Par"
    2.0s chat.stopStream #1
    2.0s chat.delete #1
    5.0s chat.startStream #2 "It is Paris."
    6.0s chat.appendStream #2 " Yes."
    6.0s chat.stopStream #2
    "
  `);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #2:
    It is Paris. Yes.
    "
  `);
  expect(receipt).toMatchObject({ outcome: "completed", text: "It is Paris. Yes.", delivered: 17 });
});

test("a finished step stays: its message is stopped, and an edit removes the failed try", async () => {
  const story = createStory();
  const tried = [step, say("Let me look."), end, step, say("It is 4"), silence(2_000), reset, silence(3_000)];
  const receipt = await story.play([...tried, say("It is 42."), silence(4_000), say(" Sure.")]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Let me look."
    0.3s chat.appendStream #1 "⏎⏎It is 4"
    2.0s chat.stopStream #1
    3.3s chat.update #1 text "Let me look."
    6.3s chat.update #1 text "Let me look.⏎⏎It is 42."
    9.0s chat.update #1 text "Let me look.⏎⏎It is 42. Sure."
    9.0s agents.sessions.setStatus status="active"
    "
  `);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1: (edited)
    Let me look.

    It is 42. Sure.
    "
  `);
  expect(receipt).toMatchObject({ outcome: "completed", text: "Let me look.\n\nIt is 42. Sure." });
});

test("a reset that retracts nothing makes no call and changes no call", async () => {
  const parts = [step, say("One."), end, silence(1_000), step, say("Two."), silence(1_000)];
  const plain = createStory();
  await plain.play(parts);
  const story = createStory();
  await story.play([reset, ...parts.flatMap((part) => (part === step ? [step, reset] : [part]))]);
  expect(story.transcript()).toBe(plain.transcript());
});

test("the cards of the step are removed, and cards of earlier steps stay with their later updates", async () => {
  const story = createStory();
  const first = [step, search("a"), end, silence(1_000), found("a")];
  const second = [step, search("b"), say("Half an"), silence(2_000), reset];
  const receipt = await story.play([...first, ...second, silence(2_000), say("A whole answer.")]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 card a in_progress "Search"
    1.0s chat.appendStream #1 card a complete "Search" output="found"
    1.3s chat.appendStream #1 card b in_progress "Search" "Half an"
    3.0s chat.stopStream #1
    4.3s chat.update #1 "Search" blocks[task_card a complete]
    5.0s chat.update #1 "A whole answer." blocks[task_card a complete, markdown "A whole answer."]
    5.0s agents.sessions.setStatus status="active"
    "
  `);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    [✓] Search
        found
    A whole answer.
    "
  `);
  expect(receipt.text).toBe("A whole answer.");
});

test("messages that were rotated during the step are deleted, and the message in which it began is written again", async () => {
  const story = createStory();
  const long = "A sentence of a try that comes to nothing. ".repeat(30);
  const receipt = await story.play(
    [
      step,
      say("Let me look."),
      end,
      silence(1_000),
      step,
      say(long),
      silence(5_000),
      reset,
      silence(2_000),
      say("Found."),
    ],
    { maxMessageBytes: 500 },
  );
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1: (edited)
    Let me look.

    bot #4:
    Found.
    "
  `);
  expect(receipt.segments.map(({ ended, start, end: to }) => [ended, start, to])).toMatchInlineSnapshot(`
    [
      [
        "full",
        0,
        12,
      ],
      [
        "deleted",
        12,
        12,
      ],
      [
        "deleted",
        12,
        12,
      ],
      [
        "stopped",
        12,
        20,
      ],
    ]
  `);
  expect(receipt).toMatchObject({ outcome: "completed", text: "Let me look.\n\nFound." });
});

test("a running card of a message that has ended is not left running after a reset at the source's end", async () => {
  const story = createStory();
  const card = { type: "task_update", id: "c", title: "Search", status: "in_progress" };
  const tried = [step, say("Let me look."), card, end, silence(1_000), step, say("A try. ".repeat(100))];
  await story.play([...tried, silence(5_000), reset], { maxMessageBytes: 500 });
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    Let me look.
    [✓] Search
    "
  `);
});

test("if Slack refuses the deletion, the next try replaces the first", async () => {
  const story = createStory();
  story.slack.failNext("chat.delete", "cant_delete_message", { times: 9 });
  const receipt = await story.play([
    step,
    say("Half an"),
    silence(2_000),
    reset,
    silence(1_000),
    say("Whole."),
  ]);
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1: (edited)
    Whole.
    "
  `);
  expect(receipt.text).toBe("Whole.");
});

// The receipt called it certain (found by refusing each call in turn).
test.each([
  ["no edit", "cant_update_message"],
  ["edits only after minutes", { type: "rate-limit", retryAfter: 50 }],
] as const)(
  "if Slack takes %s, the receipt says that retracted text may still be shown",
  async (_, fault) => {
    const play = async (times: number) => {
      const story = createStory();
      const spoken = Array.from({ length: 12 }, (_, index) => [say(` Try ${index}.`), silence(300)]).flat();
      if (times > 0) story.slack.failNext("chat.update", fault, { times });
      const tried = [step, say("Let me look."), end, step, ...spoken, search("a"), silence(700), reset];
      const receipt = await story.play([...tried, say("It is 42.")], { rotateAfterMs: 2_000 });
      return { isShown: story.thread().includes("Try 0"), receipt };
    };
    const refused = await play(50);
    expect(refused.isShown).toBe(true);
    expect(refused.receipt.segments[0]).toMatchObject({ uncertain: true });
    const taken = await play(0);
    expect(taken.isShown).toBe(false);
    expect(taken.receipt.segments.map(({ uncertain }) => uncertain)).not.toContain(true);
  },
);

test("after the user's stop retracted text is not changed", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", "stopped_by_user");
  const receipt = await story.play([
    step,
    say("Half an"),
    silence(2_000),
    reset,
    silence(1_000),
    say("Whole."),
  ]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Half an"
    2.0s chat.stopStream #1 !stopped_by_user
    2.0s agents.sessions.setStatus status="active"
    "
  `);
  expect(receipt).toMatchObject({ outcome: "stopped-by-user", text: "" });
});

// The next step had begun when the first message was confirmed: what was taken back stayed in it, before the new text.
test("a step that was being sent is removed, although the source has already ended the step", async () => {
  const story = createStory();
  await story.play([step, say("Red is "), reset, say("Blue is fine."), end]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Red is"
    0.0s chat.stopStream #1
    0.0s chat.delete #1
    0.0s chat.startStream #2 "Blue is fine."
    0.0s chat.stopStream #2
    "
  `);
});

// WorkflowAgent writes a reset before every model call.
test("a reset that retracts nothing makes no call", async () => {
  const script = (resets: readonly object[]) => [
    ...resets,
    step,
    say("Let me look."),
    search("c1"),
    silence(2_000),
    found("c1"),
    end,
    ...resets,
    silence(2_000),
    ...resets,
    step,
    ...resets,
    say("It is 42."),
    silence(2_000),
    say(" Sure."),
    end,
  ];
  const [without, within] = await Promise.all(
    [[], [reset]].map(async (resets) => {
      const story = createStory();
      await story.play(script(resets));
      return story.transcript();
    }),
  );
  expect(within).toBe(without);
});

// The stop was taken for one of a message that had ended (fuzz, scope resets, seed 51000793).
test("a retracted message whose bare stop is refused is closed again, and then deleted", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", "invalid_blocks");
  await story.play([step, say("Wrong"), silence(1_000), reset]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Wrong"
    1.0s chat.stopStream #1 !invalid_blocks
    2.0s chat.delete #1 !cant_delete_message
    2.0s chat.stopStream #1
    2.0s chat.delete #1
    2.0s agents.sessions.setStatus status="active"
    "
  `);
  expect(story.slack.messages.at(-1)?.state).toBe("deleted");
});

test("a message that would keep only a card is deleted if Slack takes no cards, because it shows text that was taken back", async () => {
  const story = createStory();
  story.slack.failNext("chat.update", "invalid_blocks", { skip: 1 });
  const tried = [search("a"), found("a"), end, step, say("Wrong words."), silence(3_000), reset];
  await story.play([step, ...tried, silence(9_000)], { transport: "edit" });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.postMessage #1 "Search" blocks[task_card a in_progress]
    1.0s chat.update #1 "Wrong words." blocks[task_card a complete, markdown "Wrong words."]
    4.0s chat.update #1 "Search" blocks[task_card a complete] !invalid_blocks
    4.0s chat.delete #1
    "
  `);
});

// Fuzz, scope resets, seed 41010926.
test("a retracted message is deleted after the stop that a rate limit delays", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", "invalid_arguments");
  story.slack.failNext("chat.stopStream", { type: "rate-limit", retryAfter: 2 }, { skip: 1 });
  const receipt = await story.play([step, say("Wrong"), silence(1_000), reset]);
  expect(story.slack.messages.at(-1)?.state).toBe("deleted");
  expect(receipt.outcome).toBe("completed");
});

test("a deletion that does not find its message, although it is there, is made again", async () => {
  const story = createStory();
  story.slack.failNext("chat.delete", "message_not_found");
  await story.play([step, say("Wrong"), silence(1_000), reset]);
  expect(story.slack.messages.at(-1)?.state).toBe("deleted");
});

test("an answer of which a retracted message stays, because Slack does not delete it, is complete and uncertain", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", "invalid_arguments");
  story.slack.failNext("chat.delete", "cant_delete_message", { times: 99 });
  const receipt = await story.play([step, say("Wrong"), silence(1_000), reset]);
  expect(receipt).toMatchObject({ outcome: "completed", segments: [{ uncertain: true }] });
});
