import { createManualClock } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { liveStreams } from "../../src/answer/live-streams.ts";
import { createSafeStore } from "../../src/durable/safe-store.ts";
import { shareRefusals } from "../../src/durable/shared-refusals.ts";
import type { RateBudgetCall } from "../../src/index.ts";
import {
  type AgentSessionStoppedEvent,
  createSlackStream,
  handleAgentSessionStopped,
  type ReplayedReceipt,
  type SlackStream,
  type StreamReceipt,
  settleStreams,
} from "../../src/index.ts";
import { createMortal, createStore, endLease, liveOnce, type Mortal } from "../support/mortal.ts";
import { createSpokenAnswer, shown } from "../support/spoken-answer.ts";
import { createStory, silence } from "../support/story.ts";

const { answer, spoken } = createSpokenAnswer(20);

function push(mortal: Mortal): SlackStream<StreamReceipt | ReplayedReceipt> {
  return createSlackStream(mortal.target, {
    status: false,
    firstTextMs: 0,
    clock: mortal.clock,
    checkpoint: { store: mortal.store, id: "answer" },
  });
}

test("a stream that is written to goes on where the dead one stopped, from the place that `ready` says or from the start", async () => {
  const story = createStory();
  const memory = createStore();
  const first = createMortal(story, memory);
  const dying = push(first);
  dying.append("One sentence. ");
  dying.append("Another one. ");
  expect({ ...(await dying.ready) }).toEqual({ characters: 0, items: 0, skip: 0 });
  await story.clock.advance(3_000);
  first.die();
  await endLease(memory);
  const second = push(createMortal(story, memory));
  await story.clock.runUntil(second.ready);
  for (const text of ["One sentence. ", "Another one. ", "And the last."]) second.append(text);
  expect(await story.clock.runUntil(second.stop())).toMatchObject({
    outcome: "completed",
    checkpoint: "kept",
  });
  expect(shown(story)).toBe("One sentence. Another one. And the last.");
  expect(story.slack.messages.filter(({ botId }) => botId !== undefined)).toHaveLength(1);

  const third = push(createMortal(story, memory));
  await story.clock.runUntil(third.ready);
  expect(third.signal.aborted).toBe(true);
  third.append("never");
  expect(await story.clock.runUntil(third.stop())).toMatchObject({ replayed: true });
});

test("`ready` rejects as `stop()` does if another process runs the answer", async () => {
  const story = createStory();
  const memory = createStore();
  const first = push(createMortal(story, memory));
  await first.ready;
  const second = push(createMortal(story, memory));
  await expect(second.ready).rejects.toMatchObject({ code: "already-running" });
  await expect(second.stop()).rejects.toMatchObject({ code: "already-running" });
  first.append("Here.");
  await story.clock.runUntil(first.stop());
  expect(shown(story)).toBe("Here.");
});

test("settleStreams() closes an abandoned answer once, and a later call still continues it", async () => {
  const story = createStory();
  const memory = createStore();
  const dead = createMortal(story, memory, { call: 4, when: "after" });
  expect(await liveOnce(story, dead, () => story.script(spoken))).toBe("died");
  const settle = () => {
    const alive = createMortal(story, memory);
    const clientFor = () => alive.target.client;
    return story.clock.runUntil(settleStreams({ store: memory, clientFor, clock: story.clock, waitMs: 0 }));
  };
  expect(await settle()).toEqual([]);
  await endLease(memory);
  expect(await settle()).toMatchObject([{ id: "answer", channel: story.target.channel, outcome: "closed" }]);
  expect(story.slack.messages.filter(({ state }) => state === "open")).toEqual([]);
  expect(shown(story)).toMatch(/interrupted/);
  expect(await settle()).toEqual([]);
  await liveOnce(story, createMortal(story, memory), () => story.script(spoken));
  expect(shown(story)).toBe(answer);
  expect(await settle()).toEqual([]);
});

