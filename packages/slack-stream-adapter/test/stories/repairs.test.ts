import { expect, test } from "vitest";
import { createStory, happen, type Story, silence } from "../support/story.ts";
import { call, createStoryWithoutCards, playWithoutCards, result } from "../support/story-without-cards.ts";

const card = { type: "task_update", id: "search", title: "Search", status: "in_progress" } as const;
const rateLimit = (retryAfter: number) => ({ type: "rate-limit", retryAfter }) as const;

const expireLast = ({ slack }: Story) => slack.expire(slack.messages.at(-1)?.ts ?? "");
const updatesOf = ({ slack }: Story) => slack.calls.filter(({ method }) => method === "chat.update").length;
/** The first message ends early, and text comes after it. */
const expiring = (story: Story) => [
  "One.",
  silence(1_000),
  happen(() => expireLast(story)),
  "\n\nTwo.",
  silence(30_000),
];

test("text does not wait for a repair that Slack delays, and the repair is made at the end", async () => {
  const story = createStory();
  story.slack.failNext("chat.update", rateLimit(20));
  const receipt = await story.play([...expiring(story), " Three."]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "One."
    1.0s -- #1 expired --
    1.0s chat.appendStream #1 "⏎⏎Two." !message_not_in_streaming_state
    2.0s chat.update #1 text "One." !rate-limit
    2.0s chat.startStream #2 "Two."
    31.0s chat.appendStream #2 " Three."
    31.0s chat.stopStream #2
    31.0s chat.update #1 text "One."
    "
  `);
  expect(receipt.segments).toMatchObject([{ ended: "expired", repaired: true }, { ended: "stopped" }]);
});

test("a repair that Slack refuses is not tried again", async () => {
  const story = createStory();
  story.slack.failNext("chat.update", "cant_update_message", { times: 9 });
  const receipt = await story.play([...expiring(story), " Three."]);
  expect(updatesOf(story)).toBe(2); // Once in each form that Slack may take.
  expect(receipt.segments).toMatchObject([{ ended: "expired", repaired: false }, { ended: "stopped" }]);
});

test("a last repair that Slack delays for too long is not tried again", async () => {
  const story = createStory();
  story.slack.failNext("chat.update", rateLimit(200), { times: 9 });
  const expire = happen(() => expireLast(story));
  const receipt = await story.play(["One.", silence(1_000), expire], { budget: false });
  expect(updatesOf(story)).toBe(1);
  expect(receipt.segments).toMatchObject([{ ended: "expired", repaired: false }]);
});

test("when there is no time left for the next message, the receipt says how the earlier messages ended", async () => {
  for (const answer of ["written", "deleted"] as const) {
    const story = createStory();
    const controller = new AbortController();
    if (answer === "deleted") story.slack.failNext("chat.update", "message_not_found", { times: 2 });
    story.slack.failNext("chat.startStream", { type: "stall-before-headers" }, { skip: 1, times: 9 });
    const abort = happen(() => controller.abort());
    const receipt = await story.play([...expiring(story), abort, silence(60_000)], {
      abortSignal: controller.signal,
    });
    expect(receipt.segments).toMatchObject([
      { ended: answer === "written" ? "expired" : "deleted" },
      { ts: "" },
    ]);
  }
});

test("a card of an edited message is closed at the end if its last edit was refused", async () => {
  const story = createStory();
  story.slack.failNext("chat.update", "cant_update_message", { skip: 1 });
  await story.play(["One.", card, silence(5_000)], { transport: "edit" });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.postMessage #1 text "One."
    1.0s chat.update #1 "One." blocks[markdown "One.", task_card search in_progress]
    5.0s chat.update #1 "One." blocks[markdown "One.", task_card search complete] !cant_update_message
    5.0s chat.update #1 "One." blocks[markdown "One.", task_card search complete]
    "
  `);
});

test("if repeated text takes several messages, exactly these are uncertain", async () => {
  const said = Array.from({ length: 100 }, (_, index) => `word${index}`).join(" ");
  const story = createStory();
  story.slack.failNext("chat.appendStream", { type: "reset-after" });
  story.slack.failNext("chat.update", "cant_update_message", { times: 2 });
  story.slack.failNext("chat.startStream", "msg_too_long", { skip: 1 });
  const expire = happen(() => expireLast(story));
  const lines = ["One.", silence(1_000), `\n\n${said}`, silence(1_000), expire, "\n\n", said, silence(1_000)];
  const { segments } = await story.play(lines, { maxMessageBytes: 800 });
  expect(segments.length).toBeGreaterThanOrEqual(4);
  expect(segments.filter(({ start, uncertain }) => uncertain !== start < said.length)).toEqual([]);
});

test("a message that shows a doubtful card again is uncertain", async () => {
  const story = createStory();
  story.slack.failNext("chat.appendStream", { type: "reset-after" });
  story.slack.failNext("chat.update", "cant_update_message", { times: 2 });
  const receipt = await story.play([
    "One.",
    silence(1_000),
    card,
    silence(1_000),
    happen(() => expireLast(story)),
  ]);
  expect(receipt.segments).toMatchObject([{ uncertain: true }, { uncertain: true }]);
});

test("an answer is written into an ended message that holds only a line about a tool", async () => {
  const story = createStoryWithoutCards();
  const expire = happen(() => expireLast(story));
  const lines = [call(), silence(5_000), expire, result(), "It is 42.", silence(5_000)];
  const { shown } = await playWithoutCards(lines, {}, story);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    2.0s chat.startStream #1 "_Search docs…_"
    5.0s -- #1 expired --
    5.0s chat.appendStream #1 "⏎⏎It is 42." !message_not_in_streaming_state
    6.0s chat.update #1 text "It is 42."
    10.0s agents.sessions.setStatus status="active"
    "
  `);
  expect(shown).toEqual(["It is 42."]);
});
