import { afterEach, beforeEach, expect, test } from "vitest";
import { ask, type ControlRequest } from "../page/live/act.ts";
import {
  type ButtonClick,
  createManualClock,
  createSlackEmulator,
  type ManualClock,
  type SlackEmulator,
} from "../src/index.ts";
import { toInternals } from "../src/internals.ts";
import { openFeed } from "../src/page/feed.ts";
import type { PageUpdate } from "../src/page/wire.ts";
import { append, CHANNEL, RECIPIENT, start, text } from "./support/call.ts";

let clock: ManualClock;
let slack: SlackEmulator;
let url: string;

beforeEach(async () => {
  clock = createManualClock();
  slack = createSlackEmulator({ clock });
  url = (await slack.listen()).url;
});

afterEach(() => slack.close());

/** Makes a request as the page does. Returns the sentence that the page would show. */
async function act({ method, path, body }: ControlRequest): Promise<string | undefined> {
  const response = await fetch(`${url}/control/v1${path}`, {
    method,
    ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  return response.ok ? undefined : ((await response.json()) as { error: string }).error;
}

/** Reads updates one by one. */
async function follow() {
  const left = new AbortController();
  const response = await fetch(`${url}/page/feed`, { signal: left.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  async function next(): Promise<PageUpdate> {
    for (;;) {
      const end = rest.indexOf("\n\n");
      if (end >= 0) {
        const line = rest.slice("data: ".length, end);
        rest = rest.slice(end + 2);
        return JSON.parse(line) as PageUpdate;
      }
      const chunk = await reader?.read();
      if (chunk?.value === undefined) throw new Error("the feed has ended");
      rest += chunk.value;
    }
  }
  return { next, leave: () => left.abort() };
}

test("the page is served completely, and its policy allows only itself", async () => {
  const page = await fetch(`${url}/`);
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(page.headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self'/,
  );
  const html = await page.text();
  expect(html).not.toMatch(/https?:|<script>|style=|\son\w+=/);
  for (const [, path = ""] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
    const asset = await fetch(`${url}/${path}`);
    expect(asset.status).toBe(200);
    expect((await asset.text()).length).toBeGreaterThan(100);
  }
});

test("the feed sends everything first, and then the changes", async () => {
  const question = slack.postUserMessage({ text: "Why?" });
  const { next, leave } = await follow();
  expect(await next()).toMatchObject({ replace: true, messages: [{ ts: question.ts, author: "user" }] });
  const ts = await start(slack, { thread_ts: question.ts, chunks: [text("Because")] });
  const told = await next();
  expect(told).toMatchObject({
    replace: false,
    messages: [{ ts, state: "open", items: [{ type: "text", text: "Because" }], firstText: "Because" }],
    calls: [
      { method: "chat.startStream", number: 1, outcome: { words: "ok" }, effect: "opened, +7 characters" },
    ],
    threads: [{ channel: CHANNEL, threadTs: question.ts, session: "processing" }],
  });
  slack.reset();
  expect(await next()).toMatchObject({ replace: true, messages: [], calls: [] });
  leave();
});

test("a slow reader gets the latest state, not each change", async () => {
  const { next, leave } = await follow();
  await next();
  const ts = await start(slack);
  for (let round = 0; round < 40; round += 1) await append(slack, ts, { chunks: [text("x".repeat(200))] });
  const told = await next();
  expect(told.messages).toHaveLength(1);
  expect(told.messages[0]?.items).toMatchObject([{ text: "x".repeat(8_000) }]);
  leave();
});

test("a feed without a reader writes nothing, and later one update with all changes", async () => {
  const reader = openFeed(slack).getReader();
  await reader.read();
  const ts = await start(slack);
  for (let round = 0; round < 500; round += 1) await append(slack, ts, { chunks: [text("0123456789")] });
  const { value } = await reader.read();
  const update = JSON.parse(new TextDecoder().decode(value).slice("data: ".length)) as PageUpdate;
  expect(update.messages).toMatchObject([{ ts, items: [{ text: "0123456789".repeat(500) }] }]);
  // Older calls are left out, because a page shows only the last ones.
  expect(update.calls).toHaveLength(300);
  await reader.cancel();
});

/** Reads updates on request. Changes between two requests are in the next update. */
function pull() {
  const reader = openFeed(slack).getReader();
  return {
    async next(): Promise<PageUpdate> {
      const { value } = await reader.read();
      return JSON.parse(new TextDecoder().decode(value).slice("data: ".length)) as PageUpdate;
    },
    leave: () => reader.cancel(),
  };
}

test("an update holds only changes", async () => {
  const { next, leave } = pull();
  expect(await next()).toMatchObject({ replace: true, conditions: { ttlMs: 300_000 }, faults: [] });
  slack.postUserMessage({ text: "Why?" });
  const told = await next();
  expect(told.messages).toHaveLength(1);
  for (const name of ["workspace", "faults", "conditions"]) expect(told).not.toHaveProperty(name);
  await leave();
});

test("an update is as long after a long run as at its start", async () => {
  const { next, leave } = pull();
  await next();
  async function toLength(): Promise<number> {
    const { ts } = slack.postUserMessage({ text: "Why?" });
    await start(slack, { thread_ts: ts, chunks: [text("Because")] });
    return JSON.stringify(await next()).length;
  }
  const short = await toLength();
  for (let round = 0; round < 50; round += 1) {
    const { ts } = slack.postUserMessage({ text: "Why?" });
    await start(slack, { thread_ts: ts });
  }
  await next();
  expect(await toLength()).toBeLessThan(short + 20);
  await leave();
});

test("a thread whose session ends by time is sent once", async () => {
  const place = { channel: CHANNEL, threadTs: "1.000001" };
  await start(slack, { thread_ts: place.threadTs });
  const { next, leave } = pull();
  expect((await next()).threads).toMatchObject([{ ...place, session: "processing" }]);
  await slack.advance(3_601_000);
  expect((await next()).threads).toEqual([{ ...place, loading: [] }]);
  await act(ask.advance(1));
  expect((await next()).threads).toEqual([]);
  await leave();
});

// Without a change the page gets an update once a second. Changes by the control API are sent before that.
test.each<[string, () => Promise<unknown>, object]>([
  ["the clock is moved", () => act(ask.advance(60_000)), { replace: false }],
  ["a limit changes", () => act(ask.change({ ttlMs: 5 })), { conditions: { ttlMs: 5 } }],
  [
    "a fault is added",
    () => act(ask.addFault({ method: "*", fault: "html", times: 1, skip: 0 })),
    { faults: [{ name: "html" }] },
  ],
  [
    "a bot connects",
    () => act(ask.connectBot({ url: "http://127.0.0.1:9/", signingSecret: "s" })),
    { workspace: { bots: 1 } },
  ],
])("an open page is told at once when the control API is asked: %s", async (_, change, told) => {
  const { next, leave } = pull();
  await next();
  let notices = 0;
  toInternals(slack).notice.add(() => {
    notices += 1;
  });
  await change();
  expect(notices).toBeGreaterThan(0);
  expect(await next()).toMatchObject(told);
  await leave();
});

test("somebody on the page writes, stops, expires, breaks calls and moves time", async () => {
  await act(ask.write({ channel: CHANNEL, text: "Hello" }));
  const threadTs = String(slack.messages[0]?.ts);
  const one = await start(slack, { thread_ts: threadTs, chunks: [text("a")] });
  await act(ask.pressStop({ channel: CHANNEL, threadTs }));
  const two = await start(slack, { thread_ts: threadTs, chunks: [text("b")] });
  await act(ask.expire(two));
  const three = await start(slack, { thread_ts: threadTs, chunks: [text("c")] });
  await act(ask.advance(300_000));
  expect(slack.messages.map(({ ts, state, errored }) => [ts, state, errored])).toEqual([
    [threadTs, "posted", false],
    [one, "user-stopped", false],
    [two, "expired", true],
    [three, "expired", true],
  ]);
  expect(slack.events).toMatchObject([{ type: "agent_session_stopped", streaming_message_ts: [one] }]);

  await act(ask.addFault({ method: "chat.startStream", fault: "error:fatal_error", times: 1, skip: 1 }));
  await start(slack, { thread_ts: threadTs });
  await expect(start(slack, { thread_ts: threadTs })).rejects.toThrow("fatal_error");
  await act(ask.addFault({ method: "*", fault: "html", times: 9, skip: 0 }));
  await act(ask.clearFaults());
  slack.assertNoFaultLeft();
  await act(ask.remove(three));
  expect(slack.messages[3]?.state).toBe("deleted");
  await act(ask.reset());
  expect(slack.messages).toEqual([]);
});

test("somebody on the page changes limits and takes a preset", async () => {
  await act(ask.change({ ttlMs: 60_000 }));
  await act(ask.change({ size: { unit: "utf8bytes" } }));
  await act(ask.change({ rateLimits: "documented" }));
  expect(slack.options).toMatchObject({
    ttlMs: 60_000,
    size: { unit: "utf8bytes" },
    rateLimits: "documented",
  });
  await act(ask.change({ preset: "govslack" }));
  expect(slack.options).toMatchObject({ govSlack: true, rateLimits: false, ttlMs: undefined });
  await expect(start(slack, RECIPIENT)).rejects.toThrow("unknown_method");
});

test("a click on the page also calls `onClick` listeners; a failure is shown in a sentence", async () => {
  const { ts } = slack.postUserMessage({ text: "Choose" });
  const clicks: ButtonClick[] = [];
  slack.onClick((click) => clicks.push(click));
  expect(await act(ask.click({ ts, actionId: "yes", value: "1" }))).toBeUndefined();
  expect(clicks).toMatchObject([{ ts, actionId: "yes", value: "1", user: "U0000000001" }]);
  expect(await act(ask.expire("1.2"))).toContain("no message has the ts 1.2");
  expect(await act(ask.change({ ttlMs: Number.NaN }))).toBe("ttlMs must be a number above 0, got null");
});

test.each([
  "/page/../package.json",
  "/page/%2e%2e/package.json",
  "/page/page.js/..%2f..",
  "/page/",
  "/page/act",
  "/index.html",
])("the path %s leads nowhere", async (path) => {
  expect((await fetch(url + path)).status).toBe(404);
});
