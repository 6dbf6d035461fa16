import { setTimeout as sleep } from "node:timers/promises";
import type { createSlackAdapter as createPeerAdapter } from "@chat-adapter/slack";
import { ConsoleLogger, type StreamChunk } from "chat";
import {
  createManualClock,
  createSlackEmulator,
  type ManualClock,
  type SlackEmulator,
  type StoredMessage,
} from "slack-stream-emulator";
import { play, type Scene } from "./script.ts";

/** The result of a reply. */
export interface Outcome {
  readonly messages: readonly Readonly<StoredMessage>[];
  /** The error that the handler got, if it did not get a message. */
  readonly error: string | undefined;
  readonly said: number;
  readonly shown: number;
  readonly calls: number;
  readonly thread: string;
}

/** The local Slack and the clock of a scene. */
export interface Stage {
  readonly slack: SlackEmulator;
  readonly clock: ManualClock;
  readonly source: () => AsyncGenerator<string | StreamChunk>;
}

/** Streams a scene through an adapter into its own local Slack, with a manual clock. */
export function runScene(scene: Scene, create: typeof createPeerAdapter): Promise<Outcome> {
  return playScene(scene, async ({ slack, clock, source }) => {
    const { slackApiUrl, adapter } = slack.webClientOptions(7);
    const asked = slack.postUserMessage({ text: "What do you have?" });
    const config = {
      botToken: slack.token,
      signingSecret: "unused",
      apiUrl: slackApiUrl,
      // Ten retries, as by default, but without waits, because the waits use the system's clock.
      webClientOptions: {
        adapter,
        retryConfig: { retries: 10, minTimeout: 1, maxTimeout: 1 },
        logLevel,
      } as object,
      logger: new ConsoleLogger("silent"),
      streaming: { clock },
    };
    const chatAdapter = create(config);
    const threadId = chatAdapter.encodeThreadId({ channel: asked.channel, threadTs: asked.ts });
    const recipient = { recipientUserId: asked.userId, recipientTeamId: asked.teamId };
    await chatAdapter.stream(threadId, source(), recipient);
  });
}

/** Plays a scene to one bot. `ask` resolves, or rejects, when the bot's answer has ended. */
export async function playScene(scene: Scene, ask: (stage: Stage) => Promise<void>): Promise<Outcome> {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  const restore = readTimeFrom(clock.now);
  let error: string | undefined;
  try {
    await moveUntil(ask({ slack, clock, source: () => play(scene.lines, { clock, slack }) }), clock);
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
  } finally {
    restore();
  }
  // Slack ends messages that are left open.
  await clock.advance(600_000);
  const messages = slack.messages.filter(({ botId }) => botId !== undefined);
  const asked = slack.messages.find(({ botId }) => botId === undefined);
  return {
    messages,
    error,
    said: letters(scene.lines.filter((line) => typeof line === "string").join("")),
    shown: letters(messages.map(({ markdown }) => markdown.replace(notice, "")).join("")),
    calls: slack.calls.length,
    thread: asked === undefined ? "" : slack.thread(asked.channel, asked.ts),
  };
}

/** Moves the clock until the reply has ended, and gives work on the system's clock time. */
async function moveUntil(reply: Promise<unknown>, clock: ManualClock): Promise<void> {
  let ended = false;
  const end = () => {
    ended = true;
  };
  void reply.then(end, end);
  while (!ended) {
    await sleep(realStepMs);
    await clock.advance(stepMs);
  }
  await reply;
}

/** A notice of an adapter, not of the source. */
const notice = /\n\nThe answer ends here[^\n]*$/;
const stepMs = 500;
const realStepMs = 3;
/** Failed requests are expected here, so only errors are logged. */
const logLevel = "error";

/** The published adapter measures the age of a message with `Date.now()`, and takes no clock. */
function readTimeFrom(now: () => number): () => void {
  const original = Date.now;
  Date.now = now;
  return () => {
    Date.now = original;
  };
}

function letters(text: string): number {
  return text.replaceAll(/[\s\u200B*]/g, "").length;
}
