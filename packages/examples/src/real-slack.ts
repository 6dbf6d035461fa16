/** Streams into your Slack. It needs a bot token with `chat:write`, and a channel that the bot is in. */
import { WebClient } from "@slack/web-api";
import { streamText } from "ai";
import { streamToSlack } from "slack-stream-adapter";
import { createScriptedModel } from "./scripted-model.ts";

const { SLACK_BOT_TOKEN, SLACK_CHANNEL, SLACK_USER_ID, SLACK_TEAM_ID, SLACK_API_URL } = process.env;

if (!SLACK_BOT_TOKEN || !SLACK_CHANNEL) {
  const missing = Object.entries({ SLACK_BOT_TOKEN, SLACK_CHANNEL }).filter(([, value]) => !value);
  console.log(`Not set: ${missing.map(([name]) => name).join(", ")}, so there is no Slack to stream into.`);
  console.log(
    "In a channel SLACK_USER_ID and SLACK_TEAM_ID say who asked; see docs/guide/getting-started.md.",
  );
  process.exit();
}

const client = new WebClient(SLACK_BOT_TOKEN, SLACK_API_URL ? { slackApiUrl: SLACK_API_URL } : {});
const question = await client.chat.postMessage({ channel: SLACK_CHANNEL, text: "What is a prime number?" });
const model = createScriptedModel({
  steps: [["A prime number has *exactly two* divisors: one, and itself."]],
  wordMs: 150,
});

const receipt = await streamToSlack(
  (signal) => streamText({ model, prompt: "What is a prime number?", abortSignal: signal }),
  {
    client,
    channel: SLACK_CHANNEL,
    threadTs: question.ts,
    recipientUserId: SLACK_USER_ID,
    recipientTeamId: SLACK_TEAM_ID,
  },
);

console.log(`Streamed to channel ${SLACK_CHANNEL} of ${client.slackApiUrl}`);
console.log(`${receipt.outcome}, by ${receipt.segments.map(({ transport }) => transport).join(", ")}`);
if (receipt.outcome !== "completed") process.exitCode = 1;
