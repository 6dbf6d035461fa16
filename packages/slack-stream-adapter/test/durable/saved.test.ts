import { WebClient } from "@slack/web-api";
import { expect, test } from "vitest";
import type { Lane, Message } from "../../src/answer/answer.ts";
import { noHash } from "../../src/answer/hash.ts";
import { restoreLane } from "../../src/answer/restore.ts";
import { Run } from "../../src/answer/run.ts";
import { saveAnswer } from "../../src/answer/saved.ts";
import { toLetters } from "../../src/answer/sent.ts";
import { settleStreams } from "../../src/index.ts";
import { toSettings } from "../../src/options/settings.ts";
import type { SlackCalls } from "../../src/slack/slack-calls.ts";
import { createMortal, createStore, endLease, liveOnce } from "../support/mortal.ts";
import { createSpokenAnswer, shown } from "../support/spoken-answer.ts";
import { createStory, silence } from "../support/story.ts";

/** How another process gets a field: from the checkpoint, from the source's text, or as a new value. */
type Fate = "saved" | "from the text" | "anew";

const ofLanes = {
  messages: "saved",
  transport: "saved",
  fallbackReason: "saved",
  refused: "saved",
  refusedBlocks: "saved",
  maxBytes: "saved",
  repeats: "saved",
  withoutGrowth: "saved",
  isRequestPosted: "saved",
  counts: "saved",
  strays: "saved",
  next: "from the text",
  mark: "from the text",
  offset: "from the text",
  step: "from the text",
  // What is unfinished is known by the messages that differ, and by the opening.
  task: "anew",
  unconfirmedOpening: "anew",
  // Of the options.
  kind: "anew",
  allowed: "anew",
  // Of one try.
  pace: "anew",
  rateLimitWaitsMs: "anew",
  lastFailed: "anew",
  isStartRateLimited: "anew",
  stage: "anew",
  ending: "anew",
  failure: "anew",
  outcome: "anew",
  effects: "anew",
} as const satisfies Record<keyof Lane, Fate>;

const ofMessages = {
  ref: "saved",
  opened: "saved",
  transport: "saved",
  startedAt: "saved",
  start: "saved",
  end: "saved",
  ended: "saved",
  hasShownWork: "saved",
  hasGrown: "saved",
  isRepaired: "saved",
  isUncertain: "saved",
  // One of them is enough for the message to be written whole.
  shown: "from the text",
  rewrite: "from the text",
  wanted: "from the text",
  // They decide when to write next.
  wroteAt: "anew",
  rotation: "anew",
  keepaliveTriedAt: "anew",
} as const satisfies Record<keyof Message, Fate>;

const text = { base: 0, length: 0, hash: () => noHash };

