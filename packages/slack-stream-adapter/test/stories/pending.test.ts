import { expect, test } from "vitest";
import { createSlackStream, streamToSlack } from "../../src/index.ts";
import { createStory } from "../support/story.ts";

const options = { status: false, firstTextMs: 0, failureNotice: false } as const;
const kilobyte = "0123456789abcdef".repeat(64);

/** A model that never ends, and counts the requested items. */
function createEndlessModel() {
  const counts = { asked: 0, returned: 0 };
  const source: AsyncIterableIterator<string> = {
    [Symbol.asyncIterator]: () => source,
    async next() {
      counts.asked += 1;
      return { done: false, value: `${kilobyte}\n\n` };
    },
    async return() {
      counts.returned += 1;
      return { done: true, value: undefined };
    },
  };
  return { counts, source };
}

/** Slack takes a call and never answers. */
function hang(slack: ReturnType<typeof createStory>["slack"]): void {
  for (const method of ["chat.startStream", "chat.appendStream", "conversations.replies"])
    slack.failNext(method, { type: "stall-before-headers" }, { times: 1_000 });
}

test("an endless model is not read further while Slack hangs, and is released with the stream", async () => {
  const { slack, target, clock } = createStory();
  hang(slack);
  const { counts, source } = createEndlessModel();
  const aborter = new AbortController();
  const answer = streamToSlack(source, target, {
    ...options,
    clock,
    maxPendingBytes: 100_000,
    abortSignal: aborter.signal,
  });
  answer.catch(() => {});
  await clock.advance(60_000);
  // 50,000 characters, and one that is too much.
  expect(counts.asked).toBeLessThanOrEqual(51);
  expect(counts.asked).toBeGreaterThan(40);
  aborter.abort();
  await clock.runUntil(answer.catch(() => {}));
  expect(counts.returned).toBe(1);
});

test("with whenPendingFull: fail the stream fails, and the error names the bound", async () => {
  const { slack, target, clock } = createStory();
  hang(slack);
  const { counts, source } = createEndlessModel();
  const answer = streamToSlack(source, target, {
    ...options,
    clock,
    maxPendingBytes: 100_000,
    whenPendingFull: "fail",
  });
  await expect(clock.runUntil(answer)).rejects.toMatchObject({
    code: "pending-full",
    message: expect.stringContaining("more than 100000 bytes"),
  });
  expect(counts).toEqual({ asked: expect.any(Number), returned: 1 });
  expect(counts.asked).toBeLessThanOrEqual(51);
});

test("a paused reader goes on when half of the text was sent, and nothing is lost", async () => {
  const story = createStory({ latencyMs: 60 });
  const parts = Array.from({ length: 60 }, (_, part) => `Part ${part}. ${kilobyte}\n\n`);
  let given = 0;
  const most = { waiting: 0 };
  async function* source() {
    for (const part of parts) {
      given += part.length;
      const shown = story.slack.messages.reduce((sum, { markdown = "" }) => sum + markdown.length, 0);
      most.waiting = Math.max(most.waiting, given - shown);
      yield part;
    }
  }
  const receipt = await story.play(source() as never, { ...options, maxPendingBytes: 40_000 });
  expect(receipt.outcome).toBe("completed");
  expect(receipt.delivered).toBe(receipt.text.length);
  expect(receipt.text).toBe(parts.join(""));
  // 20,000 characters, and what a message takes beside.
  expect(most.waiting).toBeLessThan(32_000);
});

test("a paused source is not silent", async () => {
  const { slack, target, clock } = createStory();
  hang(slack);
  const { source } = createEndlessModel();
  const aborter = new AbortController();
  const answer = streamToSlack(source, target, {
    ...options,
    clock,
    maxPendingBytes: 100_000,
    sourceTimeoutMs: 5_000,
    abortSignal: aborter.signal,
  });
  let error: unknown;
  answer.catch((reason: unknown) => {
    error = reason;
  });
  await clock.advance(30_000);
  expect(error).toBeUndefined();
  aborter.abort();
  await clock.runUntil(answer.catch(() => {}));
  expect(error).not.toMatchObject({ code: "source-timeout" });
});

test("pushed text can't be paused: the stream fails at the bound", async () => {
  const { slack, target, clock } = createStory();
  hang(slack);
  const stream = createSlackStream(target, { ...options, clock, maxPendingBytes: 100_000 });
  for (let part = 0; part < 100; part += 1) stream.append(kilobyte);
  await expect(clock.runUntil(stream.stop())).rejects.toMatchObject({ code: "pending-full" });
});

test.each([
  [
    { maxPendingBytes: 0 },
    RangeError,
    "maxPendingBytes must be a number of bytes or false, at least 1, got 0",
  ],
  [{ maxPendingBytes: "8MB" }, TypeError, "maxPendingBytes must be a number of bytes or false"],
  [{ whenPendingFull: "wait" }, TypeError, "whenPendingFull must be one of pause, fail"],
])("%o is refused", async (wrong, kind, message) => {
  const { target } = createStory();
  const error = await streamToSlack("x", target, wrong as never).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(kind);
  expect(String(error)).toContain(message);
});
