import { WebClient } from "@slack/web-api";
import { handleAgentSessionStopped, type SlackChunk, streamToSlack } from "slack-stream-adapter";
import type { SlackEmulator } from "slack-stream-emulator";
import { type AgentPart, toAgentAnswer } from "./agent-answers.ts";

type Question = SlackEmulator["messages"][number];

/** How fast the scripted model talks. */
const wordMs = 45;

const feedback = {
  type: "context_actions",
  elements: [
    {
      type: "feedback_buttons",
      action_id: "feedback",
      positive_button: { text: { type: "plain_text", text: "Good answer" }, value: "good" },
      negative_button: { text: { type: "plain_text", text: "Bad answer" }, value: "bad" },
    },
  ],
};

/** Answers people who write to the bot in a local Slack. Returns a function that ends this. */
export function startAgent(emulator: SlackEmulator, apiUrl: string): () => void {
  const client = new WebClient(emulator.token, { slackApiUrl: apiUrl });
  const ended = new AbortController();
  const leave = [
    emulator.onChange((change) => {
      if (change.type !== "message" || !isForBot(change.message, emulator)) return;
      // The thread shows a failure. No other code needs it.
      answer(change.message, { emulator, client, signal: ended.signal }).catch(() => {});
    }),
    emulator.onEvent((event) => {
      if (event.type === "agent_session_stopped") handleAgentSessionStopped(event);
    }),
  ];
  return () => {
    for (const one of leave) one();
    ended.abort();
  };
}

interface Answering {
  readonly emulator: SlackEmulator;
  readonly client: WebClient;
  readonly signal: AbortSignal;
}

async function answer(question: Question, { emulator, client, signal }: Answering): Promise<void> {
  const { clock } = emulator;
  await streamToSlack(
    (stopped) => speak(toAgentAnswer(question.markdown), { clock, signal: stopped }),
    {
      client,
      channel: question.channel,
      threadTs: question.threadTs ?? question.ts,
      recipientUserId: question.userId,
      recipientTeamId: question.teamId,
    },
    // On the emulator's clock the library's own timers move when somebody moves time on.
    // The first words are what a push banner shows: one word alone would say nothing.
    { clock, abortSignal: signal, stopBlocks: [feedback] },
  );
}

type Clock = SlackEmulator["clock"];

async function* speak(
  parts: readonly AgentPart[],
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): AsyncGenerator<string | SlackChunk> {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    if (typeof part === "object" && "pauseMs" in part) await sleep(part.pauseMs, { clock, signal });
    else if (typeof part !== "string") yield part;
    else {
      for (const word of part.match(/\S+\s*|\s+/g) ?? []) {
        yield word;
        await sleep(wordMs, { clock, signal });
      }
    }
  }
}

function sleep(ms: number, { clock, signal }: { clock: Clock; signal: AbortSignal }): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const cancel = clock.setTimer(ms, () => {
      signal.removeEventListener("abort", end);
      resolve();
    });
    function end(): void {
      cancel();
      reject(signal.reason);
    }
    signal.addEventListener("abort", end, { once: true });
  });
}

/**
 * Whether the message is for the bot: a direct message, a mention, or a message in a thread in which the bot writes.
 */
function isForBot(message: Question, { directory, messages }: SlackEmulator): boolean {
  if (message.botId !== undefined || message.state !== "posted") return false;
  if (message.channel.startsWith("D")) return true;
  if (message.markdown.includes(`<@${directory.mainApp.botUserId}>`)) return true;
  return messages.some(
    (one) => one.botId !== undefined && one.threadTs === message.threadTs && one.threadTs !== undefined,
  );
}
