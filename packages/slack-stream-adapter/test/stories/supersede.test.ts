import { expect, test } from "vitest";
import {
  createSlackStream,
  type StreamOptions,
  type StreamReceipt,
  type StreamSource,
  streamToSlack,
} from "../../src/index.ts";
import { createStory, type Line, type Story, silence } from "../support/story.ts";

/** Several answers in one thread, each begun at its time. */
async function playAnswers(
  story: Story,
  answers: readonly {
    readonly at: number;
    readonly lines: readonly Line[];
    readonly options?: StreamOptions;
    readonly target?: Partial<Story["target"]>;
  }[],
): Promise<readonly StreamReceipt[]> {
  const { clock, target } = story;
  const begun = answers.map(
    ({ at, lines, options, target: other }) =>
      new Promise<StreamReceipt>((resolve, reject) => {
        clock.setTimer(at, () => {
          const given = { clock, status: false, firstTextMs: 0, ...options } as const;
          streamToSlack(story.script(lines), { ...target, ...other }, given).then(resolve, reject);
        });
      }),
  );
  return await clock.runUntil(Promise.all(begun), { maxMs: 600_000 });
}

const slow = ["One. ", silence(2_000), "Two. ", silence(60_000), "Three."];

test("a newer answer stops the running answer of its thread, and begins when that is closed", async () => {
  const story = createStory();
  const [older, newer] = await playAnswers(story, [
    { at: 0, lines: slow },
    { at: 5_000, lines: ["New."], options: { supersede: true } },
  ]);
  expect(older).toMatchObject({
    outcome: "superseded",
    text: "One. Two. ",
    segments: [{ ended: "stopped", uncertain: false }],
  });
  expect(newer).toMatchObject({ outcome: "completed", text: "New." });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "One."
    2.0s chat.appendStream #1 " Two."
    5.0s chat.stopStream #1
    5.0s chat.startStream #2 "New."
    5.0s chat.stopStream #2
    "
  `);
  expect(story.slack.messages.map(({ state }) => state)).toEqual(["posted", "stopped", "stopped"]);
  expect(story.returned.count).toBe(2);
});

test("the older one's open card is closed, and no message is errored", async () => {
  const story = createStory();
  const tool = { type: "tool-call", toolCallId: "c", toolName: "search", input: {} };
  const [older] = await playAnswers(story, [
    { at: 0, lines: ["Looking. ", tool, silence(60_000)] },
    { at: 5_000, lines: ["New."], options: { supersede: true } },
  ]);
  expect(older?.outcome).toBe("superseded");
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    Looking.
    [✗] Search
        Stopped

    bot #2:
    New.
    "
  `);
  expect(story.slack.messages.some(({ errored }) => errored)).toBe(false);
});

test("an older answer that has shown nothing yet is never shown", async () => {
  const story = createStory();
  const [older, newer] = await playAnswers(story, [
    { at: 0, lines: ["Begun", silence(60_000)], options: { firstTextMs: 30_000 } },
    { at: 1_000, lines: ["New."], options: { supersede: true } },
  ]);
  expect(older).toMatchObject({ outcome: "superseded", delivered: 0, segments: [] });
  expect(newer?.outcome).toBe("completed");
  expect(story.slack.messages).toHaveLength(2);
});

test("of three the last is written, whichever of the others waits", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", { type: "slow", ms: 2_000 });
  const outcomes = await playAnswers(story, [
    { at: 0, lines: slow },
    { at: 5_000, lines: ["Second.", silence(30_000)], options: { supersede: true } },
    { at: 5_500, lines: ["Third."], options: { supersede: true } },
  ]);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(["superseded", "superseded", "completed"]);
  expect(story.thread()).not.toContain("Second");
  const methods = story.slack.calls.map(({ method }) => method);
  expect(methods.filter((method) => method === "chat.startStream")).toHaveLength(2);
});

test("an answer that is posted and edited is closed by its last edit", async () => {
  const story = createStory();
  const [older] = await playAnswers(story, [
    { at: 0, lines: slow, options: { transport: "edit" } },
    { at: 2_500, lines: ["New."], options: { supersede: true } },
  ]);
  expect(older?.outcome).toBe("superseded");
  expect(story.thread()).toContain("One. Two.");
});

