/** A Bolt app: it answers each mention once, in its thread, and stops when somebody presses stop. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { App } from "@slack/bolt";
import { streamText } from "ai";
import { type StreamReceipt, streamToSlack } from "slack-stream-adapter";
import { dropRedelivered, handleStopButton } from "slack-stream-adapter/bolt";
import { connectBot, createSlackEmulator } from "slack-stream-emulator";
import { createScriptedModel } from "./scripted-model.ts";

const slack = createSlackEmulator();
const { apiUrl } = await slack.listen();
const signingSecret = "local-signing-secret";
const numbers = Array.from({ length: 500 }, (_, index) => index + 1).join(" ");
const model = createScriptedModel({ steps: [["It is **42**."], [`Here they are: ${numbers}`]] });

const app = new App({
  token: slack.token,
  signingSecret,
  clientOptions: { slackApiUrl: apiUrl },
});

// Slack sends an event again if it is not acknowledged in three seconds. Bolt acknowledges events before it calls their
// listeners, so a long answer is no problem. If an event still comes twice, it is answered once. With several
// processes, give it a store that all of them share.
app.use(dropRedelivered());
handleStopButton(app);

const receipts: StreamReceipt[] = [];
const finished = new EventTarget();

app.event("app_mention", async (args) => {
  const answer = (signal: AbortSignal) => streamText({ model, prompt: args.event.text, abortSignal: signal });
  receipts.push(await streamToSlack(answer, args, { minIntervalMs: 100 }));
  finished.dispatchEvent(new Event("answer"));
});

const server = await app.start(0);
const address = server.address();
const port = typeof address === "object" ? address?.port : undefined;
let lostAnswers = 1;
const people = connectBot(slack, { bot: deliver, signingSecret });

/** Delivers Slack's requests to the app. The app's first response is lost, so Slack sends that event again. */
async function deliver(event: Request): Promise<Response> {
  const { headers, method } = event;
  const url = `http://127.0.0.1:${port}/slack/events`;
  const { ok, status } = await fetch(url, { method, headers, body: await event.text() });
  lostAnswers -= 1;
  if (lostAnswers >= 0) throw new Error(`lost on its way: ${status}`);
  return new Response(null, { status: ok ? 200 : status });
}

const first = once(finished, "answer");
const short = people.mention({ text: "What is six times seven?" });
assert.equal((await short.delivered).retry, 1); // It came twice.
await first;

const second = once(finished, "answer");
const long = people.mention({ text: "Count to five hundred." });
await long.delivered;
assert.equal(receipts.length, 1); // Acknowledged while its answer has just begun.
setTimeout(() => void people.pressStop({ channel: long.message.channel, threadTs: long.message.ts }), 500);
await second;

console.log(slack.thread(short.message.channel, short.message.ts));
console.log(`\n${slack.thread(long.message.channel, long.message.ts)}`);
console.log(`\n${receipts.map(({ outcome }) => outcome).join(", then ")}`);
people.disconnect();
await app.stop();
await slack.close();

assert.deepEqual(
  people.attempts.map(({ failure, retry, type }) => [type, retry, failure]),
  [
    ["app_mention", 0, "connection_failed"],
    ["app_mention", 1, undefined],
    ["app_mention", 0, undefined],
    ["agent_session_stopped", 0, undefined],
  ],
);
assert.deepEqual(
  receipts.map(({ outcome }) => outcome),
  ["completed", "stopped-by-user"],
);
