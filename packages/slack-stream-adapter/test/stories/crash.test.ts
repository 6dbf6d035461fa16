import { expect, test } from "vitest";
import { repairStream, streamToSlack } from "../../src/index.ts";
import { createStory, silence } from "../support/story.ts";

const card = { type: "task_update", id: "search", title: "Search", status: "in_progress" } as const;

test("segment-start names the message before more text flows, and repairStream() closes the message of a dead process", async () => {
  const story = createStory();
  const known: { channel: string; ts: string }[] = [];
  // A process that dies: this stream's own clock is never moved, so it never writes again.
  const frozen = { now: () => 0, setTimer: () => () => {} };
  void streamToSlack(story.script(["Half an answer", card, silence(900_000)]), story.target, {
    clock: frozen,
    status: false,
    firstTextMs: 0,
    onEvent: (event) => {
      if (event.type === "segment-start") known.push(event);
    },
  });
  await story.clock.advance(1_000);
  const [message] = known;
  if (message === undefined) return expect.unreachable("no segment-start");

  const target = { ...story.target, channel: message.channel };
  const options = { ts: message.ts, clock: story.clock };
  expect(await story.clock.runUntil(repairStream(target, options))).toEqual({ outcome: "repaired" });
  const once = story.thread();
  expect(once).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    Half an answer
    _This answer was interrupted._
    "
  `);
  expect(await story.clock.runUntil(repairStream(target, options))).toEqual({ outcome: "healthy" });
  expect(story.thread()).toBe(once);
});

test("repairStream() removes the error mark of an expired message, and keeps its text", async () => {
  const story = createStory({ ttlMs: 10_000 });
  await openForever(story);
  await story.clock.advance(20_000);
  const [message] = story.slack.messages.filter((one) => one.state === "expired");
  expect(message?.errored).toBe(true);
  const repaired = await story.clock.runUntil(
    repairStream(story.target, { ts: message?.ts ?? "", clock: story.clock }),
  );
  expect(repaired).toEqual({ outcome: "repaired" });
  expect(story.slack.messages.at(-1)).toMatchObject({ errored: false });
  expect(story.thread()).toContain("Half an answer");
});

test("repairStream() leaves a healthy message alone, and tells of a deleted one", async () => {
  const story = createStory();
  const receipt = await story.play(["All", silence(700), " well."]);
  const ts = receipt.segments[0]?.ts ?? "";
  const before = story.thread();
  expect(await repairStream(story.target, { ts, clock: story.clock })).toEqual({ outcome: "healthy" });
  expect(story.thread()).toBe(before);
  story.slack.deleteMessage(ts);
  expect(await repairStream(story.target, { ts, clock: story.clock })).toEqual({ outcome: "deleted" });
  await expect(repairStream(story.target, {} as never)).rejects.toThrow(
    "ts must be a message's ts, got undefined",
  );
});

async function openForever(story: ReturnType<typeof createStory>): Promise<void> {
  const frozen = { now: () => 0, setTimer: () => () => {} };
  void streamToSlack(story.script(["Half an answer", silence(900_000)]), story.target, {
    clock: frozen,
    status: false,
    firstTextMs: 0,
  });
  await story.clock.advance(100);
}
