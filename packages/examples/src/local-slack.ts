import { WebClient } from "@slack/web-api";
import type { StreamTarget } from "slack-stream-adapter";
import { createSlackEmulator, type EmulatorOptions, type SlackEmulator } from "slack-stream-emulator";

export interface LocalSlack {
  readonly emulator: SlackEmulator;
  /** The address of its page. */
  readonly url: string;
  readonly apiUrl: string;
  /** A thread with a question in it, and a real `WebClient` that reaches it over HTTP. */
  readonly target: StreamTarget & { readonly client: WebClient; readonly threadTs: string };
  /** The thread as a reader sees it. */
  thread(): string;
  close(): Promise<void>;
}

/** Starts a local Slack on a free port, with a person who has just asked something. */
export async function openLocalSlack(question: string, options?: EmulatorOptions): Promise<LocalSlack> {
  const emulator = createSlackEmulator(options);
  const { url, apiUrl } = await emulator.listen();
  const asked = emulator.postUserMessage({ text: question });
  return {
    emulator,
    url,
    apiUrl,
    target: {
      client: new WebClient(emulator.token, { slackApiUrl: apiUrl }),
      channel: asked.channel,
      threadTs: asked.ts,
      recipientUserId: asked.userId,
      recipientTeamId: asked.teamId,
    },
    thread: () => emulator.thread(asked.channel, asked.ts),
    close: () => emulator.close(),
  };
}
