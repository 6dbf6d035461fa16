import { expect, test, vi } from "vitest";
import { createSlackStream, handleAgentSessionStopped } from "../../src/index.ts";
import { createStory } from "../support/story.ts";

test("createSlackStream() keeps the order of appends that are not awaited, in one message", async () => {
  const story = createStory({ latencyMs: 300 });
  const stream = createSlackStream(story.target, { status: false, firstTextMs: 0, clock: story.clock });
  for (const text of ["A", "B", "C"]) stream.append(text);
  const receipt = await story.clock.runUntil(stream.stop({ text: "D" }));
  expect(receipt).toMatchObject({ outcome: "completed", text: "ABCD", delivered: 4 });
  expect(story.slack.messages.at(-1)).toMatchObject({ markdown: "ABCD", state: "stopped" });
  expect(story.slack.calls.filter((call) => call.method === "chat.startStream")).toHaveLength(1);
});

test("createSlackStream() returns the open message and its age", async () => {
  const story = createStory();
  const stream = createSlackStream(story.target, { status: false, firstTextMs: 0, clock: story.clock });
  expect(stream.startedAt).toBeUndefined();
  stream.append("Text.\n");
  await story.clock.advance(10_000);
  expect(stream.ageMs).toBe(10_000);
  await story.clock.advance(240_000);
  expect(stream.ageMs).toBeUndefined();
  stream.append("More.");
  await story.clock.advance(1_000);
  expect(stream.segments).toMatchObject([{ ended: "rotated" }, { ended: undefined }]);
  await story.clock.runUntil(stream.stop());
  expect(stream.segments).toMatchObject([{ ended: "rotated" }, { ended: "stopped" }]);
});

test("stop() takes the blocks below the answer, and gives the same receipt twice", async () => {
  const story = createStory();
  const stream = createSlackStream(story.target, { status: false, firstTextMs: 0, clock: story.clock });
  stream.append("Text.");
  const stopped = stream.stop({
    stopBlocks: [{ type: "divider" }],
    metadata: { event_type: "answer", event_payload: {} },
  });
  expect(stream.stop()).toBe(stopped);
  await story.clock.runUntil(stopped);
  expect(story.slack.messages.at(-1)).toMatchObject({ metadata: { event_type: "answer" } });
  expect(story.slack.transcript().at(-1)).toContain("blocks[divider]");
  expect(() => stream.append("late")).toThrow("append() after stop(): the stream has ended");
});

test.each([
  ["an end", "stop() takes an object, got a string of 6 characters"],
  [null, "stop() takes an object, got null"],
  [{ text: { type: "blocks" } }, "text must be a string, got an object with type"],
  [{ stopBlocks: "no" }, 'stopBlocks must be an array of blocks, got "no"'],
  [{ metadata: 5 }, "metadata must have event_type, a string, and event_payload, an object, got"],
  [{ sessionStatus: "bad" }, "sessionStatus must be one of active, processing, suspended, closed"],
])("stop(%j) rejects, and the stream goes on", async (extra, message) => {
  const story = createStory();
  const stream = createSlackStream(story.target, { status: false, firstTextMs: 0, clock: story.clock });
  stream.append("Text");
  const stopped = stream.stop(extra as never);
  await expect(stopped).rejects.toThrow(TypeError);
  await expect(stopped).rejects.toThrow(message);
  stream.append(" and more.");
  await story.clock.runUntil(stream.stop({ sessionStatus: "closed" }));
  expect(story.slack.messages.at(-1)).toMatchObject({
    markdown: "Text and more.",
    sessionStatusAtStop: "closed",
  });
});

test("stop() refuses an unknown option, and the stream goes on", async () => {
  const story = createStory();
  const stream = createSlackStream(story.target, { status: false, firstTextMs: 0, clock: story.clock });
  const extra = { text: "Text.", onFinish: () => {} };
  await expect(stream.stop(extra)).rejects.toThrow("onFinish is not an option; known are");
  expect(await story.clock.runUntil(stream.stop({ text: "Text." }))).toMatchObject({ text: "Text." });
});

test("abort() closes what is open", async () => {
  const story = createStory();
  const stream = createSlackStream(story.target, { status: false, firstTextMs: 0, clock: story.clock });
  stream.append("Text.");
  await story.clock.advance(1_000);
  expect(await story.clock.runUntil(stream.abort())).toMatchObject({ outcome: "aborted", delivered: 5 });
  expect(() => stream.append("late")).toThrow("append() after abort()");
  expect(story.clock.pending).toBe(0);
});

