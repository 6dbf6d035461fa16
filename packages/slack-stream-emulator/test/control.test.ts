import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import * as v from "valibot";
import { expect, test } from "vitest";
import { OPERATIONS } from "../src/control/create-control.ts";
import { toOpenApi } from "../src/control/openapi.ts";
import { connectBot, createManualClock, createSlackEmulator, type SlackEmulator } from "../src/index.ts";

import { textWithButton } from "./support/call.ts";
import { toControlPage } from "./support/control-page.ts";

// A test in any language can do by HTTP what a test in Node does with the handle.

function drive(slack: SlackEmulator) {
  return async (method: string, path: string, body?: object) => {
    const response = await slack.app.fetch(
      new Request(`http://localhost/control/v1${path}`, {
        method,
        ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      }),
    );
    const answer = await response.json();
    // Every response has to match the document.
    const operation = OPERATIONS.find(
      (one) => one.method === method && toPattern(one.path).test(path.split("?")[0] ?? ""),
    );
    if (response.ok) v.parse(operation?.answer ?? v.never(), answer);
    return { status: response.status, ...answer };
  };
}

function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+").replace(/\/$/, "")}/?$`);
}

const START = Date.parse("2026-01-01T00:00:00Z");

function createSlack(): SlackEmulator {
  return createSlackEmulator({ clock: createManualClock({ startMs: START }) });
}

async function api(slack: SlackEmulator, method: string, args: object) {
  const response = await slack.fetch(`https://slack.test/api/${method}`, {
    method: "POST",
    headers: { authorization: `Bearer ${slack.token}`, "content-type": "application/json" },
    body: JSON.stringify(args),
  });
  return (await response.json()) as { ok: boolean; ts: string; error?: string };
}

async function startStream(slack: SlackEmulator, threadTs: string) {
  return await api(slack, "chat.startStream", {
    channel: "C0000000001",
    thread_ts: threadTs,
    recipient_user_id: "U0000000001",
    recipient_team_id: "T0000000001",
    chunks: [
      { type: "markdown_text", text: "**Hello** <@U0000000001>" },
      { type: "task_update", id: "t1", title: "Look", status: "in_progress" },
    ],
  });
}

test("a message comes back with its ts, and is read with its text, cards, blocks and reactions", async () => {
  const slack = createSlack();
  const ask = drive(slack);
  const question = await ask("POST", "/people/message", { text: "Any news?", user: "U0000000001" });
  expect(question).toMatchObject({ status: 200, channel: "C0000000001", ts: "1767225600.000000" });
  const { ts } = await startStream(slack, question.ts);
  await api(slack, "reactions.add", { channel: "C0000000001", timestamp: question.ts, name: "eyes" });

  const { messages } = await ask("GET", `/messages?threadTs=${question.ts}`);
  expect(messages).toMatchObject([
    {
      text: "Any news?",
      author: "user",
      isBot: false,
      reactions: [{ name: "eyes", users: ["U0000000099"] }],
    },
    {
      ts,
      text: "*Hello* <@U0000000001>",
      markdown: "**Hello** <@U0000000001>",
      state: "open",
      number: 1,
      cards: [{ id: "t1", title: "Look", status: "in_progress" }],
      endedAt: null,
    },
  ]);
  expect(messages[1].blocks.map(({ type }: { type: string }) => type)).toContain("rich_text");
  expect(await ask("GET", `/threads/C0000000001/${question.ts}`)).toMatchObject({
    text: slack.thread("C0000000001", question.ts),
    messages: [{ text: "Any news?" }, { ts }],
  });
  expect(await ask("GET", `/messages/${ts}`)).toMatchObject({ ts, state: "open" });
  expect(await ask("POST", `/messages/${ts}/expire`)).toMatchObject({ state: "expired", isErrored: true });
  expect(await ask("DELETE", `/messages/${ts}`)).toEqual({ status: 200 });
  expect(await ask("GET", `/messages/${ts}`)).toMatchObject({ state: "deleted" });
  const state = await ask("GET", "/state");
  expect(state.reactions).toEqual([
    { channel: "C0000000001", ts: question.ts, name: "eyes", userId: "U0000000099" },
  ]);
  expect(state.notifications).toHaveLength(1);
});

