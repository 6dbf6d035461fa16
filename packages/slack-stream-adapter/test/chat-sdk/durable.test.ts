import { createMemoryState } from "@chat-adapter/state-memory";
import { expect, test } from "vitest";
import { createSlackAdapter } from "../../src/chat-sdk/index.ts";
import { createChatStory } from "./support/chat-story.ts";
import { play, silence } from "./support/script.ts";

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
