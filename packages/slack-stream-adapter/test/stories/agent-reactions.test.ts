import { expect, test } from "vitest";
import type { StreamOptions } from "../../src/index.ts";
import { createStory, happen, type Line, type Story, silence } from "../support/story.ts";

const emoji = { working: "eyes", done: "white_check_mark", failed: ":warning:", stopped: "octagonal_sign" };

const play = async (story: Story, lines: readonly Line[], options: StreamOptions = {}) => {
  const messageTs = story.target.threadTs ?? "";
  await story.play(lines, { reactions: { messageTs, ...emoji }, ...options }).catch(() => {});
  return story.slack.reactions.map(({ name }) => name);
};

test("the reaction for work is added at once, and replaced when the answer is done", async () => {
  const story = createStory();
  await play(story, [silence(1_000), "Here."]);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s reactions.add name="eyes" timestamp="1700000000.000000"
    1.0s chat.startStream #1 "Here."
    1.0s chat.stopStream #1
    1.0s reactions.add name="white_check_mark" timestamp="1700000000.000000"
    1.0s reactions.remove name="eyes" timestamp="1700000000.000000"
    "
  `);
  expect(story.clock.pending).toBe(0);
});

test("each outcome has its reaction", async () => {
  const controller = new AbortController();
  expect(await play(createStory(), ["Here."])).toEqual(["white_check_mark"]);
  expect(await play(createStory(), [])).toEqual(["white_check_mark"]);
  expect(await play(createStory(), ["NO_REPLY"], { silentReplies: ["NO_REPLY"] })).toEqual([
    "white_check_mark",
  ]);
  expect(await play(createStory(), ["Half", silence(10), new Error("boom")])).toEqual(["warning"]);
  expect(
    await play(createStory(), ["Half", silence(10), happen(() => controller.abort()), silence(10)], {
      abortSignal: controller.signal,
    }),
  ).toEqual(["octagonal_sign"]);
  const stopped = createStory();
  const { channel, threadTs = "" } = stopped.target;
  const stop = happen(() => stopped.slack.stopByUser({ channel, threadTs }));
  expect(await play(stopped, ["Half", silence(1_000), stop, " more.", silence(5_000)])).toEqual([
    "octagonal_sign",
  ]);
});

test("a reaction that is left out is not added, and one that stays is not added twice", async () => {
  const story = createStory();
  const messageTs = story.target.threadTs ?? "";
  await story.play(["Here."], { reactions: { messageTs, done: "eyes", working: "eyes" } });
  expect(story.slack.calls.filter(({ method }) => method.startsWith("reactions."))).toHaveLength(1);
  const plain = createStory();
  await plain.play(["Here."], { reactions: { messageTs: plain.target.threadTs ?? "", working: "eyes" } });
  expect(plain.slack.reactions).toEqual([]);
});

test("with alsoOn the first message of the thread gets the same reactions", async () => {
  const story = createStory();
  const { channel, threadTs = "" } = story.target;
  const asked = story.slack.postUserMessage({ channel, threadTs, text: "And now?" });
  await story.play(["Here."], { reactions: { messageTs: asked.ts, ...emoji, alsoOn: "thread" } });
  expect(story.slack.reactions.map(({ ts, name }) => [ts, name])).toEqual([
    [asked.ts, "white_check_mark"],
    [threadTs, "white_check_mark"],
  ]);
});

test("reactions that exist already or are missing cause no error, and failing reactions break nothing", async () => {
  for (const code of ["already_reacted", "no_reaction", "missing_scope", "message_not_found"]) {
    const story = createStory();
    story.slack.failNext("reactions.add", code);
    story.slack.failNext("reactions.remove", code);
    await play(story, ["Here."]);
    expect(story.slack.messages.at(-1)).toMatchObject({ markdown: "Here.", state: "stopped" });
    expect(story.slack.reactions.map(({ name }) => name)).toContain("white_check_mark");
  }
});

test("a reaction waits for a rate limit, and one that hangs delays no text", async () => {
  const limited = createStory();
  limited.slack.failNext("reactions.remove", { type: "rate-limit", retryAfter: 2 });
  expect(await play(limited, ["Here."])).toEqual(["white_check_mark"]);

  const hanging = createStory();
  hanging.slack.failNext("reactions.add", { type: "stall-before-headers" }, { times: 9 });
  await play(hanging, [silence(100), "Here."]);
  expect(hanging.transcript()).toContain('0.1s chat.startStream #1 "Here."');
  expect(hanging.clock.pending).toBe(0);
});

// One that hung for 15 s, and the one after it, held the promise long after the answer was closed.
test("the library waits for a hanging reaction only as long as it may take to close", async () => {
  const story = createStory();
  for (let call = 0; call < 9; call += 1)
    story.slack.failNext("reactions.add", { type: "stall-before-headers" });
  const messageTs = story.target.threadTs ?? "";
  const options = { reactions: { messageTs, ...emoji }, closeTimeoutMs: 3_000 };
  const receipt = await story.play(["Here."], options);
  expect(receipt).toMatchObject({ outcome: "completed", times: { totalMs: 3_000 } });
  expect(story.slack.messages.at(-1)).toMatchObject({ state: "stopped", markdown: "Here." });
  await story.clock.advance(120_000);
  expect(story.slack.calls.filter(({ method }) => method.startsWith("reactions."))).toHaveLength(1);
  expect(story.clock.pending).toBe(0);
});

test("after an abort reactions get the rest of its time", async () => {
  const controller = new AbortController();
  const story = createStory();
  for (let call = 0; call < 9; call += 1)
    story.slack.failNext("reactions.add", { type: "stall-before-headers" });
  const abort = happen(() => controller.abort());
  const messageTs = story.target.threadTs ?? "";
  const receipt = await story.play(["Half", silence(500), abort, silence(60_000)], {
    reactions: { messageTs, ...emoji },
    abortSignal: controller.signal,
    closeTimeoutMs: 1_000,
  });
  expect(receipt).toMatchObject({ outcome: "aborted", times: { totalMs: 1_500 } });
});