test("settleStreams() finds a message whose process died before the response to its start", async () => {
  const story = createStory();
  const memory = createStore();
  const dead = createMortal(story, memory, { call: 1, when: "after" });
  expect(await liveOnce(story, dead, () => story.script(spoken))).toBe("died");
  await endLease(memory);
  const alive = createMortal(story, memory);
  const settled = settleStreams({ store: memory, clientFor: () => alive.target.client, clock: story.clock });
  expect(await story.clock.runUntil(settled)).toMatchObject([{ outcome: "closed" }]);
  expect(story.slack.messages.filter(({ state }) => state === "open")).toEqual([]);
});

test("a stop event in another process ends the stream through the store", async () => {
  const story = createStory();
  const memory = createStore();
  const streaming = createMortal(story, memory);
  const receipt = liveOnce(story, streaming, () => story.script([...spoken, silence(60_000), "late"]));
  story.clock.setTimer(2_000, () => {
    const event = story.slack.stopByUser({
      channel: story.target.channel,
      threadTs: story.target.threadTs ?? "",
    });
    // As in another process, which does not know this stream.
    void tellAsAnother(event, memory);
  });
  expect(await receipt).toMatchObject({ outcome: "stopped-by-user", times: { totalMs: expect.any(Number) } });
  const calls = story.slack.calls.filter(({ method }) => method.startsWith("chat.")).map(({ at }) => at);
  expect(Math.max(...calls) - Math.min(...calls)).toBeLessThan(3_500);
});

test("a newer answer of another process in the thread supersedes the older one", async () => {
  const story = createStory();
  const memory = createStore();
  const older = liveOnce(
    story,
    createMortal(story, memory),
    () => story.script([...spoken, silence(60_000), "late"]),
    { id: "older" },
  );
  await story.clock.advance(2_000);
  // Each process knows only its own streams.
  liveStreams().clear();
  const newer = liveOnce(story, createMortal(story, memory), () => story.script(["Newer."]), {
    id: "newer",
    supersede: true,
  });
  expect(await newer).toMatchObject({ outcome: "completed" });
  expect(await older).toMatchObject({ outcome: "superseded" });
  const again = liveOnce(story, createMortal(story, memory), () => "no", { id: "older" });
  expect(await again).toMatchObject({ outcome: "superseded", replayed: true });
});

test("a newer answer begins when the older one of another process is closed, after 30 s at the latest", async () => {
  for (const fate of ["lives", "dies"] as const) {
    const story = createStory();
    const memory = createStore();
    const first = createMortal(story, memory);
    const older = liveOnce(story, first, () => story.script(spoken), { id: "older" });
    await story.clock.advance(5_000);
    if (fate === "dies") first.die();
    else story.slack.failNext("chat.stopStream", { type: "slow", ms: 3_000 });
    // The newer one is in another process.
    liveStreams().clear();
    const at = story.clock.now();
    const options = { id: "newer", supersede: true };
    await liveOnce(story, createMortal(story, memory), () => story.script(["Newer."]), options);
    const ended = await older;
    expect(ended === "died" ? ended : ended.outcome).toBe(fate === "dies" ? "died" : "superseded");
    const calls = story.slack.calls.filter((call) => call.at >= at && call.method.startsWith("chat."));
    const begun = calls.find(({ method }) => method === "chat.startStream")?.at ?? 0;
    if (fate === "lives") expect(begun).toBeGreaterThanOrEqual((calls[0]?.at ?? 0) + 3_000);
    // The lease is 30 s.
    expect(begun - at).toBeLessThanOrEqual(fate === "dies" ? 31_000 : 6_000);
  }
});

async function tellAsAnother(event: object, store: ReturnType<typeof createStore>) {
  const known = [...liveStreams()];
  liveStreams().clear();
  const told = handleAgentSessionStopped(event as AgentSessionStoppedEvent, { store });
  for (const stream of known) liveStreams().add(stream);
  expect(await told).toBe(0);
}

