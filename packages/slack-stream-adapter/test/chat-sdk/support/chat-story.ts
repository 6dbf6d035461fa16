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
import { holdTime } from "./hold-time.ts";
import { type Line, play } from "./script.ts";
import { signingSecret, toSignedRequest } from "./signed-request.ts";
import { type Answer, createTurn, type Turn } from "./turn.ts";

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
  /** Delivers an event to the bot, signed, and waits until the bot has done with it; time stands still until then. */
  deliver(event: Record<string, unknown>): Promise<void>;
  /** Somebody presses stop: Slack ends the message, and the bot is told. */
  pressStop(): Promise<void>;
  /** What the emulator saw of the reply, a line a call. */
  transcript(): string;
  thread(): string;
}

export interface ChatStoryOptions {
  readonly config?: SlackAdapterConfig | undefined;
  readonly emulator?: EmulatorOptions | undefined;
  /** An emulator that was made before, with its clock. */
  readonly slack?: SlackEmulator | undefined;
  readonly clock?: ManualClock | undefined;
  /** A direct message by default names no recipient either, as in Slack. @default a channel */
  readonly place?: "channel" | "dm" | undefined;
  readonly create?: typeof createSlackAdapter | undefined;
  /** What the processes of a bot share. @default one of its own */
  readonly state?: ReturnType<typeof createMemoryState> | undefined;
}

const team = "T0000000001";
const person = "U0000000001";

/** The real Chat with the real adapter and memory state on one side, the emulator on the other, on a clock that the test owns. */
export async function createChatStory(options: ChatStoryOptions = {}): Promise<ChatStory> {
  const { config, emulator, place = "channel", create = createSlackAdapter } = options;
  const { clock = createManualClock() } = options;
  const { slack = createSlackEmulator({ clock, ...emulator }) } = options;
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
    state: (options.state ?? createMemoryState()) as unknown as StateAdapter,
  };
  const bot = new Chat({ userName: "bot", ...parts, logger });
  const threadId = adapter.encodeThreadId({ channel, threadTs: parent.ts });

  let turn: Turn | undefined;
  const handle = async (thread: Thread) => turn?.take(thread);
  bot.onNewMention(handle);
  bot.onDirectMessage(handle);
  await bot.initialize();

  let events = 0;
  let asked = 0;
  const send = async (event: Record<string, unknown>) => {
    events += 1;
    const body = { type: "event_callback", team_id: team, event_id: `Ev${events}`, event };
    const tasks: Promise<unknown>[] = [];
    const waitUntil = (task: Promise<unknown>) => void tasks.push(task);
    await adapter.handleWebhook(toSignedRequest(JSON.stringify(body)), { waitUntil });
    await Promise.all(tasks);
  };

  const deliver: ChatStory["deliver"] = async (event) => {
    const letGo = holdTime(clock);
    await send(event).finally(letGo);
  };

  const answer: ChatStory["answer"] = async (reply, plan) => {
    const current = createTurn(toAnswer(reply, plan, clock));
    turn = current;
    // Not waited for: a turn takes as long as its reply.
    void send(toQuestion({ channel, threadTs: parent.ts, asked }));
    asked += 1;
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
    async pressStop() {
      const event = slack.stopByUser({ channel, threadTs: parent.ts });
      await deliver({ ...event });
    },
    transcript: () => `\n${slack.transcript().filter(isAboutReply).join("\n")}\n`,
    thread: () => `\n${slack.thread(channel, parent.ts)}\n`,
  };
}

/** What the bot asks about itself and its people is no part of a reply. */
function isAboutReply(line: string): boolean {
  return !/auth\.test|users\.info|conversations\.(?:info|replies)/.test(line);
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

interface Question {
  readonly channel: string;
  readonly threadTs: string;
  /** How many were asked before; the first opens the thread. */
  readonly asked: number;
}

function toQuestion({ channel, threadTs, asked }: Question) {
  const ts = asked === 0 ? threadTs : `${Math.floor(Number(threadTs))}.${String(900_000 + asked)}`;
  const place = {
    channel,
    ts,
    event_ts: ts,
    team,
    user: person,
    ...(asked === 0 ? {} : { thread_ts: threadTs }),
  };
  return channel.startsWith("D")
    ? { ...place, type: "message", channel_type: "im", text: "question" }
    : { ...place, type: "app_mention", text: "<@U0000000009> question" };
}
