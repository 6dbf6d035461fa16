import { createMemoryState } from "@chat-adapter/state-memory";
import type { Logger } from "chat";
import { createSlackEmulator, type SlackEmulator } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { createSlackAdapter, type SlackAdapterConfig } from "../../src/chat-sdk/index.ts";
import { createChatStory } from "./support/chat-story.ts";
import { play, silence } from "./support/script.ts";
import { toSignedRequest } from "./support/signed-request.ts";

test("with durable the next process closes the messages of a dead one, which sends nothing more", async () => {
  const state = createMemoryState();
  const config = { streaming: { durable: true } };
  const first = await createChatStory({ config, state });
  const { clock, slack } = first;
  const recipient = { recipientUserId: "U0000000001", recipientTeamId: "T0000000001" };
  const said = play(["Half an answer ", silence(40_000), "and its end."], clock);
  const reply = first.adapter.stream(first.threadId, said, recipient).catch((error: unknown) => error);
  await clock.advance(5_000);
  const keys = slack.messages.filter(({ state: one }) => one === "open");
  expect(keys).toHaveLength(1);
  // Its process is frozen for longer than its lease.
  const entries = (await state.getList("slack-streams")) as readonly { id: string }[];
  for (const { id } of entries) await state.forceReleaseLock(`slack-stream:${id}`);
  await createChatStory({ config, state, slack, clock });
  const isClosed = async () => {
    while (slack.messages.some(({ state: one }) => one === "open"))
      await new Promise<void>((resolve) => void clock.setTimer(100, resolve));
  };
  await clock.runUntil(isClosed());
  expect(slack.messages.filter(({ state: one }) => one === "open")).toEqual([]);
  expect(first.thread()).toMatch(/Half an answer\s+_This answer was interrupted\._/);
  expect(await clock.runUntil(reply)).toMatchObject({ code: "already-running" });
  expect(first.thread()).not.toContain("and its end.");
});

/** The app answers a person of another workspace and dies; then another process starts. */
async function dieAndStart(
  config: object,
  authorization: object,
  between: (slack: SlackEmulator) => void = () => {},
) {
  const state = createMemoryState();
  const warnings: unknown[] = [];
  const note = (...said: unknown[]) => void warnings.push(said);
  const logger: Logger = { debug() {}, info() {}, error: note, warn: note, child: () => logger };
  const emulator = {
    workspace: {
      teams: [{ id: "T0000000001" }, { id: "T0000000002" }],
      users: [{ id: "U0000000001" }, { id: "U0000000002", teamId: "T0000000002" }],
    },
  };
  const asked = {
    state,
    emulator,
    config: { ...config, logger, streaming: { durable: true } } as SlackAdapterConfig,
  };
  const { adapter, bot, channel, clock, slack, threadTs: ts } = await createChatStory(asked);
  bot.onNewMention(async (thread) => {
    await thread.post(play(["Half ", silence(500_000), "."], clock));
  });
  const event = {
    type: "app_mention",
    text: "<@U0000000001> hi",
    channel,
    ts,
    user: "U0000000002",
    team: "T0000000002",
  };
  const body = { type: "event_callback", event_id: "Ev1", authorizations: [authorization], event };
  await adapter.handleWebhook(toSignedRequest(JSON.stringify(body)), { waitUntil() {} });
  await clock.advance(5_000);
  expect(openOf(slack)).toBe(1);
  for (const entry of await state.getList("slack-streams"))
    await state.forceReleaseLock(`slack-stream:${(entry as { id: string }).id}`);
  warnings.length = 0;
  between(slack);
  await createChatStory({ ...asked, slack, clock });
  await clock.advance(5_000);
  return { slack, warnings };
}

function openOf({ messages }: SlackEmulator): number {
  return messages.filter(({ state }) => state === "open").length;
}

const token = createSlackEmulator().token;
const workspace = { team_id: "T0000000001" };
const organisation = { enterprise_id: "E1", team_id: "T0000000001", is_enterprise_install: true };

// The token was looked up by the workspace of the person, which may be another one, and only in the state of `chat`.
test.each([
  ["of its only workspace", workspace, { botToken: token }],
  ["of one workspace of many", workspace, installations(({ id, isOrg }) => id === "T0000000001" && !isOrg)],
  ["of an organisation", organisation, installations(({ id, isOrg }) => id === "E1" && isOrg)],
])("with durable the next process finds the token %s", async (_, authorization, config) => {
  const { slack, warnings } = await dieAndStart(config, authorization);
  expect(openOf(slack)).toBe(0);
  expect(warnings).toEqual([]);
});

test("with durable the next process logs which answer it could not close", async () => {
  const revoke = (slack: SlackEmulator) => void slack.failNext("chat.stopStream", "token_revoked");
  const { slack, warnings } = await dieAndStart({ botToken: token }, workspace, revoke);
  expect(openOf(slack)).toBe(1);
  expect(warnings).toMatchObject([[expect.stringContaining("stay open"), { code: "token_revoked" }]]);
});

function installations(knows: (asked: { readonly id: string; readonly isOrg: boolean }) => boolean) {
  const getInstallation = async (id: string, isOrg: boolean) =>
    knows({ id, isOrg }) ? { botToken: token } : null;
  return { botToken: undefined, installationProvider: { getInstallation } };
}

test("an answer with durable is the same as one without", async () => {
  const transcripts = [];
  for (const durable of [true, false]) {
    const story = await createChatStory({ config: { streaming: { durable } } });
    await story.answer(["All ", silence(700), "of ", silence(300_000), "it."]);
    transcripts.push(story.transcript());
  }
  expect(transcripts[0]).toBe(transcripts[1]);
});

test("durable is true or false, and a checkpoint option is refused with a hint to durable", () => {
  const create = (streaming: object) => () =>
    createSlackAdapter({ botToken: "xoxb", signingSecret: "s", streaming });
  expect(create({ durable: 1 })).toThrow("streaming.durable must be true or false");
  expect(create({ checkpoint: {} })).toThrow("set streaming.durable");
});
