import { expect, test } from "vitest";
import { createStory, happen, silence } from "../support/story.ts";

test("an append whose answer is lost is not sent again: the message is repaired at its close", async () => {
  for (const client of [7, 8] as const) {
    for (const fault of ["reset-after", "reset-before", "stall-before-headers", "stall-in-body"] as const) {
      const story = createStory({ client });
      story.slack.failNext("chat.appendStream", { type: fault });
      const receipt = await story.play(["One", silence(600), " two", silence(600), " three"]);
      const appends = story.slack.calls.filter((call) => call.method === "chat.appendStream");
      expect(appends.filter((call) => JSON.stringify(call.args).includes(" two"))).toHaveLength(1);
      expect(story.slack.messages.at(-1)?.markdown).toBe("One two three");
      expect(receipt).toMatchObject({
        outcome: "completed",
        delivered: 13,
        segments: [{ repaired: true, uncertain: false }],
      });
    }
  }
});

test("a stop whose answer is lost is repeated bare, and the message written whole", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", { type: "reset-after" });
  await story.play(["One", silence(600), " two"]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "One"
    0.6s chat.appendStream #1 " two"
    0.6s chat.stopStream #1 !reset-after (applied)
    1.6s chat.stopStream #1 !message_not_in_streaming_state
    1.6s chat.update #1 text "One two"
    "
  `);
});

test("a start whose answer is lost is found in the thread and adopted", async () => {
  const story = createStory();
  story.slack.failNext("chat.startStream", { type: "reset-after" });
  const receipt = await story.play(["One", silence(600), " two"]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "One" !reset-after (applied)
    2.0s auth.test
    2.0s conversations.replies 1700000000.000000
    2.0s chat.stopStream #1 " two"
    "
  `);
  expect(receipt.segments).toMatchObject([{ uncertain: false }]);
});

test("a start that nobody can find is made again, and the receipt says uncertain", async () => {
  const story = createStory();
  story.slack.failNext("chat.startStream", { type: "reset-before" });
  const receipt = await story.play(["One", silence(600), " two"]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream "One" !reset-before
    2.0s auth.test
    2.0s conversations.replies 1700000000.000000
    7.0s conversations.replies 1700000000.000000
    7.0s chat.startStream #1 "One two"
    7.0s chat.stopStream #1
    7.0s conversations.replies 1700000000.000000
    "
  `);
  expect(receipt.segments).toMatchObject([{ uncertain: true }]);
});

test("a lost start in a thread that can't be read goes on by post and edit", async () => {
  const story = createStory({ readBack: { access: "forbidden" } });
  story.slack.failNext("chat.startStream", { type: "reset-before" });
  const receipt = await story.play(["One", silence(600), " two"]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream "One" !reset-before
    2.0s auth.test
    2.0s conversations.replies 1700000000.000000 !missing_scope
    2.0s chat.postMessage #1 text "One two"
    2.0s conversations.replies 1700000000.000000 !missing_scope
    "
  `);
  expect(receipt.segments).toMatchObject([{ transport: "edit", uncertain: true }]);
});

test("text that waits for a rate limit is merged; after a long wait for the start the answer is posted and edited", async () => {
  const merging = createStory();
  merging.slack.failNext("chat.appendStream", { type: "rate-limit", retryAfter: 10 });
  await merging.play(["One", silence(600), " two", silence(5_000), " three", silence(20_000), " four"]);
  expect(merging.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "One"
    0.6s chat.appendStream #1 " two" !rate-limit
    10.6s chat.appendStream #1 " two three"
    25.6s chat.appendStream #1 " four"
    25.6s chat.stopStream #1
    "
  `);

  const posting = createStory();
  posting.slack.failNext("chat.startStream", { type: "rate-limit", retryAfter: 120 });
  const receipt = await posting.play(["One", silence(600), " two", silence(5_000), " three"]);
  expect(posting.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream "One" !rate-limit
    0.0s chat.postMessage #1 text "One"
    1.0s chat.update #1 text "One two"
    5.6s chat.update #1 text "One two three"
    "
  `);
  expect(receipt).toMatchObject({ fallbackReason: "ratelimited", segments: [{ transport: "edit" }] });
});

