import { createMemoryState } from "@chat-adapter/state-memory";
import { type Adapter, Chat, ConsoleLogger, type SentMessage, type StateAdapter, type Thread } from "chat";
import {
  type Click,
  connectBot,
  createManualClock,
  createSlackEmulator,
  type ManualClock,
  type SlackEmulator,
  type UserMessage,
} from "slack-stream-emulator";
import { createSlackAdapter, type SlackAdapterConfig } from "../../../src/chat-sdk/index.ts";
import { holdTime } from "./hold-time.ts";
import { type Line, play } from "./script.ts";

const signingSecret = "scene-secret";

/** A bot of the Chat SDK that this Slack sends its events to, signed; its handlers are the test's. */
export interface BotScene {
  readonly clock: ManualClock;
  readonly slack: SlackEmulator;
  readonly bot: Chat;
  readonly replies: readonly Promise<SentMessage>[];
  /** Posts a script to a thread, and waits for nothing. */
  reply(thread: Pick<Thread, "post">, lines: readonly Line[]): void;
  /** Resolves when so many replies have ended. */
  replied(count: number): Promise<readonly SentMessage[]>;
  mention(message: UserMessage): Promise<{ readonly message: { readonly ts: string } }>;
  click(click: Click): Promise<unknown>;
  send(event: { type: string; [field: string]: unknown }): Promise<unknown>;
  /** The texts of the bot's messages. */
  answers(): readonly string[];
}

export async function createBotScene(config: SlackAdapterConfig = {}): Promise<BotScene> {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  const { slackApiUrl, ...webClientOptions } = slack.webClientOptions(7);
  const logger = new ConsoleLogger("silent");
  const adapter = createSlackAdapter({
    botToken: slack.token,
    signingSecret,
    apiUrl: slackApiUrl,
    webClientOptions: webClientOptions as NonNullable<SlackAdapterConfig["webClientOptions"]>,
    logger,
    ...config,
    streaming: { ...config.streaming, clock },
  });
  const parts = {
    adapters: { slack: adapter as unknown as Adapter },
    state: createMemoryState() as unknown as StateAdapter,
  };
  const bot = new Chat({ userName: "bot", ...parts, logger });
  await bot.initialize();
  const replies: Promise<SentMessage>[] = [];
  const people = connectBot(slack, {
    signingSecret,
    // A handler that was begun is waited for, so that a test sees what it did.
    bot: async (request) => {
      const letGo = holdTime(clock);
      const tasks: Promise<unknown>[] = [];
      const waitUntil = (task: Promise<unknown>) => void tasks.push(task);
      const response = await adapter.handleWebhook(request, { waitUntil });
      await Promise.all(tasks).finally(letGo);
      return response;
    },
  });
  return {
    clock,
    slack,
    bot,
    replies,
    reply(thread, lines) {
      const sent = thread.post(play(lines, clock));
      sent.catch(() => {}); // The test sees it through replied().
      replies.push(sent);
    },
    replied(count) {
      if (replies.length < count) throw new Error(`${replies.length} replies were begun, not ${count}`);
      return clock.runUntil(Promise.all(replies.slice(0, count)));
    },
    async mention(message) {
      const sent = people.mention(message);
      await clock.runUntil(sent.delivered);
      return sent;
    },
    click: (click) => clock.runUntil(people.click(click)),
    send: (event) => clock.runUntil(people.send(event)),
    answers: () => slack.messages.filter(({ botId }) => botId !== undefined).map(({ markdown }) => markdown),
  };
}