test("answers in other threads and channels, and without a thread, go on", async () => {
  const story = createStory({ workspace: { channels: [{ id: "C0000000001" }, { id: "C0000000002" }] } });
  const elsewhere = story.slack.postUserMessage({ text: "other", channel: "C0000000002" });
  const other = story.slack.postUserMessage({ text: "another question" });
  const lines = ["One. ", silence(4_000), "Two."];
  const receipts = await playAnswers(story, [
    { at: 0, lines, target: { threadTs: other.ts } },
    { at: 0, lines, target: { channel: "C0000000002", threadTs: elsewhere.ts } },
    { at: 0, lines, target: { threadTs: undefined }, options: { transport: "edit" } },
    { at: 1_000, lines: ["New."], options: { supersede: true } },
    {
      at: 2_000,
      lines: ["Top."],
      target: { threadTs: undefined },
      options: { supersede: true, transport: "edit" },
    },
  ]);
  expect(receipts.map(({ outcome }) => outcome)).toEqual(Array(5).fill("completed"));
});

test("without the option both answers are written", async () => {
  const story = createStory();
  const receipts = await playAnswers(story, [
    { at: 0, lines: ["One. ", silence(4_000), "Two."] },
    { at: 1_000, lines: ["New."] },
  ]);
  expect(receipts.map(({ outcome }) => outcome)).toEqual(["completed", "completed"]);
});

test("if Slack does not close the older message, the newer answer waits for the older answer's closeTimeoutMs", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", { type: "stall-before-headers" }, { times: 9 });
  const [older, newer] = await playAnswers(story, [
    { at: 0, lines: slow, options: { closeTimeoutMs: 4_000 } },
    { at: 5_000, lines: ["New.", silence(1)], options: { supersede: true, transport: "edit" } },
  ]);
  expect(older?.outcome).toBe("superseded");
  expect(newer?.outcome).toBe("completed");
  expect(newer?.times.firstCallMs).toBeLessThanOrEqual(4_000);
});

test("a newer answer that is aborted while it waits shows nothing", async () => {
  const story = createStory();
  story.slack.failNext("chat.stopStream", { type: "slow", ms: 3_000 });
  const aborter = new AbortController();
  story.clock.setTimer(6_000, () => aborter.abort());
  const [, newer] = await playAnswers(story, [
    { at: 0, lines: slow },
    {
      at: 5_000,
      lines: [silence(10_000), "New."],
      options: { supersede: true, abortSignal: aborter.signal },
    },
  ]);
  expect(newer).toMatchObject({ outcome: "aborted", segments: [] });
});

test("createSlackStream() supersedes and is superseded: its signal fires, and added text is ignored", async () => {
  const story = createStory();
  const options = { clock: story.clock, status: false, firstTextMs: 0 } as const;
  const older = createSlackStream(story.target, options);
  older.append("Older. ");
  await story.clock.advance(2_000);
  const newer = createSlackStream(story.target, { ...options, supersede: true });
  expect(older.signal.aborted).toBe(true);
  older.append("Nowhere.");
  newer.append("Newer.");
  const receipts = await story.clock.runUntil(Promise.all([older.stop(), newer.stop()]));
  expect(receipts.map(({ outcome }) => outcome)).toEqual(["superseded", "completed"]);
  expect(story.thread()).not.toContain("Nowhere");
});

test("the signal of the older answer's source fires at once", async () => {
  const story = createStory();
  let reason: unknown;
  const source: StreamSource = async function* (signal: AbortSignal) {
    signal.addEventListener("abort", () => {
      reason = signal.reason;
    });
    yield "Older.";
    await new Promise((resolve) => story.clock.setTimer(60_000, () => resolve(undefined)));
  } as StreamSource;
  const options = { clock: story.clock, status: false, firstTextMs: 0 } as const;
  const older = streamToSlack(source, story.target, options);
  await story.clock.advance(1_000);
  const newer = streamToSlack(["Newer."], story.target, { ...options, supersede: true });
  expect(String(reason)).toContain("a newer answer takes its place");
  await story.clock.runUntil(Promise.all([older, newer]));
});
