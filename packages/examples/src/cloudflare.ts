/**
 * A Cloudflare Worker: `waitUntil` runs for 30 s after the response. The answer is closed before that, and a second
 * request goes on with it.
 */
import assert from "node:assert/strict";
import { verifySlackRequest } from "@chat-adapter/slack/webhook";
import { streamText } from "ai";
import { streamToSlack } from "slack-stream-adapter";
import { connectBot, createSlackEmulator } from "slack-stream-emulator";
import { createScriptedModel } from "./scripted-model.ts";

const slack = createSlackEmulator();
const { apiUrl } = await slack.listen();
const model = createScriptedModel({
  steps: [["I read the first half of the log. ", { silenceMs: 60_000 }], ["The rest of the log is fine."]],
});

const waitUntilMs = 7_000; // so that it can be watched; 30_000 in Cloudflare
const closingMs = 5_000; // what is left of them to close the message and to say so

interface Env {
  readonly SLACK_BOT_TOKEN: string;
  readonly SLACK_SIGNING_SECRET: string;
}

interface Context {
  waitUntil(work: Promise<unknown>): void;
}

const worker = {
  async fetch(request: Request, env: Env, context: Context): Promise<Response> {
    const body = await verifySlackRequest(request, { signingSecret: env.SLACK_SIGNING_SECRET }).catch(
      () => {},
    );
    if (body === undefined) return new Response(null, { status: 401 });
    const { challenge, event, team_id: team } = JSON.parse(body);
    // Slack sends the event again after 3 s without a response. The first request is still working on it.
    const isRepeated = request.headers.get("x-slack-retry-reason") === "http_timeout";
    // The 30 s begin with the response, so they begin now.
    if (event?.type === "app_mention" && !isRepeated) context.waitUntil(answer({ team, ...event }, env));
    return new Response(challenge);
  },
};

async function answer(event: { readonly channel: string; readonly text: string }, env: Env) {
  // A token instead of a WebClient, so only `fetch` is needed.
  const target = { ...event, token: env.SLACK_BOT_TOKEN, slackApiUrl: apiUrl };
  const { outcome } = await streamToSlack(
    (signal) => streamText({ model, prompt: event.text, abortSignal: signal }),
    target,
    { abortSignal: AbortSignal.timeout(waitUntilMs - closingMs), closeTimeoutMs: closingMs / 2 },
  );
  if (outcome === "aborted") await streamToSlack(timeIsUp(), target);
}

async function* timeIsUp() {
  yield "_My time is up. Mention me, and I go on._";
}

/** As in Cloudflare: work that is not done in time is cancelled. */
function createContext() {
  const works: Promise<unknown>[] = [];
  const cancelled: Promise<"cancelled"> = new Promise((resolve) =>
    setTimeout(resolve, waitUntilMs, "cancelled").unref(),
  );
  return {
    waitUntil: (work: Promise<unknown>) => void works.push(work),
    done: () => Promise.race([Promise.all(works), cancelled]),
  };
}

const signingSecret = "local-signing-secret";
const env = { SLACK_BOT_TOKEN: slack.token, SLACK_SIGNING_SECRET: signingSecret };
const contexts: ReturnType<typeof createContext>[] = [];
const people = connectBot(slack, {
  signingSecret,
  bot: (request) => {
    const context = createContext();
    contexts.push(context);
    return worker.fetch(request, env, context);
  },
});

const { message, delivered } = people.mention({ text: "Read the log." });
await delivered;
assert.notEqual(await contexts[0]?.done(), "cancelled");
const again = people.mention({ text: "Go on.", threadTs: message.ts });
await again.delivered;
assert.notEqual(await contexts[1]?.done(), "cancelled");

console.log(slack.thread(message.channel, message.ts));
assert.ok(slack.messages.every(({ state }) => state === "posted" || state === "stopped"));
assert.match(
  slack.thread(message.channel, message.ts),
  /first half[\s\S]*My time is up[\s\S]*The rest of the log is fine/,
);
people.disconnect();
await slack.close();
