import { createMemoryState } from "@chat-adapter/state-memory";
import {
  type Adapter,
  Chat,
  ConsoleLogger,
  type SentMessage,
  type StateAdapter,
  StreamingPlan,
  type StreamingPlanOptions,
  type Thread,
} from "chat";
import {
  createManualClock,
  createSlackEmulator,
  type EmulatorOptions,
  type ManualClock,
  type SlackEmulator,
} from "slack-stream-emulator";
import {
  createSlackAdapter,
  getStreamReceipt,
  type SlackAdapter,
  type SlackAdapterConfig,
  type StreamReceipt,
} from "../../../src/chat-sdk/index.ts";
import { type Line, play } from "./script.ts";
import { signingSecret, toSignedRequest } from "./signed-request.ts";

export interface ChatStory {
  readonly clock: ManualClock;
  readonly slack: SlackEmulator;
  readonly adapter: SlackAdapter;
  readonly bot: Chat;
  readonly channel: string;
  readonly threadTs: string;
  readonly threadId: string;
  /** A signed `app_mention` comes in; the bot answers it with a script, or in its own way; time moves as it has to. */
  answer(reply: readonly Line[] | Answer, plan?: StreamingPlanOptions): Promise<SentMessage>;
  /** The same, and what became of the reply. */
  receipt(reply: readonly Line[] | Answer, plan?: StreamingPlanOptions): Promise<StreamReceipt>;
  /** Delivers an event to the bot, signed. */
  deliver(event: Record<string, unknown>): Promise<Response>;
  /** What the emulator saw of the reply, a line a call. */
  transcript(): string;
  thread(): string;
}

export type Answer = (thread: Thread) => Promise<SentMessage>;

export interface ChatStoryOptions {
  readonly config?: SlackAdapterConfig | undefined;
  readonly emulator?: EmulatorOptions | undefined;
  /** A direct message by default names no recipient either, as in Slack. @default a channel */
  readonly place?: "channel" | "dm" | undefined;
  readonly create?: typeof createSlackAdapter | undefined;
}

const team = "T0000000001";
const person = "U0000000001";

/** The real Chat with the real adapter and memory state on one side, the emulator on the other, on a clock that the test owns. */
export async function createChatStory(options: ChatStoryOptions = {}): Promise<ChatStory> {
  const { config, emulator, place = "channel", create = createSlackAdapter } = options;
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock, ...emulator });
  const channel = place === "channel" ? "C0000000001" : "D0000000001";
  const parent = slack.postUserMessage({ channel, text: "question", user: person });
  const { slackApiUrl, ...webClientOptions } = slack.webClientOptions(7);
  const logger = new ConsoleLogger("silent");
  const adapter = create({
    botToken: slack.token,
    signingSecret,
    apiUrl: slackApiUrl,
    webClientOptions: webClientOptions as SlackAdapterConfig["webClientOptions"],
    logger,
    ...config,
    streaming: { ...config?.streaming, clock },
  } as SlackAdapterConfig);
  // Their own declarations do not agree with each other under `exactOptionalPropertyTypes`.
  const parts = {
    adapters: { slack: adapter as unknown as Adapter },
    state: createMemoryState() as unknown as StateAdapter,
  };
  const bot = new Chat({ userName: "bot", ...parts, logger });
  const threadId = adapter.encodeThreadId({ channel, threadTs: parent.ts });

  let turn: Turn | undefined;
  const handle = async (thread: Thread) => turn?.take(thread);
  bot.onNewMention(handle);
  bot.onDirectMessage(handle);
  await bot.initialize();

  let events = 0;
  const deliver: ChatStory["deliver"] = (event) => {
    events += 1;
    const body = { type: "event_callback", team_id: team, event_id: `Ev${events}`, event };
    return adapter.handleWebhook(toSignedRequest(JSON.stringify(body)));
  };

  const answer: ChatStory["answer"] = async (reply, plan) => {
    const current = createTurn(toAnswer(reply, plan, clock));
    turn = current;
    await deliver(place === "channel" ? toMention(channel, parent.ts) : toDirectMessage(channel, parent.ts));
    await current.begun;
    return clock.runUntil(current.done);
  };

  return {
    clock,
    slack,
    adapter,
    bot,
    channel,
    threadTs: parent.ts,
    threadId,
    answer,
    async receipt(reply, plan) {
      const receipt = getStreamReceipt(await answer(reply, plan));
      if (receipt === undefined) throw new Error("the reply was not streamed by us");
      return receipt;
    },
    deliver,
    transcript: () => `\n${slack.transcript().filter(isAboutReply).join("\n")}\n`,
    thread: () => `\n${slack.thread(channel, parent.ts)}\n`,
  };
}

/** What the bot asks about itself and its people is no part of a reply. */
function isAboutReply(line: string): boolean {
  return !/auth\.test|users\.info|conversations\.(?:info|replies)/.test(line);
}

interface Turn {
  readonly begun: Promise<void>;
  readonly done: Promise<SentMessage>;
  take(thread: Thread): Promise<void>;
}

function createTurn(answer: Answer): Turn {
  const { promise: begun, resolve: begin } = withResolvers<void>();
  const { promise: done, resolve, reject } = withResolvers<SentMessage>();
  done.catch(() => {}); // The test sees it through runUntil.
  return {
    begun,
    done,
    async take(thread) {
      begin();
      await answer(thread).then(resolve, reject);
    },
  };
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((onDone, onFail) => {
    resolve = onDone;
    reject = onFail;
  });
  return { promise, resolve, reject };
}

function toAnswer(
  reply: readonly Line[] | Answer,
  plan: StreamingPlanOptions | undefined,
  clock: ManualClock,
): Answer {
  if (typeof reply === "function") return reply;
  return (thread) =>
    thread.post(plan === undefined ? play(reply, clock) : new StreamingPlan(play(reply, clock), plan));
}

function toMention(channel: string, ts: string) {
  return {
    type: "app_mention",
    user: person,
    text: "<@U0000000009> question",
    ts,
    channel,
    event_ts: ts,
    team,
  };
}

function toDirectMessage(channel: string, ts: string) {
  return {
    type: "message",
    channel_type: "im",
    user: person,
    text: "question",
    ts,
    channel,
    event_ts: ts,
    team,
  };
}
