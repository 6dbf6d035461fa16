import { LogLevel, WebClient } from "@slack/web-api";
import type { ClientTarget } from "slack-stream-adapter";
import { createSlackEmulator, type SlackEmulator } from "slack-stream-emulator";

const channel = "C0000000001";

/** A thread of the local Slack, and its visible content. */
export interface Thread {
  readonly slack: SlackEmulator;
  readonly target: ClientTarget;
  /** The text of each message of the bot that was not deleted. */
  texts(): readonly string[];
  /** Messages that are still open, or red. */
  left(): readonly string[];
}

export function openThread(): Thread {
  const slack = createSlackEmulator();
  const { ts: threadTs } = slack.postUserMessage({ channel, text: "question", user: "U0000000001" });
  const client = new WebClient(slack.token, { ...slack.webClientOptions(8), logLevel: LogLevel.ERROR });
  return {
    slack,
    target: { client, channel, threadTs, recipientUserId: "U0000000001", recipientTeamId: "T0000000001" },
    texts: () => answersIn(slack).map(({ markdown }) => markdown.trim()),
    left: () =>
      answersIn(slack)
        .filter(({ state, errored }) => state === "open" || errored)
        .map(({ ts }) => ts),
  };
}

const answersIn = ({ messages }: SlackEmulator) =>
  messages.filter(({ state, botId }) => state !== "deleted" && botId !== undefined);