test("the store tells the other processes when Slack rate-limits one of them", async () => {
  const story = createStory();
  const memory = createStore();
  const heard: number[] = [];
  const budget = { take: () => 0, refused: (_: unknown, ms: number) => void heard.push(ms) };
  const quiet = createMortal(story, memory);
  const listening = liveOnce(story, quiet, () => story.script([silence(4_000), "late"]), {
    id: "quiet",
    budget,
  });
  story.slack.failNext("chat.appendStream", { type: "rate-limit", retryAfter: 5 }, { skip: 1, times: 1 });
  const loud = liveOnce(story, createMortal(story, memory), () => story.script(spoken), { id: "loud" });
  await Promise.all([listening, loud]);
  expect(heard).toHaveLength(1);
});

test("each stream gets another process's refusal once, and only for its own channel", async () => {
  const clock = createManualClock();
  const store = createSafeStore(createStore(), { clock, onOff() {} });
  const heard: string[] = [];
  const budget = {
    take: () => 0,
    refused: ({ method, channel }: RateBudgetCall) => void heard.push(`${method} ${channel}`),
  };
  const other = { take: () => 0, refused() {} };
  const listeners = ["C1", "C1", "C2"].map((channel) =>
    shareRefusals(budget, store, { clock, workspace: "W", channel }),
  );
  const { budget: loud, stop } = shareRefusals(other, store, { clock, workspace: "W", channel: "C1" });
  const call = { workspace: "W", channel: "C1", priority: "text", stream: "1", nowMs: clock.now() } as const;
  loud.refused({ ...call, method: "chat.postMessage" }, 5_000);
  await clock.advance(600);
  loud.refused({ ...call, method: "chat.appendStream", nowMs: clock.now() }, 5_000);
  await clock.advance(600);
  for (const one of listeners) one.stop();
  stop();
  // The append counts for the workspace: whichever stream hears of it first tells the budget that all of them share.
  expect(heard).toHaveLength(2);
  expect(heard[0]).toBe("chat.postMessage C1");
  expect(heard[1]).toMatch(/^chat\.appendStream C[12]$/);
});

// Each process read what was known, added to it and wrote it back: of two at one moment one was forgotten.
test("when Slack rate-limits two processes at the same moment, a third learns of both", async () => {
  const clock = createManualClock();
  const memory = createStore();
  const heard: string[] = [];
  const share = () => {
    const refused = ({ method }: RateBudgetCall) => void heard.push(method);
    const store = createSafeStore(memory, { clock, onOff() {} });
    return shareRefusals({ take: () => 0, refused }, store, { clock, workspace: "W", channel: "C1" });
  };
  const [one, other, third] = [share(), share(), share()];
  await clock.settle();
  const call = { workspace: "W", channel: "C1", priority: "text", stream: "1", nowMs: clock.now() } as const;
  one.budget.refused({ ...call, method: "chat.appendStream" }, 5_000);
  other.budget.refused({ ...call, method: "chat.startStream" }, 5_000);
  heard.length = 0;
  await clock.advance(600);
  for (const { stop } of [one, other, third]) stop();
  expect(heard.sort()).toEqual([
    "chat.appendStream",
    "chat.appendStream",
    "chat.startStream",
    "chat.startStream",
  ]);
});

test("a burst of refusals of one method is published once", async () => {
  const clock = createManualClock();
  const memory = createStore();
  const store = createSafeStore(memory, { clock, onOff() {} });
  const { budget, stop } = shareRefusals({ take: () => 0, refused() {} }, store, {
    clock,
    workspace: "W",
    channel: "C1",
  });
  for (let count = 0; count < 20; count += 1) {
    const call = { workspace: "W", channel: "C1", priority: "text", stream: "1" } as const;
    budget.refused({ ...call, method: "chat.appendStream", nowMs: clock.now() }, 5_000);
    await clock.advance(10);
  }
  stop();
  expect(await memory.getList("slack-stream-refusals:W")).toHaveLength(1);
});