test("after the user's stop appends are ignored, and the signal fires", async () => {
  const story = createStory();
  const stream = createSlackStream(story.target, { status: false, firstTextMs: 0, clock: story.clock });
  stream.append("Text.");
  await story.clock.advance(1_000);
  handleAgentSessionStopped(story.slack.stopByUser(stream.segments[0]?.ts ?? ""));
  expect(stream.signal.aborted).toBe(true);
  stream.append("late");
  expect(await story.clock.runUntil(stream.stop())).toMatchObject({
    outcome: "stopped-by-user",
    text: "Text.",
  });
});

test("an abort sends what was added in the same moment", async () => {
  for (const gap of [0, 2_000]) {
    const story = createStory();
    const stream = createSlackStream(story.target, { status: false, firstTextMs: 0, clock: story.clock });
    stream.append("First part. ");
    await story.clock.advance(gap);
    stream.append("Second part.");
    const receipt = await story.clock.runUntil(stream.abort());
    expect(receipt).toMatchObject({ outcome: "aborted", text: "First part. Second part.", delivered: 24 });
    expect(story.slack.messages.at(-1)).toMatchObject({ markdown: "First part. Second part." });
  }
});

test("writable takes a pipe: its end stops the stream, its failure aborts it", async () => {
  const story = createStory();
  const stream = createSlackStream(story.target, { status: false, firstTextMs: 0, clock: story.clock });
  const text = new ReadableStream<string>({
    start(controller) {
      for (const word of ["One ", "two ", "three."]) controller.enqueue(word);
      controller.close();
    },
  });
  await story.clock.runUntil(text.pipeTo(stream.writable));
  expect(story.slack.messages.at(-1)).toMatchObject({ markdown: "One two three.", state: "stopped" });

  const failing = createSlackStream(story.target, { status: false, firstTextMs: 0, clock: story.clock });
  const broken = new ReadableStream<string>({
    start: (controller) => controller.enqueue("Half"),
    pull: (controller) => controller.error(new Error("boom")),
  });
  await expect(story.clock.runUntil(broken.pipeTo(failing.writable))).rejects.toThrow("boom");
  expect(await story.clock.runUntil(failing.stop())).toMatchObject({ outcome: "aborted" });
});

test("a failure is no unhandled rejection, and stop() rejects with it", async () => {
  const story = createStory({ target: { channel: "C0000000404" } });
  const stream = createSlackStream(story.target, { status: false, firstTextMs: 0, clock: story.clock });
  stream.append("Text.");
  await story.clock.advance(1_000);
  expect(stream.signal.aborted).toBe(true);
  await expect(stream.stop()).rejects.toMatchObject({ code: "refused" });
});

test("createSlackStream() names the wrong argument", () => {
  const story = createStory();
  expect(() => createSlackStream({ channel: "C1" } as never)).toThrow("target needs a client");
  const stream = createSlackStream(story.target, { status: false, firstTextMs: 0, clock: story.clock });
  expect(() => stream.append(42 as never)).toThrow("append() takes a string or a Slack chunk, got a number");
  void stream.abort();
});

// The promise of an async listener was dropped: its rejection ended the process.
test("an async onEvent that fails breaks nothing", async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on("unhandledRejection", note);
  const story = createStory();
  const stream = createSlackStream(story.target, {
    status: false,
    firstTextMs: 0,
    clock: story.clock,
    onEvent: async () => {
      throw new Error("the listener's own");
    },
  });
  stream.append("Text.");
  expect(await story.clock.runUntil(stream.stop())).toMatchObject({ outcome: "completed" });
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

test("createSlackStream() names what is wrong with its options", () => {
  const { target } = createStory();
  expect(() => createSlackStream(target, null as never)).toThrow("options must be an object, got null");
  const abortSignal = new AbortController() as never;
  expect(() => createSlackStream(target, { abortSignal })).toThrow("abortSignal must be an AbortSignal, got");
});

test("the caller's signal aborts the stream before and while it runs, and its listener is removed afterwards", async () => {
  const before = createStory();
  const aborted = createSlackStream(before.target, {
    status: false,
    firstTextMs: 0,
    clock: before.clock,
    abortSignal: AbortSignal.abort(),
  });
  expect(await before.clock.runUntil(aborted.stop())).toMatchObject({ outcome: "aborted" });

  const story = createStory();
  const aborter = new AbortController();
  const removed = vi.spyOn(aborter.signal, "removeEventListener");
  const stream = createSlackStream(story.target, {
    status: false,
    firstTextMs: 0,
    clock: story.clock,
    abortSignal: aborter.signal,
  });
  stream.append("Half");
  await story.clock.advance(1_000);
  aborter.abort(new Error("enough"));
  expect(await story.clock.runUntil(stream.stop())).toMatchObject({ outcome: "aborted", text: "Half" });
  expect(stream.signal.reason).toMatchObject({ message: "enough" });
  expect(removed).toHaveBeenCalled();
});