test("a full message is closed, and the refused text goes on in the next", async () => {
  const story = createStory({ size: { limit: 60 } });
  const receipt = await story.play([
    "The first sentence is short.",
    silence(600),
    " The second one is longer than what is left.",
  ]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "The first sentence is short."
    0.6s chat.appendStream #1 " The second one is longer than what is left." !msg_too_long
    0.6s chat.stopStream #1 session_status="processing"
    0.6s chat.startStream #2 "The second one is longer than what is left."
    0.6s chat.stopStream #2
    "
  `);
  expect(receipt.segments.map((segment) => segment.ended)).toEqual(["full", "stopped"]);
});

test("a message that somebody deleted is not posted again", async () => {
  const story = createStory();
  const isDeleted = happen(() => story.slack.deleteMessage(story.slack.messages.at(-1)?.ts ?? ""));
  await story.play(["One.", silence(600), isDeleted, "\n\nTwo."]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "One."
    0.6s -- #1 deleted --
    0.6s chat.appendStream #1 "⏎⏎Two." !message_not_found
    1.6s chat.stopStream #1 !message_not_found
    1.6s chat.startStream #2 "Two."
    1.6s chat.stopStream #2
    "
  `);
});

test.each(["chat.appendStream", "chat.stopStream"])(
  "a message that %s does not find, although it is there, is not left streaming",
  async (method) => {
    const story = createStory();
    story.slack.failNext(method, "message_not_found");
    const receipt = await story.play(["One.", silence(600), "\n\nTwo.", silence(1_000)]);
    expect(receipt.outcome).toBe("completed");
    expect(story.slack.messages.filter(({ state }) => state === "open")).toEqual([]);
    expect(story.thread().match(/One|Two/g)).toEqual(["One", "Two"]);
  },
);

test("a card and text of a stop that does not find its message go on in the next one, and the message keeps neither", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", "message_not_found");
  const card = { type: "task_update", id: "c", title: "Card" } as const;
  const running = { ...card, status: "in_progress" } as const;
  const done = [{ ...card, status: "complete" } as const, "Two."];
  const receipt = await story.play([running, ...done], { firstTextMs: 0, stopBlocks: [{ type: "divider" }] });
  expect(receipt).toMatchObject({ outcome: "completed", delivered: 4 });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 card c in_progress "Card"
    0.0s chat.stopStream #1 card c complete "Card" "Two." blocks[divider] !message_not_found
    1.0s chat.stopStream #1
    1.0s chat.update #1 "Card (continued)" blocks[task_card c pending]
    1.0s chat.startStream #2 card c complete "Card" "Two."
    1.0s chat.stopStream #2 blocks[divider]
    "
  `);
});

test("a stop without an answer, and then one that does not find its message, leave no message streaming", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", { type: "reset-before" });
  story.slack.failNext("chat.stopStream", "message_not_found");
  const receipt = await story.play(["One.", silence(600), " Two."]);
  expect(receipt).toMatchObject({ outcome: "completed", segments: [{ ended: "stopped", repaired: true }] });
  expect(story.slack.messages.at(-1)).toMatchObject({ state: "stopped", markdown: "One. Two." });
});

test("an edit that does not find its message, although it is there, is made again, and loses no text", async () => {
  const story = createStory();
  story.slack.failNext("chat.update", "message_not_found");
  const lines = ["One.", silence(5_000), "\n\nTwo.", silence(5_000), "\n\nThree."];
  const receipt = await story.play(lines, { transport: "edit" });
  expect(receipt).toMatchObject({ outcome: "completed", segments: [{ ended: "stopped", uncertain: false }] });
  expect(story.thread().match(/One|Two|Three/g)).toEqual(["One", "Two", "Three"]);
});

test.each([true, false])(
  "a start that Slack refuses with a code that nobody knows becomes a post, and its message is closed if it was made (%s)",
  async (applied) => {
    const story = createStory();
    story.slack.failNext("chat.startStream", { type: "error", error: "some_new_code", applied });
    const receipt = await story.play(["One.", silence(600), " Two."]);
    expect(receipt).toMatchObject({ outcome: "completed", fallbackReason: "some_new_code" });
    expect(receipt.segments).toMatchObject([{ transport: "edit", uncertain: true }]);
    const states = story.slack.messages.map(({ state }) => state).slice(1);
    expect(states).toEqual(applied ? ["stopped", "posted"] : ["posted"]);
    expect(story.slack.messages.at(-1)?.markdown).toBe("One. Two.");
  },
);

test("a lost start is looked for once more after a look-up that was refused, and its message is closed", async () => {
  const story = createStory();
  story.slack.failNext("chat.startStream", { type: "reset-after" });
  story.slack.failNext("conversations.replies", "channel_not_found");
  const receipt = await story.play(["One.", silence(600), " Two."]);
  expect(receipt.segments).toMatchObject([{ transport: "edit", uncertain: true }]);
  expect(story.slack.messages.slice(1).map(({ state }) => state)).toEqual(["stopped", "posted"]);
});

test.each([{ type: "http", status: 503 }, "some_new_code"] as const)(
  "if no stop works (%s), the text arrives, and the receipt says that its message was not closed",
  async (fault) => {
    const story = createStory();
    story.slack.failNext("chat.stopStream", fault, { times: 1_000 });
    const receipt = await story.play(["One.", silence(600), " Two."]);
    expect(receipt).toMatchObject({ outcome: "completed", delivered: 9 });
    const open = story.slack.messages.filter(({ state }) => state === "open").map(({ ts }) => ts);
    expect(receipt.segments.filter(({ ended }) => ended === "unknown").map(({ ts }) => ts)).toEqual(open);
    const stops = story.slack.calls.filter(({ method }) => method === "chat.stopStream");
    expect(stops.filter(({ at }, index) => at === stops[index + 2]?.at)).toEqual([]);
  },
);

test("a stop block that Slack refuses never leaves a message streaming", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", "invalid_blocks");
  await story.play(["One"], {
    stopBlocks: [{ type: "divider" }],
    metadata: { event_type: "answer", event_payload: {} },
  });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "One"
    0.0s chat.stopStream #1 blocks[divider] !invalid_blocks
    0.0s chat.stopStream #1
    "
  `);
});

