import { WebClient as WebClient8 } from "@slack/web-api";
import { WebClient as WebClient7 } from "@slack/web-api-7";
import { fetch as undiciFetch } from "undici";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSlackEmulator, type SlackEmulator } from "../../src/index.ts";
import { CHANNEL, TARGET, task, text } from "../support/call.ts";
import { CLIENT_SETUPS } from "../support/client-setups.ts";
import { collectGarbage } from "../support/collect-garbage.ts";

let slack: SlackEmulator;

beforeEach(() => {
  slack = createSlackEmulator();
});

afterEach(async () => {
  await slack.close();
});

test.each(CLIENT_SETUPS)("$name streams a message from start to stop", async ({ open }) => {
  const client = await open(slack);
  const started = await client.apiCall("chat.startStream", { ...TARGET, chunks: [text("**Hel")] });
  const ts = String(started.ts);
  await client.apiCall("chat.appendStream", { channel: CHANNEL, ts, chunks: [text("lo**"), task()] });
  await client.apiCall("chat.appendStream", { channel: CHANNEL, ts, chunks: [task({ status: "complete" })] });
  const stopped = await client.apiCall("chat.stopStream", {
    channel: CHANNEL,
    ts,
    blocks: [{ type: "divider" }],
    metadata: { event_type: "answer", event_payload: { n: 1 } },
  });

  expect(stopped).toMatchObject({ ok: true, channel: CHANNEL, ts, message: { text: "*Hello*\nSearch" } });
  expect(slack.messages).toHaveLength(1);
  expect(slack.messages[0]).toMatchObject({
    state: "stopped",
    mode: "chunks",
    markdown: "**Hello**",
    stopBlocks: [{ type: "divider" }],
    metadata: { event_type: "answer", event_payload: { n: 1 } },
  });
  const read = await client.apiCall("conversations.replies", { channel: CHANNEL, ts, limit: 1 });
  expect(read.messages).toMatchObject([{ ts, streaming_state: "completed" }]);
});

test.each(CLIENT_SETUPS)("$name reports a refusal with Slack's code", async ({ open }) => {
  const client = await open(slack);
  const call = client.apiCall("chat.startStream", { ...TARGET, thread_ts: "0" });
  await expect(call).rejects.toMatchObject({
    code: "slack_webapi_platform_error",
    data: { ok: false, error: "invalid_thread_ts" },
  });
});

test.each(CLIENT_SETUPS)("$name reports a scripted rate limit with its seconds", async ({ open }) => {
  const client = await open(slack);
  slack.failNext("chat.startStream", { type: "rate-limit", retryAfter: 7 });
  await expect(client.apiCall("chat.startStream", TARGET)).rejects.toMatchObject({
    code: "slack_webapi_rate_limited_error",
    retryAfter: 7,
  });
  expect(slack.messages).toEqual([]);
});

test.each(CLIENT_SETUPS)("$name has no code for a rate limit without a usable header", async ({ open }) => {
  const client = await open(slack);
  slack.failNext("chat.startStream", { type: "rate-limit", retryAfter: "soon" });
  slack.failNext("chat.startStream", { type: "rate-limit", retryAfter: false });
  for (let round = 0; round < 2; round += 1) {
    await expect(client.apiCall("chat.startStream", TARGET)).rejects.not.toHaveProperty("code");
  }
  slack.assertNoFaultLeft();
});

test.each(CLIENT_SETUPS)("$name takes a rate limit with HTTP 200 for a refusal", async ({ open }) => {
  const client = await open(slack);
  slack.failNext("chat.startStream", { type: "rate-limit", shape: "body", error: "rate_limited" });
  await expect(client.apiCall("chat.startStream", TARGET)).rejects.toMatchObject({
    data: { error: "rate_limited" },
  });
});

test.each(CLIENT_SETUPS)("$name loses the answer of an applied call to a reset", async ({ open }) => {
  const client = await open(slack);
  slack.failNext("chat.startStream", { type: "reset-before" });
  slack.failNext("chat.startStream", { type: "reset-after" });
  for (let round = 0; round < 2; round += 1) {
    await expect(client.apiCall("chat.startStream", TARGET)).rejects.toMatchObject({
      code: "slack_webapi_request_error",
    });
  }
  expect(slack.calls.map((call) => call.applied)).toEqual([false, true]);
  expect(slack.messages).toHaveLength(1);
});

