import { WebClient } from "@slack/web-api";
import type { StreamTarget } from "slack-stream-adapter";
import { openLocalSlack } from "../local-slack.ts";
import { startAgent } from "./agent.ts";
import type { Screen } from "./screen.ts";
import type { RealSlack } from "./setup.ts";

/** A Slack to stream into, and its thread. */
export interface DemoSlack {
  readonly name: string;
  readonly isLocal: boolean;
  readonly target: StreamTarget;
  /** The page on which people see the local Slack and write to its bot. */
  readonly page?: string;
  /** The content of the thread, or why it can't be read. */
  thread(): Promise<string>;
  close(): Promise<void>;
}

/** The local Slack. The screen is redrawn after each change. */
export async function openLocal(question: string, screen: Screen): Promise<DemoSlack> {
  const slack = await openLocalSlack(question);
  const endAgent = startAgent(slack.emulator, slack.apiUrl);
  slack.emulator.onChange(() => screen.show(slack.thread()));
  return {
    name: "a local Slack, over HTTP",
    isLocal: true,
    page: `${slack.url}/`,
    target: slack.target,
    thread: async () => slack.thread(),
    async close() {
      endAgent();
      await slack.close();
    },
  };
}

/** A real Slack. Without a thread the question is posted first, and answered below. */
export async function openReal(question: string, setup: RealSlack): Promise<DemoSlack> {
  const { channel, userId, teamId } = setup;
  const client = new WebClient(setup.token, {
    ...(setup.apiUrl === undefined ? {} : { slackApiUrl: setup.apiUrl }),
    // The client's default is half an hour of retries, which is too long if Slack can't be reached.
    retryConfig: { retries: 1 },
  });
  const threadTs = setup.threadTs ?? (await post(client, channel, question));
  return {
    name: `channel ${channel}, thread ${threadTs}`,
    isLocal: false,
    target: { client, channel, threadTs, recipientUserId: userId, recipientTeamId: teamId },
    thread: () => readThread(client, channel, threadTs),
    close: async () => {},
  };
}

async function post(client: WebClient, channel: string, text: string): Promise<string> {
  const { ts } = await client.chat.postMessage({ channel, text });
  if (ts === undefined) throw new Error("Slack took the question but did not say where it is");
  return ts;
}

/** Needs a history scope. The library itself does not need it. */
async function readThread(client: WebClient, channel: string, threadTs: string): Promise<string> {
  try {
    const { messages = [] } = await client.conversations.replies({ channel, ts: threadTs });
    return messages.map(({ user, text }) => `${user ?? "bot"}:\n${text ?? ""}`).join("\n\n");
  } catch (error) {
    return `It can't be read back (${error instanceof Error ? error.message : String(error)}); look into Slack.`;
  }
}
