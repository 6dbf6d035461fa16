/**
 * A route handler, as in Next.js: it responds to Slack at once, streams the answer in the background, and closes it
 * before its time is up.
 */
import assert from "node:assert/strict";
import { isValidSlackRequest } from "@slack/bolt";
import { streamText } from "ai";
import { streamToSlack } from "slack-stream-adapter";
import { connectBot } from "slack-stream-emulator";
import { openLocalSlack } from "./local-slack.ts";
import { createScriptedModel } from "./scripted-model.ts";

const slack = await openLocalSlack("Is the bot there?");
const { client } = slack.target;
const signingSecret = "local-signing-secret";
const model = createScriptedModel({
  steps: [["All tests passed."], ["I compare every file: ", { silenceMs: 60_000 }, "nothing changed."]],
});

// As `after()` of "next/server", and `waitUntil()` elsewhere: the function keeps running until this work is done.
const background: Promise<void>[] = [];
const after = (work: () => Promise<void>) => void background.push(work());

const maxDuration = 6; // seconds, so that it can be watched; in Next.js `export const maxDuration = 60`
const closingMs = 5_000; // what is left of them to close the message

async function POST(request: Request): Promise<Response> {
  const deadline = AbortSignal.timeout(maxDuration * 1_000 - closingMs);
  const body = await request.text();
  const headers = {
    "x-slack-signature": request.headers.get("x-slack-signature") ?? "",
    "x-slack-request-timestamp": Number(request.headers.get("x-slack-request-timestamp")),
  };
  if (!isValidSlackRequest({ signingSecret, body, headers })) return new Response(null, { status: 401 });
  const { challenge, event, team_id: teamId } = JSON.parse(body);
  // Slack sends the event again after 3 s without a response, for example at a cold start. The first request is still
  // working on it.
  const isRepeated = request.headers.get("x-slack-retry-reason") === "http_timeout";
  if (event?.type === "app_mention" && !isRepeated) after(() => answer(event, { teamId, deadline }));
  return new Response(challenge);
}

type Mention = Readonly<Record<"channel" | "user" | "text" | "ts", string>> & { readonly thread_ts?: string };

async function answer(event: Mention, { teamId, deadline }: { teamId: string; deadline: AbortSignal }) {
  const { channel, user: recipientUserId, text: prompt, ts, thread_ts: threadTs = ts } = event;
  const { outcome } = await streamToSlack(
    (signal) => streamText({ model, prompt, abortSignal: signal }),
    { client, channel, threadTs, recipientUserId, recipientTeamId: teamId },
    { abortSignal: deadline, closeTimeoutMs: closingMs / 2 },
  );
  const text = "_My time is up. Ask me to go on._";
  if (outcome === "aborted") await client.chat.postMessage({ channel, thread_ts: threadTs, text });
}

const people = connectBot(slack.emulator, { bot: POST, signingSecret });
for (const text of ["Did the tests pass?", "What changed since yesterday?"]) {
  const { message, delivered } = people.mention({ text });
  const { status } = await delivered;
  console.log(
    `Slack got its ${status} with the thread at:\n\n${slack.emulator.thread(message.channel, message.ts)}`,
  );
  await Promise.all(background);
  console.log(`\nand in the end it holds:\n\n${slack.emulator.thread(message.channel, message.ts)}\n`);
}
const forged = await POST(new Request("http://bot.invalid/", { method: "POST", body: "{}" }));

assert.deepEqual([forged.status, ...people.attempts.map(({ status }) => status)], [401, 200, 200]);
assert.ok(slack.emulator.messages.every(({ state }) => state === "posted" || state === "stopped"));
assert.match(slack.emulator.messages.at(-1)?.markdown ?? "", /My time is up/);
people.disconnect();
await slack.close();