test("calls are read from an index on, by method or by message; the transcript is the one of the handle", async () => {
  const slack = createSlack();
  const ask = drive(slack);
  const { ts } = await startStream(slack, "1767225600.000000");
  const { next } = await ask("GET", "/calls");
  await api(slack, "chat.appendStream", { channel: "C0000000001", ts, markdown_text: "mode" });
  await api(slack, "auth.test", {});
  expect((await ask("GET", `/calls?since=${next}`)).calls).toMatchObject([
    { index: 1, method: "chat.appendStream", ok: false, error: "streaming_mode_mismatch", ts },
    { index: 2, method: "auth.test", ok: true, error: null, ts: null },
  ]);
  expect((await ask("GET", `/calls?ts=${ts}`)).calls).toHaveLength(2);
  expect((await ask("GET", "/calls?method=auth.test")).calls).toMatchObject([{ isApplied: true }]);
  expect((await ask("GET", "/transcript")).lines).toEqual(slack.transcript());
  expect((await ask("GET", "/recording")).transcript).toEqual(slack.transcript());
});

test("the list of faults shows which are left and which calls they affected", async () => {
  const slack = createSlack();
  const ask = drive(slack);
  await ask("POST", "/faults", { method: "auth.test", fault: "rate-limit:30" });
  await ask("POST", "/faults", { method: "auth.test", fault: { type: "http", status: 502 }, times: 2 });
  await api(slack, "auth.test", {});
  expect(await ask("GET", "/faults")).toMatchObject({
    pending: [{ method: "auth.test", name: "http-502", times: 2, skip: 0 }],
    used: [{ method: "auth.test", fault: "rate-limit", isApplied: false }],
  });
  await ask("DELETE", "/faults");
  expect((await ask("GET", "/faults")).pending).toEqual([]);
  expect(await ask("POST", "/faults", { method: "auth.tset", fault: "html" })).toMatchObject({
    status: 400,
    error: expect.stringContaining("did you mean auth.test?"),
  });
});

test("a manual clock stands still, is moved, and runs until a waiting call is answered", async () => {
  const slack = createSlack();
  const ask = drive(slack);
  expect(await ask("GET", "/clock")).toMatchObject({ kind: "manual", iso: "2026-01-01T00:00:00.000Z" });
  const { ts } = await startStream(slack, "1767225600.000000");
  expect(await ask("POST", "/clock/advance", { ms: 300_000 })).toMatchObject({ now: START + 300_000 });
  expect(await ask("GET", `/messages/${ts}`)).toMatchObject({ state: "expired", endedAt: START + 300_000 });

  await ask("PATCH", "/conditions", { latencyMs: 2_000 });
  const answered = api(slack, "auth.test", {});
  expect(await ask("POST", "/clock/run", { until: "nextTimer" })).toMatchObject({
    isDone: true,
    now: START + 302_000,
  });
  expect(await answered).toMatchObject({ ok: true });
  expect(await ask("POST", "/clock/run", { until: "nextTimer" })).toMatchObject({ isDone: false });

  const other = api(slack, "auth.test", {});
  expect(await ask("POST", "/clock/run", { until: "idle" })).toMatchObject({
    isDone: true,
    now: START + 304_000,
  });
  expect(await other).toMatchObject({ ok: true });
});

test("a stream that nobody closes is named when the clock can't run until idle", async () => {
  const slack = createSlack();
  const { ts } = await startStream(slack, "1767225600.000000");
  expect(await drive(slack)("POST", "/clock/run", { until: "idle", timeoutMs: 0 })).toMatchObject({
    isDone: false,
    waitingFor: [`the end of the stream ${ts}`],
    now: START,
  });
});

test("it is not idle before a bot that thinks for a while has answered", async () => {
  const slack = createSlack();
  const ask = drive(slack);
  const { ts } = await ask("POST", "/people/message", { text: "Any news?" });
  const run = { until: "idle", answersTo: ts };
  expect(await ask("POST", "/clock/run", { ...run, timeoutMs: 0 })).toMatchObject({
    isDone: false,
    waitingFor: [`an answer in the thread ${ts}, which has 0 of 1`],
  });
  const done = ask("POST", "/clock/run", run);
  const stream = await startStream(slack, ts);
  await api(slack, "chat.stopStream", { channel: "C0000000001", ts: stream.ts });
  expect(await done).toMatchObject({ isDone: true, waitingFor: [], now: START });
});

