import { createHmac } from "node:crypto";
import { WebClient } from "@slack/web-api";
import { expect, test } from "vitest";
import { connectBot, createManualClock, createSlackEmulator } from "../../src/index.ts";
import { call, textWithButton } from "../support/call.ts";

const signingSecret = "test-signing-secret";

interface Received {
  readonly headers: Headers;
  readonly body: string;
}

function createScene(answer: (received: Received) => Response | Promise<Response> = () => new Response()) {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  const received: Received[] = [];
  const bot = connectBot(slack, {
    signingSecret,
    clock,
    signedAt: () => 1_800_000_000_000,
    bot: async (request) => {
      const one = { headers: request.headers, body: await request.text() };
      received.push(one);
      return answer(one);
    },
  });
  return { clock, slack, bot, received };
}

const eventOf = ({ body }: Received) => JSON.parse(body).event;

test("a mention posts a message and sends a signed event to the bot", async () => {
  const { bot, received, clock, slack } = createScene();
  const { message, delivered } = bot.mention({ text: "Any news?" });
  expect(await clock.runUntil(delivered)).toMatchObject({ type: "app_mention", retry: 0, status: 200 });

  const [one] = received;
  expect(slack.messages.at(-1)?.markdown).toBe("<@U0000000099> Any news?");
  expect(one && eventOf(one)).toMatchObject({
    type: "app_mention",
    channel: "C0000000001",
    user: "U0000000001",
    ts: message.ts,
    text: "<@U0000000099> Any news?",
    team: "T0000000001",
  });
  const expected = createHmac("sha256", signingSecret).update(`v0:1800000000:${one?.body}`).digest("hex");
  expect(one?.headers.get("x-slack-signature")).toBe(`v0=${expected}`);
  expect(one?.headers.get("x-slack-request-timestamp")).toBe("1800000000");
  expect(one?.headers.has("x-slack-retry-num")).toBe(false);
});

test("a direct message is a message of the kind im, a reply in a thread names it", async () => {
  const { bot, received, clock } = createScene();
  await clock.runUntil(bot.directMessage({ text: "Hi" }).delivered);
  const { message } = bot.mention({ text: "first" });
  await clock.runUntil(bot.mention({ text: "second", threadTs: message.ts }).delivered);
  const events = received.map(eventOf);
  expect(events[0]).toMatchObject({
    type: "message",
    channel_type: "im",
    channel: "D0000000001",
    text: "Hi",
  });
  expect(events.at(-1)).toMatchObject({ thread_ts: message.ts });
});

test("a pressed stop reaches the bot, wherever it was pressed", async () => {
  const { bot, received, clock, slack } = createScene();
  const { message, delivered } = bot.mention({ text: "go" });
  await clock.runUntil(delivered);
  await bot.pressStop({ channel: message.channel, threadTs: message.ts });
  slack.stopByUser({ channel: message.channel, threadTs: message.ts });
  await clock.settle();
  expect(received.map(eventOf).filter(({ type }) => type === "agent_session_stopped")).toHaveLength(2);
  bot.disconnect();
  slack.stopByUser({ channel: message.channel, threadTs: message.ts });
  await clock.settle();
  expect(received).toHaveLength(3);
});

test("a click is a form, names its message, and is sent once", async () => {
  const { bot, received, clock, slack } = createScene(() => new Response("", { status: 500 }));
  const blocks = textWithButton("Well?", { action_id: "feedback" });
  const { ts = "" } = await call(slack, "chat.postMessage", { channel: "C0000000001", blocks });
  const before = received.length;
  const attempt = await clock.runUntil(bot.click({ ts, actionId: "feedback", value: "positive" }));
  expect(attempt).toMatchObject({ type: "block_actions", failure: "http_error", status: 500 });
  const [click, ...more] = received.slice(before);
  expect(more).toEqual([]);
  const payload = JSON.parse(new URLSearchParams(click?.body).get("payload") ?? "");
  expect(payload).toMatchObject({
    type: "block_actions",
    container: { message_ts: ts, channel_id: "C0000000001" },
    actions: [{ type: "button", action_id: "feedback", value: "positive" }],
  });
  expect(() => bot.click({ ts: "0.0", actionId: "x" })).toThrow("click.ts must be a message's ts, got 0.0");
});

