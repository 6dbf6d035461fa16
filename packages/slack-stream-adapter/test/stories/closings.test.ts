import { expect, test } from "vitest";
import type { StreamOptions } from "../../src/index.ts";
import { cardsOf, createStory, happen, type Line, type Story, silence } from "../support/story.ts";

const card = { type: "task_update", id: "search", title: "Search", status: "in_progress" } as const;

const textsOf = ({ slack }: Story) => slack.messages.slice(1).map(({ markdown }) => markdown);
const expireLast = ({ slack }: Story) => slack.expire(slack.messages.at(-1)?.ts ?? "");

test("the last text of a stop whose response is lost is shown once", async () => {
  for (const type of ["reset-before", "reset-after"] as const) {
    const story = createStory();
    story.slack.failNext("chat.stopStream", { type });
    const receipt = await story.play(["One", silence(300), " two"]);
    expect(textsOf(story)).toEqual(["One two"]);
    expect(receipt.segments).toMatchObject([{ ended: "stopped", repaired: true, uncertain: false }]);
  }
});

test("the last text of a stop whose response is lost is sent again if the message can't be written", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", { type: "reset-before" });
  story.slack.failNext("chat.update", "cant_update_message", { times: 2 });
  const receipt = await story.play(["One", silence(300), " two"]);
  expect(textsOf(story)).toEqual(["One", "two"]);
  expect(receipt.segments).toMatchObject([{ uncertain: true }, { uncertain: true }]);
});

test("a card that a stop can't close, because of its size or by itself, is closed by an edit", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", "invalid_chunks");
  story.slack.failNext("chat.stopStream", "msg_too_long");
  await story.play(["Text.", card, silence(400), "\n\nMore.", silence(100), " End."]);
  expect(textsOf(story)).toEqual(["Text.", "More. End."]);
  expect(story.slack.messages[1]?.cards.get("search")?.status).toBe("complete");
});

test("text that a full message does not take goes on in the next, even if an expired one would go on by edit", async () => {
  const story = createStory({ size: { limit: 60 } });
  story.slack.failNext("chat.stopStream", "message_not_in_streaming_state");
  const said = ["The first sentence is short.", silence(600), " The second one is longer than what is left."];
  await story.play(said, { continuation: "edit" });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "The first sentence is short."
    0.6s chat.appendStream #1 " The second one is longer than what is left." !msg_too_long
    0.6s chat.stopStream #1 session_status="processing" !message_not_in_streaming_state
    1.6s chat.update #1 text "The first sentence is short." !streaming_state_conflict
    1.6s chat.stopStream #1
    1.6s chat.update #1 text "The first sentence is short."
    1.6s chat.startStream #2 "The second one is longer than what is left."
    1.6s chat.stopStream #2
    "
  `);
});

test("the end of a code block is sent without the card that is refused with it", async () => {
  const story = createStory();
  story.slack.failNext("chat.appendStream", "msg_too_long", { skip: 2 });
  story.slack.failNext("chat.stopStream", "invalid_chunks");
  const code = ["```\nconst a = 1;\n", silence(5_000), "const b = 2;\n", silence(5_000), "```"];
  await story.play(["Look.", card, silence(1_000), ...code]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Look."
    0.3s chat.appendStream #1 card search in_progress "Search"
    1.0s chat.appendStream #1 "⏎⏎\`\`\`⏎const a = 1;"
    6.0s chat.appendStream #1 "⏎const b = 2;" !msg_too_long
    6.0s chat.stopStream #1 "⏎\`\`\`" card search error "Search (continued)" session_status="processing" !invalid_chunks
    6.0s chat.stopStream #1 "⏎\`\`\`" session_status="processing"
    6.0s chat.update #1 "Look.⏎⏎\`\`\`⏎const a = 1;⏎\`\`\`" blocks[markdown "Look.", task_card search pending, markdown "\`\`\`⏎const a = 1;⏎\`\`\`"]
    6.0s chat.startStream #2 "\`\`\`⏎const b = 2;"
    11.0s chat.stopStream #2 "⏎\`\`\`"
    11.0s chat.update #1 "Look.⏎⏎\`\`\`⏎const a = 1;⏎\`\`\`" blocks[markdown "Look.", task_card search complete, markdown "\`\`\`⏎const a = 1;⏎\`\`\`"]
    "
  `);
});

test("if Slack refuses the end of a card in a stop, an edit closes the card, whenever cards were refused", async () => {
  for (const method of ["chat.stopStream", "chat.appendStream"]) {
    const story = createStory();
    story.slack.failNext(method, "invalid_chunks", { skip: method === "chat.stopStream" ? 0 : 1 });
    await story.play(["Text.", card, silence(1_000), { ...card, details: "3 hits" }, silence(600), "More."]);
    expect(story.slack.messages.at(-1)).toMatchObject({ markdown: "Text.\n\nMore." });
    expect(cardsOf(story)).toEqual([expect.stringContaining("complete")]);
  }
});

