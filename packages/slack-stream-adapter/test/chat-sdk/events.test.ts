import { createMemoryState } from "@chat-adapter/state-memory";
import { type Adapter, Chat, ConsoleLogger, type StateAdapter } from "chat";
import { connectBot, createManualClock, createSlackEmulator } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { createSlackAdapter, type SlackAdapterConfig } from "../../src/chat-sdk/index.ts";
import { feedbackButtons, postElement } from "../support/post-element.ts";
import { holdTime } from "./support/hold-time.ts";
import { play, silence } from "./support/script.ts";

const signingSecret = "another-secret";

/** A bot of the Chat SDK that this Slack sends its events to. */
async function createScene({ trustedSecret = signingSecret, slowness = 0 } = {}) {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  const { slackApiUrl, ...webClientOptions } = slack.webClientOptions(7);
  const logger = new ConsoleLogger("silent");
  const adapter = createSlackAdapter({
    botToken: slack.token,
    signingSecret: trustedSecret,
    apiUrl: slackApiUrl,
    webClientOptions: webClientOptions as NonNullable<SlackAdapterConfig["webClientOptions"]>,
    agentView: true,
    feedbackButtons: true,
    logger,
    streaming: { clock },
  });
  const parts = {
    adapters: { slack: adapter as unknown as Adapter },
    state: createMemoryState() as unknown as StateAdapter,
  };
  const bot = new Chat({ userName: "bot", ...parts, logger });
  const replies: Promise<unknown>[] = [];
  const clicks: unknown[] = [];
  const script = () => play(["Half of ", silence(2_000), "it, ", silence(30_000), "and the rest."], clock);
  bot.onNewMention(async (thread) => void replies.push(thread.post(script())));
  bot.onDirectMessage(async (thread) => void replies.push(thread.post(script())));
  bot.onAction(async ({ actionId, value }) => void clicks.push({ actionId, value }));
  await bot.initialize();
  const people = connectBot(slack, {
    signingSecret,
    bot: async (request) => {
      const letGo = holdTime(clock);
      const response = await adapter.handleWebhook(request).finally(letGo);
      if (slowness > 0) await new Promise<void>((resolve) => void clock.setTimer(slowness, resolve));
      return response;
    },
  });
  return { clock, slack, people, replies, clicks };
}

test("a mention and a direct message that this Slack delivers are answered", async () => {
  const { clock, slack, people, replies } = await createScene();
  await clock.runUntil(people.mention({ text: "first" }).delivered);
  await clock.runUntil(people.directMessage({ text: "second" }).delivered);
  await clock.settle();
  await clock.runUntil(Promise.all(replies));
  const answers = slack.messages.filter(({ botId }) => botId !== undefined);
  expect(answers.map(({ channel, markdown }) => [channel, markdown])).toEqual([
    ["C0000000001", "Half of it, and the rest."],
    ["D0000000001", "Half of it, and the rest."],
  ]);
});

test("a bot that is slow gets the event again, and answers once", async () => {
  const { clock, people, replies } = await createScene({ slowness: 4_000 });
  await clock.runUntil(people.mention({ text: "question" }).delivered);
  expect(people.attempts.map(({ retry, failure }) => [retry, failure])).toEqual([
    [0, "http_timeout"],
    [1, "http_timeout"],
    [2, "http_timeout"],
    [3, "http_timeout"],
  ]);
  expect(replies).toHaveLength(1);
});

test("a bot that trusts another secret refuses", async () => {
  const { clock, people, replies } = await createScene({ trustedSecret: "not that one" });
  const { delivered } = people.mention({ text: "question" });
  await expect(clock.runUntil(delivered)).rejects.toThrow(/HTTP 401 .* signing secret/);
  expect(replies).toEqual([]);
});

test("a pressed stop ends the reply, and a click on a feedback button reaches its handler", async () => {
  const { clock, slack, people, replies, clicks } = await createScene();
  const { message, delivered } = people.mention({ text: "question" });
  await clock.runUntil(delivered);
  await clock.advance(5_000);
  await people.pressStop({ channel: message.channel, threadTs: message.ts });
  await clock.runUntil(Promise.all(replies));
  const answer = slack.messages.at(-1);
  expect(answer).toMatchObject({ markdown: "Half of it,", state: "user-stopped" });

  const { channel, ts: thread_ts } = message;
  const ts = await postElement(slack, { channel, thread_ts }, feedbackButtons);
  await clock.runUntil(people.click({ ts, actionId: "message_feedback", value: "negative" }));
  await clock.settle();
  expect(clicks).toEqual([{ actionId: "message_feedback", value: "negative" }]);
});
