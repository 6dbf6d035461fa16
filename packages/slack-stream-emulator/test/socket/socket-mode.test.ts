import { once } from "node:events";
import { SocketModeClient } from "@slack/socket-mode";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { connectBot, createManualClock, createSlackEmulator, type SlackEmulator } from "../../src/index.ts";
import { callAs } from "../support/call.ts";

const APP_TOKEN = "xapp-emulator-token";

let ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

function createScene() {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  ends.push(() => slack.close());
  return { clock, slack, bot: connectBot(slack, { socketMode: true }) };
}

interface Envelope {
  type: string;
  envelope_id: string;
  [field: string]: unknown;
}

/** A WebSocket that keeps the messages that it gets. */
async function connect(slack: SlackEmulator) {
  const { apiUrl } = await slack.listen();
  const headers = { authorization: `Bearer ${APP_TOKEN}` };
  const answer = await fetch(`${apiUrl}apps.connections.open`, { method: "POST", headers });
  const { url } = (await answer.json()) as { url: string };
  const socket = new WebSocket(url);
  ends.push(() => socket.terminate());
  const received: Envelope[] = [];
  socket.on("message", (data) => void received.push(JSON.parse(String(data))));
  await expect.poll(() => received[0]?.type).toBe("hello");
  const next = async (count: number) => {
    await expect.poll(() => received.length).toBe(count + 1);
    return received.at(-1) as Envelope;
  };
  return { url, socket, received, next };
}

test("a connection begins with hello, an event comes in an envelope and is acknowledged", async () => {
  const { slack, bot } = createScene();
  const { received, socket, next } = await connect(slack);
  expect(received[0]).toMatchObject({
    type: "hello",
    num_connections: 1,
    connection_info: { app_id: "A0000000001" },
  });
  const { delivered, message } = bot.mention({ text: "hi" });
  const envelope = await next(1);
  expect(envelope).toMatchObject({
    type: "events_api",
    accepts_response_payload: false,
    retry_attempt: 0,
    retry_reason: "",
    payload: { type: "event_callback", event: { type: "app_mention", ts: message.ts } },
  });
  socket.send(JSON.stringify({ envelope_id: envelope.envelope_id }));
  expect(await delivered).toMatchObject({ failure: undefined, status: 200, retry: 0 });
});

test("an envelope without an acknowledgement comes again after three seconds, marked as a retry", async () => {
  const { slack, bot, clock } = createScene();
  const { socket, next } = await connect(slack);
  const { delivered } = bot.mention({ text: "hi" });
  const first = await next(1);
  await clock.advance(3_000);
  const second = await next(2);
  expect(second).toMatchObject({ retry_attempt: 1, retry_reason: "timeout", payload: first.payload });
  expect(second.envelope_id).not.toBe(first.envelope_id);
  socket.send(JSON.stringify({ envelope_id: second.envelope_id }));
  expect(await delivered).toMatchObject({ retry: 1, failure: undefined });
  expect(bot.attempts.map(({ failure }) => failure)).toEqual(["http_timeout", undefined]);
});

test("an acknowledgement may carry an answer where one is accepted", async () => {
  const { slack, bot } = createScene();
  const { socket, next } = await connect(slack);
  const used = bot.command({ command: "/ask" });
  const envelope = await next(1);
  expect(envelope).toMatchObject({
    type: "slash_commands",
    accepts_response_payload: true,
    payload: { command: "/ask" },
  });
  expect(envelope).not.toHaveProperty("retry_attempt");
  socket.send(JSON.stringify({ envelope_id: envelope.envelope_id, payload: { text: "done" } }));
  expect((await used).answer).toEqual({ text: "done" });
  expect(slack.ephemeralMessages).toMatchObject([{ text: "done" }]);
});

test("each envelope goes to one of several connections, and to none that is about to close", async () => {
  const { slack, bot, clock } = createScene();
  const [one, other] = [await connect(slack), await connect(slack)];
  for (const { socket, received } of [one, other])
    socket.on("message", () => socket.send(JSON.stringify({ envelope_id: received.at(-1)?.envelope_id })));
  for (let count = 0; count < 4; count += 1) await bot.mention({ text: "hi" }).delivered;
  expect([one.received.length, other.received.length]).toEqual([3, 3]);
  expect(other.received[0]).toMatchObject({ num_connections: 2 });

  slack.socketMode.disconnect({ reason: "warning" });
  expect(await one.next(3)).toMatchObject({ type: "disconnect", reason: "warning" });
  const third = await connect(slack);
  third.socket.on("message", () =>
    third.socket.send(JSON.stringify({ envelope_id: third.received.at(-1)?.envelope_id })),
  );
  for (let count = 0; count < 3; count += 1) await bot.mention({ text: "hi" }).delivered;
  expect(third.received).toHaveLength(4);
  const closed = once(one.socket, "close");
  await clock.advance(10_000);
  await closed;
  expect(one.received.at(-1)).toMatchObject({ type: "disconnect", reason: "refresh_requested" });
});

test("an event whose connection is lost comes again on another", async () => {
  const { slack, bot } = createScene();
  const one = await connect(slack);
  const { delivered } = bot.mention({ text: "hi" });
  await one.next(1);
  one.socket.terminate();
  const other = await connect(slack);
  const envelope = await other.next(1);
  expect(envelope).toMatchObject({ retry_attempt: 1, retry_reason: "error" });
  other.socket.send(JSON.stringify({ envelope_id: envelope.envelope_id }));
  expect(await delivered).toMatchObject({ failure: undefined });
});

