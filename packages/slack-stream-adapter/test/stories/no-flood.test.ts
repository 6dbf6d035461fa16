import { expect, test } from "vitest";
import { createStory, silence } from "../support/story.ts";

/** P7: no flood of messages, and an end in bounded time, whatever Slack does. */
const words = Array.from({ length: 300 }, (_, index) => [`word${index} `, silence(1_000)]).flat();
const text = words.filter((word) => typeof word === "string").join("");
const always = { times: 100_000 };

test.each([
  ["appends", "chat.appendStream", "some_new_code"],
  ["appends, as too long", "chat.appendStream", "msg_too_long"],
  ["appends, as of a message that is not there", "chat.appendStream", "message_not_found"],
  ["edits", "chat.update", "cant_update_message"],
] as const)(
  "where Slack refuses all %s, 300 words in 300 s take a handful of messages",
  async (_what, method, code) => {
    const story = createStory();
    story.slack.failNext(method, code, always);
    const options = method === "chat.update" ? ({ transport: "edit" } as const) : {};
    const receipt = await story.play(words, options).catch((error) => error.receipt);
    expect(receipt.text).toBe(text);
    expect(story.slack.messages.length - 1).toBeLessThanOrEqual(12);
    const shown = story.slack.messages.slice(1).map(({ markdown }) => markdown);
    for (const word of ["word0", "word150", "word299"]) expect(shown.join(" ")).toContain(word);
  },
);

test.each([
  ["a 403", { type: "http", status: 403 }],
  ["an unknown code", "some_new_code"],
  ["a size", "msg_too_long"],
  ["a block", "invalid_blocks"],
] as const)(
  "where every append is refused for %s and nothing but streaming is allowed, 300 words take a handful of messages",
  async (_what, fault) => {
    const story = createStory();
    story.slack.failNext("chat.appendStream", fault, always);
    const receipt = await story.play(words, { transport: "stream" }).catch((error) => error.receipt);
    expect(story.slack.messages.length - 1).toBeLessThanOrEqual(12);
    expect(receipt.segments.every(({ transport }: { transport: string }) => transport === "stream")).toBe(
      true,
    );
    const shown = story.slack.messages.slice(1).map(({ markdown }) => markdown);
    if (receipt.outcome === "completed")
      for (const word of ["word0", "word150", "word299"]) expect(shown.join(" ")).toContain(word);
  },
);

test("an answer to which Slack answers 503 from the fifth call on is given up 120 s after the source's end", async () => {
  const story = createStory();
  story.slack.failNext("*", { type: "http", status: 503 }, { skip: 4, ...always });
  const started = story.clock.now();
  const lines = Array.from({ length: 8 }, (_, index) => [`word${index} `, silence(1_000)]).flat();
  const answer = story.play(lines);
  await expect(answer).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringContaining("chat."),
  });
  expect(story.clock.now() - started).toBeLessThanOrEqual(8_000 + 120_000);
  expect(story.clock.pending).toBe(0);
});

test("deliveryTimeoutMs limits this time further, and waits for a rate limit do not count", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", { type: "rate-limit", retryAfter: 40 });
  const receipt = await story.play(["One.", silence(1_000), " Two."], { deliveryTimeoutMs: 20_000 });
  expect(receipt).toMatchObject({ outcome: "completed", text: "One. Two." });
  const down = createStory();
  down.slack.failNext("chat.stopStream", { type: "http", status: 503 }, always);
  down.slack.failNext("chat.update", { type: "http", status: 503 }, always);
  const began = down.clock.now();
  await down.play(["One.", silence(1_000), " Two."], { deliveryTimeoutMs: 20_000 }).catch(() => {});
  expect(down.clock.now() - began).toBeLessThanOrEqual(21_000);
});

// It was rejected as unreachable, though Slack had all of it (fuzz, scope all, seed 9002536).
test("an answer that Slack has completely is complete at the deadline, although its keepalive characters stay", async () => {
  const story = createStory();
  story.slack.failNext("chat.update", { type: "http", status: 503 }, always);
  const lines = ["One ", silence(60_000), "two."];
  const receipt = await story.play(lines, { keepaliveMs: 20_000, deliveryTimeoutMs: 20_000 });
  expect(story.slack.messages.at(-1)).toMatchObject({ state: "stopped" });
  expect(receipt).toMatchObject({ outcome: "completed", text: "One two.", delivered: 8 });
  expect(receipt.segments.at(-1)?.keepalivesLeft).toBeGreaterThan(0);
});

test("after an abort no edit follows a call that is still under way, and the receipt says uncertain", async () => {
  const story = createStory();
  const aborter = new AbortController();
  story.slack.failNext("chat.stopStream", { type: "stall-before-headers" }, always);
  story.clock.setTimer(2_000, () => aborter.abort());
  const receipt = await story.play(["One.", silence(10_000), " Two."], { abortSignal: aborter.signal });
  expect(receipt).toMatchObject({ outcome: "aborted", segments: [{ ended: "unknown", uncertain: true }] });
  expect(story.slack.calls.filter(({ method }) => method === "chat.update")).toEqual([]);
});