test("a click carries the kind, block and value of its element", async () => {
  const { bot, received, clock, slack } = createScene();
  const client = new WebClient(slack.token, slack.webClientOptions(8));
  const text = { type: "plain_text", text: "Good" } as const;
  const feedback = {
    type: "feedback_buttons",
    action_id: "feedback",
    positive_button: { text, value: "good" },
    negative_button: { text, value: "bad" },
  };
  const button = { type: "button", action_id: "approve", value: "yes", text };
  const blocks = [
    { type: "context_actions", block_id: "rate", elements: [feedback] },
    { type: "actions", block_id: "decide", elements: [button] },
    { type: "actions", block_id: "decide again", elements: [{ ...button, value: "no" }] },
  ];
  const posted = await client.chat.postMessage({ channel: "C0000000001", text: "Well?", blocks } as never);
  const clicked = async (click: { actionId: string; blockId?: string; value?: string }) => {
    await clock.runUntil(bot.click({ ts: posted.ts ?? "", ...click }));
    return JSON.parse(new URLSearchParams(received.at(-1)?.body).get("payload") ?? "").actions[0];
  };
  expect(await clicked({ actionId: "feedback", value: "good" })).toMatchObject({
    type: "feedback_buttons",
    block_id: "rate",
    value: "good",
  });
  expect(await clicked({ actionId: "approve" })).toMatchObject({
    type: "button",
    block_id: "decide",
    value: "yes",
  });
  // Elements in two blocks may share an action id.
  expect(await clicked({ actionId: "approve", blockId: "decide again" })).toMatchObject({
    block_id: "decide again",
    value: "no",
  });
});

test("a bot that is slow is asked again at once, after a minute, after five; then no more", async () => {
  const { bot, clock, received } = createScene(() => new Promise<Response>(() => {}));
  const last = await clock.runUntil(bot.mention({ text: "go" }).delivered);
  expect(last).toMatchObject({ retry: 3, failure: "http_timeout" });
  expect(bot.attempts.map(({ at }) => (at - (bot.attempts[0]?.at ?? 0)) / 1_000)).toEqual([0, 3, 66, 369]);
  expect(received.slice(1).map(({ headers }) => headers.get("x-slack-retry-num"))).toEqual(["1", "2", "3"]);
  expect(received.at(-1)?.headers.get("x-slack-retry-reason")).toBe("http_timeout");
  expect(new Set(received.map(({ body }) => JSON.parse(body).event_id)).size).toBe(1);
});

test.each([
  ["that answers with an error", () => new Response("", { status: 503 }), "http_error"],
  ["that can't be reached", () => Promise.reject(new Error("refused")), "connection_failed"],
] as const)("a bot %s is asked again, and told why", async (_, fail, reason) => {
  let calls = 0;
  const { bot, clock, received } = createScene(() => {
    calls += 1;
    return calls === 1 ? fail() : new Response();
  });
  expect(await clock.runUntil(bot.mention({ text: "go" }).delivered)).toMatchObject({
    retry: 1,
    failure: undefined,
  });
  expect(received[1]?.headers.get("x-slack-retry-reason")).toBe(reason);
});

test("an event is not sent again if the bot says so", async () => {
  const { bot, clock } = createScene(
    () => new Response("", { status: 500, headers: { "x-slack-no-retry": "1" } }),
  );
  await clock.runUntil(bot.mention({ text: "go" }).delivered);
  expect(bot.attempts).toHaveLength(1);
});

test("a secret is needed", () => {
  const slack = createSlackEmulator();
  expect(() => connectBot(slack, { bot: "http://127.0.0.1:1", signingSecret: "" })).toThrow(TypeError);
});

test.each([
  ["refuses what it takes for forged", 401, /answered HTTP 401 to app_mention, twice: .*signingSecret/],
  ["is at another path", 404, /answered HTTP 404 to app_mention, twice: .*another path/],
])("a bot that %s is told of before the clock has to move", async (_, status, message) => {
  const { bot } = createScene(() => new Response("", { status }));
  await expect(bot.mention({ text: "go" }).delivered).rejects.toThrow(message);
  expect(bot.attempts.map(({ retry }) => retry)).toEqual([0, 1]);
});

test("an error names the address of a bot that can't be reached", async () => {
  const slack = createSlackEmulator({ clock: createManualClock() });
  const bot = connectBot(slack, { bot: "http://127.0.0.1:1/slack/events", signingSecret });
  await expect(bot.mention({ text: "go" }).delivered).rejects.toThrow(
    "The bot at http://127.0.0.1:1/slack/events can't be reached (connection_failed) for app_mention, twice: is it running?",
  );
});

test("a custom event is sent like any other", async () => {
  const { bot, received } = createScene();
  expect(await bot.send({ type: "team_join" })).toMatchObject({ type: "team_join", status: 200 });
  expect(received.map(eventOf)).toEqual([{ type: "team_join" }]);
});