test("an eleventh connection is turned away; a link that was disabled gets none", async () => {
  const { slack } = createScene();
  for (let count = 0; count < 10; count += 1) await connect(slack);
  const { apiUrl } = await slack.listen();
  const headers = { authorization: `Bearer ${APP_TOKEN}` };
  const answer = await fetch(`${apiUrl}apps.connections.open`, { method: "POST", headers });
  const { url } = (await answer.json()) as { url: string };
  const socket = new WebSocket(url);
  const [data] = (await once(socket, "message")) as [Buffer];
  expect(JSON.parse(String(data))).toMatchObject({ type: "disconnect", reason: "too_many_websockets" });
  slack.socketMode.disconnect({ reason: "link_disabled" });
  await expect.poll(() => slack.socketMode.connections).toEqual([]);
  expect((await callAs(slack, APP_TOKEN, "apps.connections.open")).error).toBe("forbidden_team");
});

test("two runs issue the same addresses, each address once", async () => {
  const ask = async () => {
    const slack = createSlackEmulator();
    const headers = { authorization: `Bearer ${slack.directory.mainApp.appToken}` };
    const open = async () => {
      const address = "http://127.0.0.1:4010/api/apps.connections.open";
      const response = await slack.app.fetch(new Request(address, { method: "POST", headers }));
      return ((await response.json()) as { url: string }).url;
    };
    return [await open(), await open()];
  };
  const [one, two] = await ask();
  expect(one).toMatch(/^ws:\/\/127\.0\.0\.1:4010\/link\/\?ticket=\w{32}&/);
  expect(one).not.toBe(two);
  expect(await ask()).toEqual([one, two]);
});

test("a ticket is good once, and nothing else opens a socket", async () => {
  const { slack } = createScene();
  const { url } = await connect(slack);
  for (const address of [url, url.replace(/ticket=\w+/, "ticket=x"), url.replace("/link/", "/other/")]) {
    const socket = new WebSocket(address);
    const [error] = (await once(socket, "error")) as [Error];
    expect(error.message).toBe("Unexpected server response: 404");
  }
});

test("a page of another site opens no socket, even with a ticket", async () => {
  const { slack } = createScene();
  const { apiUrl } = await slack.listen();
  const headers = { authorization: `Bearer ${APP_TOKEN}` };
  const answer = await fetch(`${apiUrl}apps.connections.open`, { method: "POST", headers });
  const { url } = (await answer.json()) as { url: string };
  const socket = new WebSocket(url, { origin: "https://evil.example" });
  const [error] = (await once(socket, "error")) as [Error];
  expect(error.message).toBe("Unexpected server response: 403");
  // slack-go sends this one.
  const allowed = new WebSocket(url, { origin: "https://api.slack.com" });
  await once(allowed, "open");
  allowed.terminate();
});

test("invalid acknowledgements do no harm", async () => {
  const { slack, bot } = createScene();
  const { socket, next } = await connect(slack);
  const { delivered } = bot.mention({ text: "hi" });
  const { envelope_id } = await next(1);
  for (const text of ["no JSON", "null", "[]", '{"envelope_id":"other"}', JSON.stringify({ envelope_id })])
    socket.send(text);
  expect(await delivered).toMatchObject({ failure: undefined });
});

// These two tests wait for real sockets, so they run in parallel.
test.concurrent("an event for an app that never connects is rejected with the reason", async ({
  onTestFinished,
}) => {
  const slack = createSlackEmulator({ clock: createManualClock() });
  onTestFinished(() => slack.close());
  const bot = connectBot(slack, { socketMode: true });
  await expect(bot.mention({ text: "hi" }).delivered).rejects.toThrow(
    "The bot at Socket Mode of A0000000001 can't be reached (connection_failed) for app_mention, twice",
  );
});

test.concurrent("the client of @slack/socket-mode connects, acknowledges, and comes back when it is asked to", async ({
  onTestFinished,
}) => {
  const slack = createSlackEmulator({ clock: createManualClock() });
  onTestFinished(() => slack.close());
  const bot = connectBot(slack, { socketMode: true });
  const { apiUrl } = await slack.listen();
  const client = new SocketModeClient({ appToken: APP_TOKEN, clientOptions: { slackApiUrl: apiUrl } });
  onTestFinished(() => client.disconnect());
  const heard: string[] = [];
  client.on("app_mention", async ({ event, ack }) => {
    await ack();
    heard.push(event.text);
  });
  await client.start();
  await bot.mention({ text: "one" }).delivered;
  slack.socketMode.disconnect({ reason: "refresh_requested" });
  await expect.poll(() => slack.socketMode.connections.length).toBe(1);
  await bot.mention({ text: "two" }).delivered;
  await expect.poll(() => heard).toEqual(["<@U0000000099> one", "<@U0000000099> two"]);
});

test("options that exclude each other are refused", () => {
  const { slack } = createScene();
  const bot = "http://127.0.0.1:1";
  expect(() => connectBot(slack, { socketMode: true, bot })).toThrow("can't be given together");
  expect(() => connectBot(slack, {})).toThrow("bot must be a URL or a function, or socketMode true");
  expect(() => connectBot({ ...slack }, { bot, signingSecret: "x" })).toThrow("createSlackEmulator()");
});