test("the last text is sent again without the card that was refused with it, to its last character", async () => {
  for (const end of ["42", "1.", "**", "| a | b |", "[link](https://", "<"]) {
    const story = createStory();
    story.slack.failNext("chat.stopStream", "invalid_chunks");
    const receipt = await story.play(["Text.", silence(100), card, `More.\n\n${end}`]);
    expect(receipt).toMatchObject({ outcome: "completed", segments: [{ start: 0, ended: "stopped" }] });
    expect(receipt.segments).toHaveLength(1);
    expect(cardsOf(story)).toEqual([]);
  }
});

test("the library does not wait for a stop that Slack delays until after the message's life", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", { type: "rate-limit", retryAfter: 60 });
  const said: Line[] = ["One.", silence(400_000), "\n\nTwo."];
  await story.play(said, { rotateAfterMs: 285_000, keepaliveMs: false });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "One."
    285.0s chat.stopStream #1 session_status="processing" !rate-limit
    285.0s chat.update #1 text "One." !streaming_state_conflict
    285.0s chat.stopStream #1
    285.0s chat.update #1 text "One."
    400.0s chat.startStream #2 "Two."
    400.0s chat.stopStream #2
    "
  `);
});

test("a message that ends before its last text is written whole, with that text", async () => {
  const story = createStory();
  await story.play(["One.", silence(100), happen(() => expireLast(story)), " Two."]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "One."
    0.1s -- #1 expired --
    0.1s chat.stopStream #1 " Two." !message_not_in_streaming_state
    1.1s chat.update #1 text "One. Two."
    1.1s agents.sessions.setStatus status="active"
    "
  `);
});

test("the last text goes on in its own message if the ended message can't be written", async () => {
  const story = createStory();
  story.slack.failNext("chat.update", "cant_update_message", { times: 2 });
  const receipt = await story.play(["One.", silence(100), happen(() => expireLast(story)), " Two."]);
  expect(textsOf(story)).toEqual(["One.", "Two."]);
  expect(receipt).toMatchObject({ outcome: "completed", segments: [{ ended: "expired" }, { start: 4 }] });
});

test("a message too old to have been stopped by a user is written at once when Slack has ended it", async () => {
  const story = createStory();
  const options: StreamOptions = { rotateAfterMs: false, keepaliveMs: false };
  await story.play(["One.", silence(310_000), "\n\nTwo."], options);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "One."
    300.0s -- #1 expired --
    310.0s chat.appendStream #1 "⏎⏎Two." !message_not_in_streaming_state
    310.0s chat.update #1 text "One."
    310.0s chat.startStream #2 "Two."
    310.0s chat.stopStream #2
    "
  `);
});

test("after an abort, a message that has ended is written at once, without waiting for a stop event", async () => {
  const story = createStory();
  const controller = new AbortController();
  const abort = happen(() => {
    expireLast(story);
    controller.abort();
  });
  await story.play(["One.", silence(100), " Two.", abort, silence(60_000)], {
    abortSignal: controller.signal,
  });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "One."
    0.1s -- #1 expired --
    0.1s chat.stopStream #1 " Two." !message_not_in_streaming_state
    0.1s chat.update #1 text "One. Two."
    0.1s agents.sessions.setStatus status="active"
    "
  `);
});

test("blocks below the answer are written once into a message that had ended", async () => {
  const story = createStory();
  const stopBlocks = [{ type: "divider" }];
  await story.play(["One.", silence(100), happen(() => expireLast(story)), " Two."], { stopBlocks });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "One."
    0.1s -- #1 expired --
    0.1s chat.stopStream #1 " Two." blocks[divider] !message_not_in_streaming_state
    1.1s chat.update #1 "One. Two." blocks[markdown "One. Two.", divider]
    1.1s agents.sessions.setStatus status="active"
    "
  `);
  const other = createStory();
  const metadata = { event_type: "answered", event_payload: {} };
  await other.play(["One.", silence(100), happen(() => expireLast(other)), " Two."], { metadata });
  expect(other.slack.calls.filter(({ method }) => method === "chat.update")).toHaveLength(1);
});

test("a stop that hangs when no time is left for an edit is sent again", async () => {
  const story = createStory();
  story.slack.failNext("chat.startStream", { type: "stall-before-headers" }, { times: 2 });
  story.slack.failNext("chat.stopStream", { type: "stall-before-headers" });
  const receipt = await story.play(["One."]);
  expect(receipt.segments.map(({ ended }) => ended)).toEqual(["stopped"]);
  expect(story.slack.messages.at(1)).toMatchObject({ state: "stopped" });
});
