import { inspect } from "node:util";
import { createManualClock } from "slack-stream-emulator";
import { expect, onTestFinished, test, vi } from "vitest";
import { createSlackCalls } from "../../src/slack/create-slack-calls.ts";
import {
  answer,
  breakOff,
  closedUrl,
  type Reaction,
  rateLimit,
  raw,
  reset,
  silence,
  startFakeSlack,
} from "./fake-slack.ts";
import { message, place, text, token, until } from "./majors.ts";

const secret = "the words of the answer";

test("a token calls with fetch, form-encoded, and is sent only in the header", async () => {
  const slack = await startFakeSlack();
  const { calls } = callWith(slack.url);
  expect(await calls.start({ chunks: text("Grüße & more + 1") })).toMatchObject({
    type: "applied",
    ts: "1700000000.000001",
  });
  await calls.post({ type: "markdown", markdown: "Hello" });
  expect(slack.received).toEqual([
    {
      method: "chat.startStream",
      authorization: `Bearer ${token}`,
      form: {
        channel: "C1",
        thread_ts: "1700000000.000000",
        recipient_user_id: "U1",
        recipient_team_id: "T1",
        chunks: JSON.stringify(text("Grüße & more + 1")),
      },
    },
    {
      method: "chat.postMessage",
      authorization: `Bearer ${token}`,
      form: {
        channel: "C1",
        thread_ts: "1700000000.000000",
        markdown_text: "Hello",
        unfurl_links: "false",
        unfurl_media: "false",
      },
    },
  ]);
});

test.each<readonly [string, Reaction, object]>([
  ["a refusal", answer({ ok: false, error: "stopped_by_user" }), { reason: "stopped-by-user" }],
  ["a rate limit", rateLimit("7"), { reason: "rate-limited", retryAfterMs: 7_000 }],
  ["a rate limit with a fraction", rateLimit("1.5"), { reason: "rate-limited", retryAfterMs: 1_500 }],
  ["a rate limit without a header", rateLimit(undefined), { reason: "rate-limited" }],
  ["HTTP 500", raw("oops", { status: 500 }), { type: "unknown", code: "http_500" }],
  ["HTTP 404", raw("gone", { status: 404 }), { reason: "native-unavailable" }],
  [
    "HTTP 403 with an answer",
    answer({ ok: false, error: "invalid_auth" }, { status: 403 }),
    { reason: "refused-for-good", code: "invalid_auth" },
  ],
  ["a page instead of JSON", raw("<html>"), { type: "unknown", code: "unreadable_answer" }],
  ["JSON that is no answer", raw("7"), { type: "unknown", code: "unreadable_answer" }],
  [
    "a redirect",
    raw("", { status: 302, headers: { location: "http://127.0.0.1:1/" } }),
    { reason: "refused-for-good", code: "http_302" },
  ],
  ["a reset", reset, { type: "unknown" }],
  ["an answer that breaks off", breakOff, { type: "unknown" }],
])("a token and %s: one request, one outcome, no token and no text in it", async (_, reaction, expected) => {
  const slack = await startFakeSlack();
  slack.script("chat.appendStream", reaction);
  const { calls } = callWith(slack.url);
  const outcome = await calls.append(message, text(secret));
  expect(outcome).toMatchObject(expected);
  expect(slack.received).toHaveLength(1);
  const shown = inspect(outcome, { depth: 12, showHidden: true, maxStringLength: null });
  expect(shown).not.toContain(token);
  expect(shown).not.toContain(secret);
});

test("a token's rate-limit date is measured from the date of the response", async () => {
  const slack = await startFakeSlack();
  const headers = { date: "Wed, 07 Oct 2026 10:00:00 GMT", "retry-after": "Wed, 07 Oct 2026 10:00:20 GMT" };
  slack.script("chat.appendStream", answer({ ok: false, error: "ratelimited" }, { status: 429, headers }));
  const { calls } = callWith(slack.url);
  expect(await calls.append(message, text("a"))).toMatchObject({
    reason: "rate-limited",
    retryAfterMs: 20_000,
  });
});