test("an event that a bot fails to take is sent again as the clock runs, and each try is listed", async () => {
  const slack = createSlack();
  const ask = drive(slack);
  const answers = [500, 500, 200];
  connectBot(slack, {
    bot: () => new Response(null, { status: answers.shift() ?? 200 }),
    signingSecret: "s",
  });
  const mention = ask("POST", "/people/mention", { text: "hello" });
  expect(await ask("POST", "/clock/run", { until: "idle" })).toMatchObject({
    isDone: true,
    now: START + 60_000,
  });
  expect(await mention).toMatchObject({
    status: 200,
    delivery: { type: "app_mention", status: 200, retry: 2 },
  });
  const { deliveries, undelivered, next } = await ask("GET", "/deliveries?type=app_mention");
  expect(undelivered).toBe(0);
  expect(deliveries.map(({ status, failure }: Record<string, unknown>) => [status, failure])).toEqual([
    [500, "http_error"],
    [500, "http_error"],
    [200, null],
  ]);
  expect(deliveries[0].payload.event).toMatchObject({ type: "app_mention", text: "<@U0000000099> hello" });
  expect((await ask("GET", `/deliveries?since=${next}`)).deliveries).toEqual([]);
});

test("people press stop and click, and a request that needs a bot says that none is connected", async () => {
  const slack = createSlack();
  const ask = drive(slack);
  const { ts } = await startStream(slack, "1767225600.000000");
  const blocks = textWithButton("Choose", { action_id: "yes" });
  const asked = await api(slack, "chat.postMessage", { channel: "C0000000001", blocks });
  const stop = { channel: "C0000000001", threadTs: "1767225600.000000" };
  expect(await ask("POST", "/people/pressStop", stop)).toMatchObject({ status: 200, delivery: null });
  expect(await ask("GET", `/messages/${ts}`)).toMatchObject({ state: "user-stopped" });
  expect(await ask("POST", "/people/command", { command: "/ask" })).toMatchObject({
    status: 409,
    error: expect.stringContaining("no bot is connected"),
  });
  const bot = connectBot(slack, { bot: () => new Response(), signingSecret: "s" });
  expect(await ask("POST", "/people/click", { ts: asked.ts, actionId: "yes" })).toMatchObject({
    delivery: { type: "block_actions", status: 200 },
  });
  expect(await ask("POST", "/people/click", { ts: asked.ts, actionId: "no" })).toMatchObject({
    status: 400,
    error: "click: unknown actionId no; known are yes",
  });
  expect(await ask("POST", "/people/startAssistantThread", {})).toMatchObject({
    channel: "D0000000001",
    threadTs: expect.stringMatching(/^\d+\.\d+$/),
  });
  expect(bot.attempts.map(({ type }) => type)).toEqual(["block_actions", "assistant_thread_started"]);
});

test("a bot that is connected by its address gets each event once, and none after it was disconnected", async () => {
  const heard: string[] = [];
  const bot = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    heard.push(JSON.parse(body).event.type);
    response.end();
  }).listen(0, "127.0.0.1");
  await once(bot, "listening");
  const { port } = bot.address() as AddressInfo;
  const ask = drive(createSlack());
  const connection = { url: `http://127.0.0.1:${port}/slack/events`, signingSecret: "s" };
  expect(await ask("POST", "/bots", connection)).toEqual({ status: 200, bots: 1 });
  expect(await ask("POST", "/bots", { ...connection, events: ["reaction_added"] })).toEqual({
    status: 200,
    bots: 1,
  });
  const { ts } = await ask("POST", "/people/mention", { text: "hello" });
  await ask("POST", "/people/react", { ts, name: "eyes" });
  expect(heard).toEqual(["app_mention", "reaction_added"]);
  expect(await ask("DELETE", "/bots")).toEqual({ status: 200, bots: 0 });
  expect(await ask("POST", "/people/mention", { text: "hello" })).toMatchObject({ delivery: null });
  expect(heard).toHaveLength(2);
  bot.close();
});

test("a message that somebody writes is sent to each bot that subscribes to it, and to no other", async () => {
  const slack = createSlack();
  const ask = drive(slack);
  const events = ["app_mention", "message.channels"] as const;
  const all = connectBot(slack, { bot: () => new Response(), signingSecret: "s", events });
  const few = connectBot(slack, { bot: () => new Response(), signingSecret: "s", events: ["app_mention"] });
  expect(await ask("POST", "/messages", { text: "nobody is meant" })).toMatchObject({
    status: 200,
    text: "nobody is meant",
    state: "posted",
  });
  await ask("POST", "/messages", { text: "<@U0000000099> hello" });
  await ask("POST", "/clock/run", { until: "idle" });
  expect(all.attempts.map(({ type }) => type)).toEqual(["message", "message", "app_mention"]);
  expect(few.attempts.map(({ type }) => type)).toEqual(["app_mention"]);
});