test("without native streaming the answer is posted and edited", async () => {
  const story = createStory({ govSlack: true });
  const receipt = await story.play(["One", silence(600), " **two", silence(1_500), "** three"]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream "One" !unknown_method
    0.0s chat.postMessage #1 text "One"
    1.6s chat.update #1 text "One **two"
    2.1s chat.update #1 text "One **two** three"
    "
  `);
  expect(receipt).toMatchObject({ fallbackReason: "unknown_method", segments: [{ transport: "edit" }] });

  const native = createStory({ govSlack: true });
  await expect(native.play(["One"], { transport: "stream" })).rejects.toMatchObject({
    code: "native-unavailable",
  });
});

test("if Slack takes native streaming away in the middle of an answer, the answer goes on by post and edit, unless the caller ruled this out", async () => {
  const source = ["One", silence(1_000), " two", silence(1_000), " three"];
  const story = createStory();
  story.slack.failNext("chat.appendStream", "feature_not_enabled");
  expect(await story.play(source)).toMatchObject({
    outcome: "completed",
    fallbackReason: "feature_not_enabled",
    segments: [{ transport: "stream", ended: "rotated" }, { transport: "edit" }],
  });
  const native = createStory();
  native.slack.failNext("chat.appendStream", "feature_not_enabled");
  await expect(native.play(source, { transport: "stream" })).rejects.toMatchObject({
    code: "native-unavailable",
    receipt: { segments: [{ transport: "stream" }] },
  });
  expect(native.slack.messages.slice(1)).toMatchObject([{ markdown: "One", state: "stopped" }]);
});

test("after the user pressed stop nothing is written but the session's status", async () => {
  for (const answer of ["stopped_by_user", "message_not_in_streaming_state"] as const) {
    const story = createStory();
    const { handleAgentSessionStopped } = await import("../../src/index.ts");
    let signal: AbortSignal | undefined;
    const receipt = await story.play((given) => {
      signal = given;
      return story.script([
        "One",
        silence(600),
        " two",
        silence(600),
        {
          happen: () => {
            const event = story.slack.stopByUser(story.slack.messages.at(-1)?.ts ?? "", { answer });
            if (answer !== "stopped_by_user")
              story.clock.setTimer(700, () => void handleAgentSessionStopped(event));
          },
        },
        " three",
        silence(60_000),
        " four",
      ]);
    });
    expect(receipt.outcome).toBe("stopped-by-user");
    expect(signal?.aborted).toBe(true);
    expect(story.returned.count).toBe(1);
    const last = story.slack.transcript().slice(-2);
    expect(last).toEqual([
      expect.stringContaining(`!${answer}`),
      expect.stringMatching(/setStatus .*active/),
    ]);
  }
});
