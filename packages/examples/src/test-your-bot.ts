/** Tests a bot on a local Slack with a manual clock. Ten minutes take no real time. */
import assert from "node:assert/strict";
import { WebClient } from "@slack/web-api";
import { streamToSlack } from "slack-stream-adapter";
import { createManualClock, createSlackEmulator } from "slack-stream-emulator";

const clock = createManualClock();
const slack = createSlackEmulator({ clock });
const question = slack.postUserMessage({ text: "Think hard." });

async function* slowAnswer() {
  for (const minute of [2, 4, 6, 8, 10]) {
    await new Promise<void>((wake) => clock.setTimer(120_000, wake));
    yield `${minute} minutes have passed. `;
  }
}

const answered = streamToSlack(
  slowAnswer(),
  {
    client: new WebClient(slack.token, slack.webClientOptions(8)),
    channel: question.channel,
    threadTs: question.ts,
    recipientUserId: question.userId,
    recipientTeamId: question.teamId,
  },
  { clock },
);
const receipt = await clock.runUntil(answered, { maxMs: 900_000 });

assert.equal(receipt.outcome, "completed");
assert.ok(slack.messages.every((message) => !message.errored && message.state !== "open"));
console.log(slack.transcript().join("\n"));