test("an act of a person with an app is sent to every bot of the app, and is done once", async () => {
  const slack = createSlack();
  const ask = drive(slack);
  await ask("POST", "/reset", {
    workspace: {
      apps: [
        { token: "xoxb-one", name: "one" },
        { token: "xoxb-two", name: "two" },
      ],
    },
  });
  const [one, two] = [...slack.directory.apps.values()];
  const connect = (app: typeof one) =>
    connectBot(slack, {
      bot: () => Response.json({ response_type: "in_channel", text: "Here." }),
      signingSecret: "s",
      app,
    });
  const [first, second, other] = [connect(one), connect(one), connect(two)];
  const blocks = textWithButton("Choose", { action_id: "yes" });
  const { ts } = await api(slack, "chat.postMessage", { channel: "C0000000001", blocks });
  expect(await ask("POST", "/people/click", { ts, actionId: "yes" })).toMatchObject({
    delivery: { type: "block_actions", status: 200 },
  });
  await ask("POST", "/clock/run", { until: "idle" });
  expect([first, second, other].map(({ attempts }) => attempts.length)).toEqual([1, 1, 0]);

  other.disconnect();
  await ask("POST", "/people/command", { command: "/ask" });
  await ask("POST", "/clock/run", { until: "idle" });
  expect([first, second].map(({ attempts }) => attempts.map(({ type }) => type))).toEqual([
    ["block_actions", "/ask"],
    ["block_actions", "/ask"],
  ]);
  expect(slack.messages.map(({ markdown }) => markdown)).toEqual(["Choose", "Here."]);
});

test("limits and presets change, and a reset makes another workspace with its first messages", async () => {
  const slack = createSlack();
  const ask = drive(slack);
  expect((await ask("PATCH", "/conditions", { ttlMs: 60_000 })).conditions).toMatchObject({ ttlMs: 60_000 });
  expect((await ask("PATCH", "/conditions", { preset: "govslack", idleMs: 5 })).conditions).toMatchObject({
    ttlMs: 300_000,
    govSlack: true,
    idleMs: 5,
  });
  const workspace = {
    apps: [{ token: "xoxb-other", name: "helper" }],
    users: [{ id: "U1", name: "ann" }],
    channels: [{ id: "C1", name: "news" }],
  };
  const { messages } = await ask("POST", "/reset", {
    workspace,
    messages: [{ text: "Morning", user: "U1" }],
    conditions: true,
  });
  expect(messages).toMatchObject([{ channel: "C1", author: "ann", text: "Morning" }]);
  expect((await ask("GET", "/conditions")).conditions).toMatchObject({ govSlack: false, idleMs: false });
  expect(await ask("GET", "/")).toMatchObject({
    token: "xoxb-other",
    workspace: { channels: [{ id: "C1" }] },
  });
  expect(await api(slack, "auth.test", {})).toMatchObject({ ok: true, user: "helper" });
  const wrong = { workspace: { channels: [{ id: "C1", nam: "news" }] } };
  expect(await ask("POST", "/reset", wrong)).toMatchObject({
    status: 400,
    error: "workspace.channels[0]: unknown field nam; did you mean name?",
  });
  expect((await ask("GET", "/messages")).messages).toHaveLength(1);
});

