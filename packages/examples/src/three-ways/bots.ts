import { createSlackAdapter } from "@chat-adapter/slack";
import { createMemoryState } from "@chat-adapter/state-memory";
import { App, LogLevel } from "@slack/bolt";
import { type Adapter, Chat, ConsoleLogger, type StateAdapter } from "chat";
import { connectBot, type ManualClock, type SlackEmulator } from "slack-stream-emulator";
import type { Answer } from "./answer.ts";
import * as withChatSdk from "./with-chat-sdk.ts";
import * as withOurs from "./with-ours.ts";
import * as withSayStream from "./with-say-stream.ts";

interface Stage {
  readonly slack: SlackEmulator;
  readonly clock: ManualClock;
  readonly answer: Answer;
}

/** One way to write the bot. */
export interface Way {
  readonly name: string;
  readonly file: string;
  /** Mentions the bot; resolves when its listener has ended, with what the listener threw. */
  ask(stage: Stage): Promise<unknown>;
}

const question = "What do you have?";

export const ways: readonly Way[] = [
  { name: "Bolt's `sayStream`", file: "with-say-stream.ts", ask: byBolt(withSayStream.answerMentions) },
  { name: "Chat SDK", file: "with-chat-sdk.ts", ask: byChat },
  {
    name: "`streamToSlack`",
    file: "with-ours.ts",
    ask: byBolt((app, answer, clock) => withOurs.answerMentions(app, answer, { clock })),
  },
];

function byBolt(listen: (app: App, answer: Answer, clock: ManualClock) => void): Way["ask"] {
  return async ({ slack, clock, answer }) => {
    let thrown: unknown;
    const receiver = { init() {}, start: async () => {}, stop: async () => {} };
    const clientOptions = { ...slack.webClientOptions(7), retryConfig, logLevel: LogLevel.ERROR } as object;
    const app = new App({ token: slack.token, receiver, clientOptions, logLevel: LogLevel.ERROR });
    app.error(async (error) => {
      thrown = "original" in error ? (error.original ?? error) : error;
    });
    listen(app, answer, clock);
    // Used instead of a receiver. It passes on the same events.
    const people = connectBot(slack, {
      clock,
      signingSecret,
      bot: async (request) => {
        const body = JSON.parse(await request.text());
        working = app.processEvent({ body, ack: async () => {} });
        return new Response();
      },
    });
    let working: Promise<void> = Promise.resolve();
    await people.mention({ text: question }).delivered;
    await working;
    people.disconnect();
    return thrown;
  };
}

async function byChat({ slack, clock, answer }: Stage): Promise<unknown> {
  const { slackApiUrl, adapter } = slack.webClientOptions(7);
  const logger = new ConsoleLogger("silent");
  const slackAdapter = createSlackAdapter({
    botToken: slack.token,
    signingSecret,
    apiUrl: slackApiUrl,
    webClientOptions: { adapter, retryConfig, logLevel: LogLevel.ERROR } as object,
    logger,
  });
  const bot = new Chat({
    userName: "bot",
    adapters: { slack: slackAdapter as unknown as Adapter },
    state: createMemoryState() as unknown as StateAdapter,
    logger,
  });
  let thrown: unknown;
  const ended = new Promise<void>((resolve) => {
    const catching: Pick<Chat, "onNewMention"> = {
      onNewMention: (handler) =>
        bot.onNewMention(async (...args) => {
          await Promise.resolve(handler(...args)).catch((error: unknown) => {
            thrown = error;
          });
          resolve();
        }),
    };
    withChatSdk.answerMentions(catching as Chat, answer);
  });
  const people = connectBot(slack, { clock, signingSecret, bot: (request) => bot.webhooks.slack(request) });
  await people.mention({ text: question }).delivered;
  await ended;
  people.disconnect();
  await bot.shutdown();
  return thrown;
}

const signingSecret = "local-signing-secret";
/** Ten retries, as by default, but without their waits: those go by the system's clock. */
const retryConfig = { retries: 10, minTimeout: 1, maxTimeout: 1 };
