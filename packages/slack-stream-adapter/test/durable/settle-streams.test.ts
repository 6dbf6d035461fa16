import type { WebClient } from "@slack/web-api";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  type CheckpointStore,
  type SettleOptions,
  type SlackClient,
  settleStreams,
} from "../../src/index.ts";
import { createMortal, createStore, endLease, liveOnce, type MemoryState } from "../support/mortal.ts";
import { createSpokenAnswer } from "../support/spoken-answer.ts";
import { createStory, type Story } from "../support/story.ts";

const { spoken } = createSpokenAnswer(20);

/** A process dies in the middle of an answer, and leaves its message open. */
async function leaveOpen() {
  const story = createStory();
  const memory = createStore();
  const dead = createMortal(story, memory, { call: 4, when: "after" });
  expect(await liveOnce(story, dead, () => story.script(spoken))).toBe("died");
  return { story, memory };
}

function settle(story: Story, memory: MemoryState, options: Partial<SettleOptions> = {}) {
  const { client } = createMortal(story, memory).target;
  return story.clock.runUntil(
    settleStreams({ store: memory, clientFor: () => client, clock: story.clock, waitMs: 0, ...options }),
  );
}

const isOpen = ({ slack }: Story) => slack.messages.some(({ state }) => state === "open");

test("settleStreams() waits until the lease of the dead process ends", async () => {
  const { story, memory } = await leaveOpen();
  const begunAt = story.clock.now();
  story.clock.setTimer(20_500, () => void endLease(memory));
  expect(await settle(story, memory, { waitMs: undefined })).toMatchObject([{ outcome: "closed" }]);
  expect(story.clock.now() - begunAt).toBeLessThan(22_000);
  expect(isOpen(story)).toBe(false);
});

test("settleStreams() leaves an answer alone whose process still has the lease when the wait is over", async () => {
  const { story, memory } = await leaveOpen();
  const begunAt = story.clock.now();
  expect(await settle(story, memory, { waitMs: 2_500 })).toEqual([]);
  expect(story.clock.now() - begunAt).toBe(2_500);
  expect(isOpen(story)).toBe(true);
});

test("settleStreams() leaves an answer alone for which there is no client", async () => {
  const { story, memory } = await leaveOpen();
  await endLease(memory);
  const asked: unknown[] = [];
  const clientFor = (answer: unknown) => void asked.push(answer);
  expect(await settle(story, memory, { clientFor: clientFor as SettleOptions["clientFor"] })).toEqual([]);
  const { channel, threadTs, recipientTeamId } = story.target;
  expect(asked).toEqual([{ id: "answer", channel, threadTs, recipientTeamId }]);
  expect(isOpen(story)).toBe(true);
  expect(await settle(story, memory)).toMatchObject([{ outcome: "closed" }]);
});

test.each([
  ["a client that can't be found", () => Promise.reject(new Error("no such team")), "client_failed"],
  [
    "a client that can't be found, with a code",
    () => Promise.reject(Object.assign(new Error("no vault"), { code: "ECONNREFUSED" })),
    "ECONNREFUSED",
  ],
  ["a client that is none", () => ({}) as never, "client_failed"],
] as const)(
  "settleStreams() names the code for %s, and a later call closes the answer",
  async (_, clientFor, code) => {
    const { story, memory } = await leaveOpen();
    await endLease(memory);
    expect(await settle(story, memory, { clientFor })).toMatchObject([
      { id: "answer", outcome: "failed", code },
    ]);
    expect(isOpen(story)).toBe(true);
    expect(await settle(story, memory)).toMatchObject([{ outcome: "closed" }]);
  },
);

// Slack posts to a user's ID, and reads only the direct message. It was asked for the thread of the user.
test.each([4, 8])("settleStreams() closes an answer to a user's ID, cut off at call %i", async (call) => {
  const story = createStory();
  const memory = createStore();
  const mortal = createMortal(story, memory, { call, when: "after" });
  const { channel, ...place } = mortal.target;
  const toUser = (client: SlackClient): SlackClient => {
    const apiCall = (method: string, given: Record<string, unknown>) => {
      const isUser = given.channel === "U0000000001";
      if (isUser && method.startsWith("conversations."))
        return Promise.resolve({ ok: false, error: "channel_not_found" });
      return (client as WebClient).apiCall(method, isUser ? { ...given, channel } : given);
    };
    return { apiCall, chat: {} };
  };
  const target = { ...place, client: toUser(place.client), channel: "U0000000001" };
  expect(await liveOnce(story, { ...mortal, target }, () => story.script(spoken))).toBe("died");
  await endLease(memory);
  expect(isOpen(story)).toBe(true);
  const clientFor = () => toUser(createMortal(story, memory).target.client);
  expect(await settle(story, memory, { clientFor })).toMatchObject([{ outcome: "closed" }]);
  expect(isOpen(story)).toBe(false);
});

test("settleStreams() calls the Web API at slackApiUrl with a token", async () => {
  const { story, memory } = await leaveOpen();
  await endLease(memory);
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: URL, init: RequestInit) => {
    asked.push(url.origin);
    return story.slack.fetch(url, init);
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  const slackApiUrl = "https://slack-gov.com/api";
  const clientFor = () => story.slack.token;
  expect(await settle(story, memory, { clientFor, slackApiUrl })).toMatchObject([{ outcome: "closed" }]);
  expect(new Set(asked)).toEqual(new Set(["https://slack-gov.com"]));
  expect(isOpen(story)).toBe(false);
});

test("settleStreams() names Slack's code if Slack refuses, and a later call closes the answer", async () => {
  const { story, memory } = await leaveOpen();
  await endLease(memory);
  story.slack.failNext("chat.stopStream", "token_revoked");
  expect(await settle(story, memory)).toMatchObject([{ outcome: "failed", code: "token_revoked" }]);
  expect(isOpen(story)).toBe(true);
  expect(await settle(story, memory)).toMatchObject([{ outcome: "closed" }]);
  expect(isOpen(story)).toBe(false);
});

test.each(["getList", "get", "acquireLock"] as const)(
  "settleStreams() closes nothing, and does not reject, if the store fails in %s()",
  async (method) => {
    const { story, memory } = await leaveOpen();
    await endLease(memory);
    const store: CheckpointStore = new Proxy(memory, {
      get: (target, name) =>
        name === method
          ? () => Promise.reject(new Error("the store is down"))
          : (Reflect.get(target, name) as object),
    });
    const calls = story.slack.calls.length;
    expect(await settle(story, memory, { store })).toEqual([]);
    expect(story.slack.calls).toHaveLength(calls);
  },
);