test.each([
  [
    "POST",
    "/people/menton",
    {},
    404,
    "there is no /control/v1/people/menton; did you mean /control/v1/people/mention?",
  ],
  [
    "GET",
    "/nothing/like/it",
    undefined,
    404,
    "there is no /control/v1/nothing/like/it; GET /control/v1/openapi.json lists what there is",
  ],
  ["PUT", "/clock/advance", { ms: 1 }, 405, "/control/v1/clock/advance takes POST, not PUT"],
  ["POST", "/people/mention", { txt: "hi" }, 400, "the body has the unknown field txt; did you mean text?"],
  ["POST", "/people/mention", { text: "" }, 400, 'text must be a text that is not empty, got ""'],
  ["POST", "/people/mention", {}, 400, "text is missing"],
  ["POST", "/people/message", { text: "x", channel: "C9" }, 400, "channel must be a seeded channel, got C9"],
  [
    "POST",
    "/clock/run",
    { until: "idel" },
    400,
    'until must be idle, nextTimer, got "idel"; did you mean idle?',
  ],
  ["POST", "/clock/advance", { ms: -1 }, 400, "ms must be a number of milliseconds from 0, got -1"],
  ["POST", "/faults", { method: "*", fault: "slwo:5" }, 400, "unknown fault slwo; did you mean slow?"],
  [
    "POST",
    "/faults",
    { method: "*", fault: { type: "slow", msx: 5 } },
    400,
    "the body has the unknown field fault.msx; did you mean ms?",
  ],
  ["POST", "/faults", { method: "*", fault: { type: "slow" } }, 400, "fault.ms is missing"],
  [
    "POST",
    "/faults",
    { method: "*", fault: "html", times: 0 },
    400,
    "times must be a whole number from 1, got 0",
  ],
  ["PATCH", "/conditions", { ttl: 5 }, 400, "the body has the unknown field ttl; did you mean ttlMs?"],
  [
    "PATCH",
    "/conditions",
    { preset: "govslak" },
    400,
    "preset: unknown preset govslak; did you mean govslack?",
  ],
  ["GET", "/calls?methd=x", undefined, 400, "the query has the unknown field methd; did you mean method?"],
  ["GET", "/calls?since=x", undefined, 400, 'since must be a whole number from 0, got "x"'],
  ["GET", "/messages/1.2", undefined, 404, "no message has the ts 1.2; GET /control/v1/messages lists them"],
  [
    "GET",
    "/threads/C0000000002/1.2",
    undefined,
    404,
    "no channel has the id C0000000002; did you mean C0000000001?",
  ],
  [
    "POST",
    "/bots",
    { url: "ftp://x", signingSecret: "s" },
    400,
    "url must be an http or https address, got ftp://x",
  ],
])("%s %s %j is refused with one sentence", async (method, path, body, status, error) => {
  expect(await drive(createSlack())(method, path, body)).toEqual({ status, error });
});

test.each(["/control", "/control/", "/control/v2/clock"])(
  "%s leads to the version that there is",
  async (path) => {
    const response = await createSlack().app.fetch(new Request(`http://localhost${path}`));
    expect(response.status).toBe(404);
    expect(((await response.json()) as { error: string }).error).toContain("/control/v1");
  },
);

test("a body that is no JSON, or is not sent as JSON, is refused", async () => {
  const { app } = createSlack();
  const post = async (type: string, body: string) => {
    const headers = { "content-type": type };
    const url = "http://localhost/control/v1/clock/advance";
    const response = await app.fetch(new Request(url, { method: "POST", headers, body }));
    return [response.status, ((await response.json()) as { error: string }).error];
  };
  expect(await post("text/plain", '{"ms":1}')).toEqual([
    415,
    "the body must be JSON, sent with the content type application/json",
  ]);
  expect(await post("application/json", "{")).toEqual([
    400,
    expect.stringContaining("the body is no JSON: "),
  ]);
});

test("pages of other sites can't call it", async () => {
  const { app } = createSlack();
  const headers = { origin: "https://evil.test", "content-type": "application/json" };
  const url = "http://localhost/control/v1/reset";
  expect((await app.fetch(new Request(url, { method: "POST", headers, body: "{}" }))).status).toBe(403);
  const rebound = { headers: { host: "evil.test" } };
  expect((await app.fetch(new Request("http://localhost/control/v1/", rebound))).status).toBe(403);
});

test("openapi.json is current (`pnpm docs:control` writes it anew), and is what is served", async () => {
  const file = readFileSync(join(import.meta.dirname, "../openapi.json"), "utf8");
  expect(JSON.parse(file)).toEqual(toOpenApi(OPERATIONS));
  const response = await createSlack().app.fetch(new Request("http://localhost/control/v1/openapi.json"));
  expect(await response.json()).toEqual(JSON.parse(file));
});

test("docs/emulator-control.md lists every operation: `pnpm docs:control` writes it anew", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/emulator-control.md"), "utf8");
  expect(page).toBe(toControlPage(page));
  for (const { method, path } of OPERATIONS) expect(page).toContain(`\`${method} ${path}\``);
});

test("every name in openapi.json has one operation, and every reference leads somewhere", () => {
  const ids = OPERATIONS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const text = JSON.stringify(toOpenApi(OPERATIONS));
  const { components } = JSON.parse(text);
  for (const [, name = ""] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
    expect(Object.keys(components.schemas)).toContain(name);
});