test.each(CLIENT_SETUPS)("$name fails on a reset in the middle of the answer", async ({ name, open }) => {
  const client = await open(slack);
  slack.failNext("chat.startStream", { type: "reset-in-body" });
  const error = await client.apiCall("chat.startStream", TARGET).catch((reason: unknown) => reason);
  // Version 8 throws the raw error, without a code (S158).
  if (name.includes("8")) expect(error).toBeInstanceOf(TypeError);
  else expect(error).toMatchObject({ code: "slack_webapi_request_error" });
  expect(slack.messages).toHaveLength(1);
});

test.each(CLIENT_SETUPS)("$name reports server trouble by its status", async ({ open }) => {
  const client = await open(slack);
  slack.failNext("chat.startStream", { type: "http", status: 503 });
  slack.failNext("chat.startStream", { type: "http", status: 502, applied: true });
  for (const statusCode of [503, 502]) {
    await expect(client.apiCall("chat.startStream", TARGET)).rejects.toMatchObject({
      code: "slack_webapi_http_error",
      statusCode,
    });
  }
  expect(slack.messages).toHaveLength(1);
});

test.each(CLIENT_SETUPS)("$name takes a page instead of an answer for an odd refusal", async ({ open }) => {
  const client = await open(slack);
  slack.failNext("chat.startStream", { type: "html" });
  await expect(client.apiCall("chat.startStream", TARGET)).rejects.toMatchObject({
    code: "slack_webapi_platform_error",
    data: { error: expect.stringContaining("<html>") },
  });
});

test.each(CLIENT_SETUPS)("$name gives up a call without an answer at its timeout", ({ open }) =>
  withRealTimeout(async (timeout) => {
    const client = await open(slack, { timeout });
    slack.failNext("chat.startStream", { type: "stall-before-headers", applied: true });
    await expect(client.apiCall("chat.startStream", TARGET)).rejects.toMatchObject({
      code: "slack_webapi_request_error",
    });
    expect(slack.messages).toHaveLength(1);
  }),
);

test.each(CLIENT_SETUPS)("$name gives up an answer that never ends at its timeout", ({ name, open }) =>
  withRealTimeout(async (timeout) => {
    // The `fetch` of Node 20 and 22 loses a body's timeout after a garbage collection (S201).
    const fetch = name === "web-api 8 over HTTP" ? { fetch: undiciFetch as typeof globalThis.fetch } : {};
    const client = await open(slack, { timeout, ...fetch });
    slack.failNext("chat.startStream", { type: "stall-in-body" });
    setTimeout(collectGarbage, timeout / 2);
    const error = await client.apiCall("chat.startStream", TARGET).catch((reason: unknown) => reason);
    if (name.includes("8")) expect(error).toMatchObject({ name: "TimeoutError" });
    else expect(error).toMatchObject({ code: "slack_webapi_request_error" });
    expect(slack.messages).toHaveLength(1);
  }),
);

/** On a busy machine a short timeout may end before the call reaches the stall. Then the test uses a longer one. */
async function withRealTimeout(check: (timeout: number) => Promise<void>): Promise<void> {
  for (const timeout of [40, 400, 4_000]) {
    try {
      return await check(timeout);
    } catch (error) {
      await slack.close();
      slack = createSlackEmulator();
      if (timeout === 4_000) throw error;
    }
  }
}

test.each([
  ["7", () => new WebClient7(slack.token, slack.webClientOptions(7))],
  ["8", () => new WebClient8(slack.token, slack.webClientOptions(8))],
])("the chatStream helper of web-api %s streams as it does to Slack (S170)", async (_major, open) => {
  const helper = open().chatStream({ ...TARGET, buffer_size: 4 });
  await helper.append({ markdown_text: "**Hello" });
  await helper.append({ markdown_text: " wo" });
  await helper.stop({ markdown_text: "rld**" });
  expect(slack.calls.map(({ method, answer }) => [method, answer?.ok])).toEqual([
    ["chat.startStream", true],
    ["chat.stopStream", true],
  ]);
  expect(slack.messages).toMatchObject([{ state: "stopped", mode: "chunks", markdown: "**Hello world**" }]);
});

test("the chatStream helper starts and stops an empty message when it was told nothing (S12)", async () => {
  const client = new WebClient8(slack.token, slack.webClientOptions(8));
  await client.chatStream(TARGET).stop();
  expect(slack.messages).toMatchObject([{ state: "stopped", mode: undefined, items: [] }]);
});
