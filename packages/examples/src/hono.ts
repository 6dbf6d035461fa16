/**
 * A Hono app: it responds to Slack at once, streams the answer in the background, and closes it before its time is up.
 * It handles a stop, and an event that comes twice.
 */
import assert from "node:assert/strict";
import { verifySlackRequest } from "@chat-adapter/slack/webhook";
import { createMemoryState } from "@chat-adapter/state-memory";
import { streamText } from "ai";
import { Hono } from "hono";
import { handleAgentSessionStopped, streamToSlack } from "slack-stream-adapter";
import { connectBot } from "slack-stream-emulator";
import { openLocalSlack } from "./local-slack.ts";
import { createScriptedModel } from "./scripted-model.ts";

const slack = await openLocalSlack("Is the bot there?");
const { client } = slack.target;
const signingSecret = "local-signing-secret";
const model = createScriptedModel({
  steps: [["All tests passed."], ["I compare every file: ", { silenceMs: 60_000 }, "nothing changed."]],
});
// With several instances use a shared state, such as createRedisState().
const state = createMemoryState();
await state.connect();

const maxDurationMs = 6_000; // so that it can be watched; as long as your platform lets a function live
const closingMs = 5_000; // what is left of it to close the message

const app = new Hono();

app.post("/slack/events", async (c) => {
  const deadline = AbortSignal.timeout(maxDurationMs - closingMs);
  const body = await verifySlackRequest(c.req.raw, { signingSecret }).catch(() => undefined);
  if (body === undefined) return c.text("", 401);
  const { challenge, event, event_id, team_id } = JSON.parse(body);
  if (challenge !== undefined) return c.text(challenge);
  if (!(await state.setIfNotExists(`event:${event_id}`, 1, 3_600_000))) return c.text("");
  if (event.type === "agent_session_stopped") handleAgentSessionStopped(event);
  // On Node the process keeps running, and there is no executionCtx.
  if (event.type === "app_mention") c.executionCtx.waitUntil(answer({ team: team_id, ...event }, deadline));
  return c.text("");
});

interface Mention {
  readonly channel: string;
  readonly text: string;
}

async function answer(event: Mention, deadline: AbortSignal) {
  const { outcome, segments } = await streamToSlack(
    (signal) => streamText({ model, prompt: event.text, abortSignal: signal }),
    { ...event, client },
    { abortSignal: deadline, closeTimeoutMs: closingMs / 2 },
  );
  console.log(`${outcome} in ${segments.length} message(s)`);
}

const background: Promise<unknown>[] = [];
const executionCtx = {
  waitUntil: (work: Promise<unknown>) => void background.push(work),
  passThroughOnException() {},
  props: {},
};
const bot = async (request: Request) =>
  app.fetch(new Request("http://bot.invalid/slack/events", request), {}, executionCtx);

const people = connectBot(slack.emulator, { bot, signingSecret });
for (const text of ["Did the tests pass?", "What changed since yesterday?"]) {
  const { message, delivered } = people.mention({ text });
  assert.equal((await delivered).status, 200);
  await Promise.all(background);
  console.log(`${slack.emulator.thread(message.channel, message.ts)}\n`);
}
const forged = await bot(new Request("http://bot.invalid/slack/events", { method: "POST", body: "{}" }));

assert.equal(forged.status, 401);
assert.equal(slack.emulator.messages.filter(({ botId }) => botId !== undefined).length, 2);
assert.ok(slack.emulator.messages.every(({ state }) => state === "posted" || state === "stopped"));
people.disconnect();
await slack.close();
