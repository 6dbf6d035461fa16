import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { COVERAGE, createSlackEmulator, type SlackEmulator } from "../src/index.ts";
import { CHANNEL, RECIPIENT, start, THREAD } from "./support/call.ts";

let slack: SlackEmulator;

beforeEach(() => {
  slack = createSlackEmulator();
});

afterEach(() => slack.close());

const FORM = "application/x-www-form-urlencoded";

const BODIES: [string, string | undefined, string, string][] = [
  ["broken JSON", "application/json", "{", "invalid_json"],
  ["a JSON list", "application/json", "[]", "json_not_object"],
  ["JSON null", "application/json", "null", "json_not_object"],
  ["a JSON string", "application/json", '"token"', "json_not_object"],
  ["plain text", "text/plain", "hello", "invalid_post_type"],
  ["another charset", `${FORM}; charset=latin1`, "a=b", "invalid_charset"],
  ["broken escapes", FORM, "token=%E0%A4%A&%=%&&&==", "invalid_auth"],
  ["a repeated token", FORM, "token=a&token=b", "not_authed"],
  ["a multipart form without boundary", "multipart/form-data", "--x", "invalid_post_type"],
  ["a prototype key", "application/json", '{"__proto__":{"ok":true},"constructor":1}', "not_authed"],
  ["five million characters", FORM, `token=${"x".repeat(5_000_000)}`, "invalid_form_data"],
];

test.each(BODIES)(
  "%s is answered with Slack's code, in-process and over HTTP",
  async (_name, type, body, error) => {
    const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
    const init = { method: "POST", headers, body };
    expect(await (await slack.fetch("https://slack.test/api/auth.test", init)).json()).toMatchObject({
      ok: false,
      error,
    });
    const { apiUrl } = await slack.listen();
    const response = await fetch(`${apiUrl}auth.test`, init);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ ok: false, error });
  },
);

test("a body without a type is answered with missing_post_type", async () => {
  const response = await slack.fetch("https://slack.test/api/auth.test", { method: "POST", body: "a=b" });
  expect(await response.json()).toEqual({ ok: false, error: "missing_post_type" });
});

test.each(["chat.doesNotExist", "constructor", "__proto__", "toString"])(
  "the method %s is unknown",
  async (method) => {
    const init = { method: "POST", headers: { authorization: `Bearer ${slack.token}` } };
    const answer = await slack.fetch(`https://slack.test/api/${method}`, init);
    expect(await answer.json()).toMatchObject({ ok: false, error: "unknown_method" });
  },
);

test("a server outlives requests that break off", async () => {
  const { apiUrl } = await slack.listen();
  for (let round = 0; round < 5; round += 1) {
    const controller = new AbortController();
    slack.failNext("auth.test", { type: "stall-in-body" });
    const seen = new Promise<void>((resolve) => slack.onCall(() => resolve()));
    const broken = fetch(`${apiUrl}auth.test`, { method: "POST", signal: controller.signal })
      .then((response) => response.text())
      .catch(() => "broken");
    await seen;
    controller.abort();
    expect(await broken).toBe("broken");
  }
  expect(await (await fetch(`${apiUrl}auth.test`, { method: "POST" })).json()).toEqual({
    ok: false,
    error: "not_authed",
  });
});

// Almost valid values find more faults than random ones.
const almost = fc.oneof(
  fc.constantFrom(
    CHANNEL,
    THREAD,
    "0",
    "",
    "1.2",
    "U0000000001",
    "active",
    "a".repeat(13_000),
    "\ud83d",
    "[]",
    "{}",
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.array(
    fc.record(
      {
        type: fc.constantFrom(
          "markdown_text",
          "task_update",
          "plan_update",
          "blocks",
          "markdown",
          "task_card",
          "plan",
        ),
        text: fc.jsonValue(),
        id: fc.jsonValue(),
        task_id: fc.string(),
        title: fc.jsonValue(),
        status: fc.constantFrom("pending", "complete", "completed"),
        blocks: fc.array(fc.jsonValue(), { maxLength: 3 }),
        tasks: fc.array(fc.jsonValue(), { maxLength: 3 }),
        sources: fc.jsonValue(),
        details: fc.jsonValue(),
      },
      { requiredKeys: ["type"] },
    ),
    { maxLength: 3 },
  ),
);

const NAMES = [
  ...[
    "channel",
    "channel_id",
    "ts",
    "thread_ts",
    "chunks",
    "markdown_text",
    "text",
    "blocks",
    "metadata",
    "status",
  ],
  ...[
    "session_status",
    "name",
    "timestamp",
    "limit",
    "cursor",
    "oldest",
    "user",
    "title",
    ...Object.keys(RECIPIENT),
  ],
];

test("no arguments break a method: each call returns Slack's envelope", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.tuple(
          fc.constantFrom(...COVERAGE.map((one) => one.method)),
          fc.dictionary(fc.constantFrom(...NAMES), almost, { maxKeys: 6 }),
        ),
        { minLength: 1, maxLength: 8 },
      ),
      async (calls) => {
        const own = createSlackEmulator();
        const ts = await start(own);
        for (const [method, args] of calls) {
          const response = await own.fetch(`https://slack.test/api/${method}`, {
            method: "POST",
            headers: { authorization: `Bearer ${own.token}`, "content-type": "application/json" },
            body: JSON.stringify({ channel: CHANNEL, ts, thread_ts: THREAD, ...RECIPIENT, ...args }),
          });
          const answer = (await response.json()) as { ok: boolean; error?: string };
          expect(response.status).toBe(200);
          expect(answer.ok ? "" : answer.error).toEqual(expect.any(String));
        }
        expect(own.transcript()).toHaveLength(own.calls.length);
        own.thread(CHANNEL, THREAD);
      },
    ),
    { numRuns: 300 },
  );
});