test("a call with a token that could not connect sent nothing", async () => {
  const { calls } = callWith(await closedUrl());
  expect(await calls.append(message, text("a"))).toMatchObject({
    reason: "unreachable",
    code: "ECONNREFUSED",
  });
});

test("a token's call is aborted at our deadline", async () => {
  const slack = await startFakeSlack();
  slack.script("chat.appendStream", silence);
  const aborted: unknown[] = [];
  const realFetch = globalThis.fetch;
  vi.stubGlobal("fetch", (url: URL, init: RequestInit) => {
    init.signal?.addEventListener("abort", () => aborted.push(url.pathname));
    return realFetch(url, init);
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  const { calls, clock } = callWith(slack.url);
  const appended = calls.append(message, text("a"));
  await until(() => slack.received.length === 1);
  await clock.advance(15_000);
  expect(await appended).toMatchObject({ type: "unknown", code: "deadline" });
  expect(aborted).toEqual(["/api/chat.appendStream"]);
  // Slack may still carry it out: it counts as under way until it is 60 s old.
  expect(clock.pending).toBe(1);
  await clock.advance(45_000);
  expect(clock.pending).toBe(0);
});

test("a token is not sent along a redirect", async () => {
  const [slack, elsewhere] = [await startFakeSlack(), await startFakeSlack()];
  slack.script(
    "chat.appendStream",
    raw("", { status: 307, headers: { location: `${elsewhere.url}chat.appendStream` } }),
  );
  expect(await callWith(slack.url).calls.append(message, text("a"))).toMatchObject({
    reason: "refused-for-good",
    code: "http_307",
  });
  expect(elsewhere.received).toHaveLength(0);
});

test("a token's calls use only the kinds of redirect that the fetch of workers supports", async () => {
  const slack = await startFakeSlack();
  const realFetch = globalThis.fetch;
  vi.stubGlobal("fetch", (url: URL, init: RequestInit) => {
    if (init.redirect !== "follow" && init.redirect !== "manual")
      throw new TypeError("Invalid redirect value");
    return realFetch(url, init);
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(await callWith(slack.url).calls.append(message, text("a"))).toMatchObject({ type: "applied" });
});

test("slackApiUrl may end with a slash or not, and have a path", async () => {
  const slack = await startFakeSlack();
  for (const url of [slack.url, slack.url.slice(0, -1)]) {
    await callWith(url).calls.append(message, text("a"));
  }
  expect(slack.received.map(({ method }) => method)).toEqual(["chat.appendStream", "chat.appendStream"]);
});

test.each([
  "slack.com/api",
  "ftp://slack.com/api/",
  "https://me:pw@slack.com/api/",
  "https://slack.com/api/?x=1",
])("a bad slackApiUrl is a TypeError that names the rule: %j", (slackApiUrl) => {
  const create = () => createSlackCalls({ ...place, token, slackApiUrl }, settings());
  expect(create).toThrow(TypeError);
  expect(create).toThrow(/^target\.slackApiUrl must be an http\(s\) URL/);
});

test("a token given as slackApiUrl is not shown", () => {
  expect(() => createSlackCalls({ ...place, token, slackApiUrl: token }, settings())).toThrow(
    /got "\[token\]"$/,
  );
});

function settings() {
  return { callTimeoutMs: 15_000, clock: createManualClock() };
}

function callWith(slackApiUrl: string) {
  const { clock, ...rest } = settings();
  return { clock, calls: createSlackCalls({ ...place, token, slackApiUrl }, { clock, ...rest }) };
}

test("a token is refused at once where the runtime has no fetch, as in a test with jsdom", () => {
  onTestFinished(() => void vi.unstubAllGlobals());
  vi.stubGlobal("fetch", undefined);
  expect(() => callWith("https://slack.com")).toThrow(
    "target.token needs a global fetch, which this runtime does not have; give target.client",
  );
});
