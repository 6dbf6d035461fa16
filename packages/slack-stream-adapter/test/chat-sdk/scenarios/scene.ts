import { createSlackAdapter as createPublished } from "@chat-adapter/slack";
import { createMemoryState } from "@chat-adapter/state-memory";
import { type Adapter, Chat, ConsoleLogger, type StateAdapter, type Thread } from "chat";
import {
  type BotConnection,
  connectBot,
  createSlackEmulator,
  type EmulatorOptions,
  type SlackEmulator,
} from "slack-stream-emulator";
import { vi } from "vitest";
import {
  createSlackAdapter as createOurs,
  type SlackAdapter,
  type SlackAdapterConfig,
} from "../../../src/chat-sdk/index.ts";

const signingSecret = "scenario-secret";
export const channel = "C0000000001";

/** A bot of the Chat SDK over HTTP, as in production, and a Slack that sends it signed requests. */
export interface Scene {
  readonly slack: SlackEmulator;
  /** Where it is served. */
  readonly slackUrl: string;
  readonly bot: Chat;
  readonly adapter: SlackAdapter;
  readonly people: BotConnection;
  /** The same bot as another of the workspace's apps, such as its installation in a second team. */
  connectApp(appId: string): BotConnection;
  /** What a handler saw: it is compared as well. */
  note(line: unknown): void;
  /** Mentions the bot, and waits until its handler has ended. */
  ask(text?: string): Promise<{ readonly ts: string; readonly threadId: string }>;
  /** Waits until what was delivered is handled. */
  handled(delivery: Promise<unknown> | undefined): Promise<void>;
  /** The thread of a message. */
  thread(ts: string): Thread;
}

export interface Scenario {
  readonly title: string;
  readonly config?: SlackAdapterConfig;
  /** By default the emulator's own workspace. */
  readonly workspace?: EmulatorOptions["workspace"];
  /** By default over HTTP. */
  readonly socketMode?: true;
  /** Answers come side by side: which of them is the first is left to chance. */
  readonly inAnyOrder?: true;
  /** Why what ours leaves is another thing; where it is left out, both leave the same. */
  readonly differs?: string;
  play(scene: Scene): Promise<void>;
}

export type Maker = "published" | "ours";

const makers: Readonly<Record<Maker, typeof createOurs>> = {
  ours: createOurs,
  published: createPublished as unknown as typeof createOurs,
};

/** Plays a scenario with one of the two adapters, and tells what it left behind. */
export async function playScenario(scenario: Scenario, maker: Maker): Promise<string> {
  const slack = createSlackEmulator({ workspace: scenario.workspace });
  const { apiUrl, url } = await slack.listen();
  const logger = new ConsoleLogger("silent");
  const way = scenario.socketMode
    ? { mode: "socket" as const, appToken: slack.directory.mainApp.appToken ?? "" }
    : { signingSecret };
  const adapter = makers[maker]({ apiUrl, logger, botToken: slack.token, ...way, ...scenario.config });
  const parts = {
    adapters: { slack: adapter as unknown as Adapter },
    state: createMemoryState() as unknown as StateAdapter,
  };
  const bot = new Chat({ userName: "bot", logger, ...parts });
  const notes: string[] = [];
  const working = new Set<Promise<unknown>>();
  const waitUntil = (task: Promise<unknown>) => {
    const noted = task.catch((error: unknown) => void notes.push(`threw ${toText(error)}`));
    working.add(noted);
    void noted.finally(() => working.delete(noted));
  };
  await bot.initialize();
  const receiver = (request: Request) => adapter.handleWebhook(request, { waitUntil });
  if (scenario.socketMode)
    await vi.waitUntil(() => slack.socketMode.connections.length > 0, { timeout: 30_000 });
  const connectApp = (appId: string) => {
    const app = [...slack.directory.apps.values()].find((one) => one.appId === appId);
    return connectBot(
      slack,
      scenario.socketMode ? { socketMode: true, app } : { bot: receiver, signingSecret, app },
    );
  };
  const people = connectApp(slack.directory.mainApp.appId);

  const settled = async () => {
    while (working.size > 0) await Promise.all(working);
  };
  const handled: Scene["handled"] = async (delivery) => {
    await delivery;
    await settled();
  };
  const scene: Scene = {
    slack,
    slackUrl: url.replace(/\/$/, ""),
    bot,
    adapter,
    people,
    connectApp,
    note: (line) => void notes.push(toText(line)),
    handled,
    async ask(text = "question") {
      const { message, delivered } = people.mention({ text, channel });
      await handled(delivered);
      return { ts: message.ts, threadId: adapter.encodeThreadId({ channel, threadTs: message.ts }) };
    },
    thread: (ts) => bot.thread(adapter.encodeThreadId({ channel, threadTs: ts })),
  };
  try {
    await scenario.play(scene).catch((error: unknown) => void notes.push(`failed: ${toText(error)}`));
    await settled();
    const left = withoutTimes(describeWorkspace(slack, notes), slack);
    return scenario.inAnyOrder ? left.replace(/ #\d+:$/gm, ":") : left;
  } finally {
    people.disconnect();
    await bot.shutdown();
    await slack.close();
  }
}

function toText(value: unknown): string {
  if (value instanceof Error) return value.message;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** All that a person in the workspace could see, and what the bot's handlers saw. */
function describeWorkspace(slack: SlackEmulator, notes: readonly string[]): string {
  const roots = slack.messages.filter(({ state, threadTs }) => threadTs === undefined && state !== "deleted");
  const threads = roots.map(({ channel: place, ts }) => slack.thread(place, ts));
  const named = (name: string, list: readonly unknown[]) =>
    list.map((one) => `${name}: ${JSON.stringify(one)}`);
  return [
    ...threads,
    ...named(
      "reaction",
      slack.reactions.map(({ name, ts }) => ({ name, ts })),
    ),
    ...named(
      "only for one",
      slack.ephemeralMessages.map(({ user, text }) => ({ user, text })),
    ),
    ...named(
      "view",
      slack.views.map(({ type, isOpen, content }) => ({ type, isOpen, title: content.title })),
    ),
    ...named(
      "scheduled",
      slack.scheduledMessages.map(({ text }) => text),
    ),
    ...named(
      "file",
      slack.files.map(({ name }) => name),
    ),
    ...roots.flatMap(({ channel: place, ts }) => [
      ...named(
        "title",
        [slack.threadTitle(place, ts)].filter((title) => title !== undefined),
      ),
      ...named(
        "prompts",
        [slack.suggestedPrompts(place, ts)].filter((prompts) => prompts !== undefined),
      ),
    ]),
    // Two handlers that run at once note in any order.
    ...notes.toSorted().map((note) => `noted: ${note}`),
  ].join("\n");
}

/** Times differ from run to run; which message is meant does not. */
function withoutTimes(text: string, slack: SlackEmulator): string {
  const known = slack.messages.map(({ ts }) => ts);
  return known.reduce((told, ts, index) => told.replaceAll(ts, `<message ${index + 1}>`), text);
}
