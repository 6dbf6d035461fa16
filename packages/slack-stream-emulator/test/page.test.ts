import { afterEach, beforeEach, expect, test } from "vitest";
import {
  createManualClock,
  createSlackEmulator,
  type ManualClock,
  type SlackEmulator,
} from "../src/index.ts";
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

function act(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const type = { "content-type": "application/json" };
  return fetch(`${url}/page/act`, {
    method: "POST",
    headers: { ...type, ...headers },
    body: JSON.stringify(body),
  });
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

test("the page is served whole, and allows nothing but itself", async () => {
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

test("the feed tells everything first and then what changed", async () => {
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

test("a slow reader gets what is, not all that was", async () => {
  const { next, leave } = await follow();
  await next();
  const ts = await start(slack);
  for (let round = 0; round < 40; round += 1) await append(slack, ts, { chunks: [text("x".repeat(200))] });
  const told = await next();
  expect(told.messages).toHaveLength(1);
  expect(told.messages[0]?.items).toMatchObject([{ text: "x".repeat(8_000) }]);
  leave();
});

test("a feed that nobody reads writes nothing, and then one update for all that was", async () => {
  const reader = openFeed(slack, new Set()).getReader();
  await reader.read();
  const ts = await start(slack);
  for (let round = 0; round < 500; round += 1) await append(slack, ts, { chunks: [text("0123456789")] });
  const { value } = await reader.read();
  const update = JSON.parse(new TextDecoder().decode(value).slice("data: ".length)) as PageUpdate;
  expect(update.messages).toMatchObject([{ ts, items: [{ text: "0123456789".repeat(500) }] }]);
  // Older calls are left out: a page shows the last ones.
  expect(update.calls).toHaveLength(300);
  await reader.cancel();
});

test("somebody on the page writes, stops, expires, breaks calls and moves time", async () => {
  await act({ type: "send", channel: CHANNEL, text: "Hello" });
  const threadTs = String(slack.messages[0]?.ts);
  const one = await start(slack, { thread_ts: threadTs, chunks: [text("a")] });
  await act({ type: "stop", channel: CHANNEL, threadTs });
  const two = await start(slack, { thread_ts: threadTs, chunks: [text("b")] });
  await act({ type: "expire", ts: two });
  const three = await start(slack, { thread_ts: threadTs, chunks: [text("c")] });
  await act({ type: "advance", ms: 300_000 });
  expect(slack.messages.map(({ ts, state, errored }) => [ts, state, errored])).toEqual([
    [threadTs, "posted", false],
    [one, "user-stopped", false],
    [two, "expired", true],
    [three, "expired", true],
  ]);
  expect(slack.events).toMatchObject([{ type: "agent_session_stopped", streaming_message_ts: [one] }]);

  await act({
    type: "fault",
    method: "chat.startStream",
    name: "error",
    value: "fatal_error",
    times: 1,
    skip: 1,
  });
  await start(slack, { thread_ts: threadTs });
  await expect(start(slack, { thread_ts: threadTs })).rejects.toThrow("fatal_error");
  await act({ type: "fault", method: "*", name: "html", times: 9, skip: 0 });
  await act({ type: "clear-faults" });
  slack.assertNoFaultLeft();
  await act({ type: "delete", ts: three });
  expect(slack.messages[3]?.state).toBe("deleted");
  await act({ type: "reset" });
  expect(slack.messages).toEqual([]);
});

test("somebody on the page changes limits and takes a preset", async () => {
  await act({
    type: "conditions",
    changes: { ttlMs: 60_000, sizeUnit: "utf8bytes", rateLimits: "documented" },
  });
  expect(slack.options).toMatchObject({
    ttlMs: 60_000,
    size: { unit: "utf8bytes" },
    rateLimits: "documented",
  });
  await act({ type: "conditions", changes: { sizeLimit: 500 } });
  expect(slack.options).toMatchObject({ size: { unit: "utf8bytes", limit: 500 }, rateLimits: "documented" });
  await act({ type: "preset", name: "govslack" });
  expect(slack.options).toMatchObject({ govSlack: true, rateLimits: false, ttlMs: undefined });
  await expect(start(slack, RECIPIENT)).rejects.toThrow("unknown_method");
});