test("another process gets all that a checkpoint saves of an answer", () => {
  const settings = toSettings({});
  const target = { token: "xoxb-test", channel: "C1", threadTs: "1.0" };
  const run = new Run({ target, settings, calls: {} as SlackCalls });
  const [fresh] = run.answer.lanes;
  const message: Message = {
    ref: { channel: "C1", ts: "2.0" },
    opened: "stream",
    transport: "edit",
    startedAt: 5,
    wroteAt: 5,
    start: 0,
    end: 0,
    wanted: fresh.next,
    shown: { isDifferent: false, keepalives: 2, hasBelow: false, hasTakenCards: false },
    ended: "full",
    hasShownWork: true,
    hasGrown: true,
    isRepaired: true,
    isUncertain: true,
    rotation: "none",
    keepaliveTriedAt: 5,
  };
  const lane: Lane = {
    ...fresh,
    messages: [message],
    transport: "edit",
    fallbackReason: "team_not_supported",
    refused: ["metadata", "cards"],
    refusedBlocks: ["chart"],
    maxBytes: 5_000,
    repeats: { isInNext: true, until: 12 },
    withoutGrowth: { count: 2, since: 7 },
    strays: {
      open: [{ channel: "C1", ts: "3.0" }],
      unconfirmed: [{ call: "start", sentAt: 3, letters: toLetters("Hello"), cards: ["a"] }],
      ...{ lateCount: 0, failures: 0, at: 0 },
    },
    isRequestPosted: true,
    counts: { ...fresh.counts, calls: 3 },
  };
  const answer = { ...run.answer, lanes: [lane] as const };
  const [saved] = JSON.parse(JSON.stringify(saveAnswer(answer, text))).lanes;
  const restored = restoreLane(fresh, { saved, text, isUnderWay: false }, run.toInputs());
  const isSaved = (fates: object) => (name: string) => Reflect.get(fates, name) === "saved";
  for (const name of Object.keys(ofLanes).filter(isSaved(ofLanes)))
    if (name !== "messages")
      expect([name, Reflect.get(restored, name)]).toEqual([name, Reflect.get(lane, name)]);
  for (const name of Object.keys(ofMessages))
    if (name !== "ref" && !isSaved(ofMessages)(name))
      expect(Object.keys(saved.messages[0])).not.toContain(name);
  const [again] = restored.messages;
  for (const name of Object.keys(ofMessages).filter(isSaved(ofMessages)))
    expect([name, Reflect.get(again ?? {}, name)]).toEqual([name, Reflect.get(message, name)]);
  run.control.close();
  run.wakeup.close();
});

const { answer: whole, spoken } = createSpokenAnswer(20);

test("a block that Slack has refused is not tried again by the next process", async () => {
  const story = createStory();
  const memory = createStore();
  const blocks = { type: "blocks", blocks: [{ type: "section", text: { type: "plain_text", text: "Odd" } }] };
  const lines = [...spoken.slice(0, 8), silence(1_500), blocks, silence(1_500), ...spoken.slice(8)];
  const refuse = () => story.slack.failNext("chat.appendStream", "invalid_blocks");
  const happening = story.clock.setTimer(2_000, refuse);
  const first = createMortal(story, memory, { call: 14, when: "after" });
  expect(await liveOnce(story, first, () => story.script(lines))).toBe("died");
  happening();
  await endLease(memory);
  expect(JSON.stringify(await memory.get("slack-stream:answer"))).not.toContain("Odd");
  const receipt = await liveOnce(story, createMortal(story, memory), () => story.script(lines));
  expect(receipt).toMatchObject({ outcome: "completed" });
  expect(shown(story)).toBe(whole);
  expect(story.thread()).not.toContain("Odd");
});

test("settleStreams() stops messages that a dead process had opened twice", async () => {
  const story = createStory();
  const memory = createStore();
  const dead = createMortal(story, memory, { call: 4, when: "after" });
  expect(await liveOnce(story, dead, () => story.script(spoken))).toBe("died");
  const { channel, threadTs } = story.target;
  const client = new WebClient(story.slack.token, story.slack.webClientOptions(8));
  const stray = await client.chat.startStream({
    channel,
    thread_ts: threadTs ?? "",
    recipient_user_id: story.target.recipientUserId ?? "",
    recipient_team_id: story.target.recipientTeamId ?? "",
    markdown_text: "Sentence",
  });
  const key = "slack-stream:answer";
  const held = (await memory.get(key)) as { answer: { lanes: object[] } };
  const lanes = held.answer.lanes.map((lane) => ({
    ...lane,
    strays: { open: [{ channel, ts: stray.ts }], unconfirmed: [] },
  }));
  await memory.set(key, { ...held, answer: { lanes } });
  await endLease(memory);
  const settled = settleStreams({ store: memory, clientFor: () => client, clock: story.clock, waitMs: 0 });
  expect(await story.clock.runUntil(settled)).toMatchObject([{ outcome: "closed" }]);
  expect(story.slack.messages.filter(({ state }) => state === "open")).toEqual([]);
});
