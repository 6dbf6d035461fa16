import { beforeEach, expect, test } from "vitest";
import {
  createManualClock,
  createSlackEmulator,
  type ManualClock,
  type SlackEmulator,
} from "../src/index.ts";
import { append, CHANNEL, call, start, stop, TARGET, text } from "./support/call.ts";

let clock: ManualClock;
let slack: SlackEmulator;

beforeEach(() => {
  clock = createManualClock();
  slack = createSlackEmulator({ clock });
});

const post = () => call(slack, "chat.postMessage", { channel: CHANNEL, text: "x" });

test("failNext() affects `times` calls after `skip` calls, in the scripted order", async () => {
  slack.failNext("chat.postMessage", "fatal_error", { times: 2, skip: 1 });
  slack.failNext("chat.postMessage", "is_inactive", { skip: 1 });
  const errors: unknown[] = [];
  for (let round = 0; round < 5; round += 1) errors.push((await post()).error);
  expect(errors).toEqual([undefined, "fatal_error", "fatal_error", "is_inactive", undefined]);
});

test("failNext() does not affect other methods, and the star affects any", async () => {
  slack.failNext("chat.update", "fatal_error");
  expect((await post()).ok).toBe(true);
  slack.failNext("*", "internal_error");
  expect((await post()).error).toBe("internal_error");
});

test("failNext() refuses counts that make no sense", () => {
  expect(() => slack.failNext("*", "y", { times: 0 })).toThrow("times must be >= 1, got 0");
  expect(() => slack.failNext("*", "y", { skip: -1 })).toThrow("skip must be >= 0, got -1");
});

test("assertNoFaultLeft() names the faults that affected no call", async () => {
  slack.failNext("chat.update", { type: "http", status: 503 }, { times: 2 });
  slack.failNext("chat.postMessage", "fatal_error");
  await post();
  expect(slack.unusedFaults()).toMatchObject([{ method: "chat.update", times: 2 }]);
  expect(() => slack.assertNoFaultLeft()).toThrow("chat.update: http-503 (2 left)");
  await call(slack, "chat.update").catch(() => undefined);
  await call(slack, "chat.update").catch(() => undefined);
  expect(() => slack.assertNoFaultLeft()).not.toThrow();
});

test.each(["internal_error", "fatal_error"] as const)("a fault of %s may have been applied", async (type) => {
  slack.failNext("chat.postMessage", { type });
  slack.failNext("chat.postMessage", { type, applied: true });
  expect((await post()).error).toBe(type);
  expect((await post()).error).toBe(type);
  expect(slack.messages).toHaveLength(1);
  expect(slack.calls.map((one) => one.applied)).toEqual([false, true]);
});

test("an error of any code may have been applied", async () => {
  slack.failNext("chat.postMessage", { type: "error", error: "service_unavailable", applied: true });
  expect((await post()).error).toBe("service_unavailable");
  expect(slack.messages).toHaveLength(1);
});

test("a call that is refused by the rules is not applied under a fault either", async () => {
  slack.failNext("chat.startStream", { type: "fatal_error", applied: true });
  expect((await call(slack, "chat.startStream", { ...TARGET, channel: "C404" })).error).toBe("fatal_error");
  expect(slack.calls[0]).toMatchObject({ applied: false, answer: { error: "channel_not_found" } });
});

test("a stalled call can be applied late, long after its caller gave up", async () => {
  slack.failNext("chat.postMessage", { type: "stall-before-headers", applied: "later", afterMs: 5_000 });
  const gone = new AbortController();
  const body = new URLSearchParams({ token: slack.token, channel: CHANNEL, text: "late" });
  const request = slack.fetch("https://slack.test/api/chat.postMessage", {
    method: "POST",
    body,
    signal: gone.signal,
  });
  gone.abort(new Error("gone"));
  await expect(request).rejects.toThrow("gone");
  await clock.advance(4_999);
  expect(slack.messages).toEqual([]);
  await clock.advance(1);
  expect(slack.messages).toMatchObject([{ markdown: "late" }]);
  expect(slack.calls[0]).toMatchObject({ applied: true, durationMs: undefined });
});

test("a late append to a stream that died in between is not applied", async () => {
  const ts = await start(slack);
  slack.failNext("chat.appendStream", { type: "http", status: 504, applied: "later", afterMs: 301_000 });
  await append(slack, ts, { chunks: [text("x")] }).catch(() => undefined);
  await clock.advance(301_000);
  expect(slack.messages[0]).toMatchObject({ state: "expired", markdown: "" });
  expect(slack.calls[1]).toMatchObject({
    applied: false,
    answer: { error: "message_not_in_streaming_state" },
  });
});

test("a slow response waits by the clock", async () => {
  slack.failNext("chat.postMessage", { type: "slow", ms: 3_000 });
  let settled = false;
  const answer = post().finally(() => {
    settled = true;
  });
  await clock.advance(2_999);
  expect(settled).toBe(false);
  expect(slack.messages).toHaveLength(1);
  await clock.advance(1);
  expect((await answer).ok).toBe(true);
  expect(slack.calls[0]?.durationMs).toBe(3_000);
});

test("a response waits for the latency by the clock, and without latency there is no timer", async () => {
  const delays = [250, 0];
  slack = createSlackEmulator({ clock, latencyMs: () => delays.shift() ?? 0 });
  await clock.runUntil(post());
  expect(clock.pending).toBe(0);
  await post();
  expect(slack.calls.map((one) => one.durationMs)).toEqual([250, 0]);
});

test("scheduled effects do not outlive reset() and close()", async () => {
  const late = { type: "http", applied: "later", afterMs: 5_000 } as const;
  slack.failNext("chat.postMessage", late, { times: 2 });
  await post().catch(() => undefined);
  slack.reset();
  slack.failNext("chat.postMessage", late);
  await post().catch(() => undefined);
  await slack.close();
  expect(clock.pending).toBe(0);
});

test("a slow answer may be a refusal for the rate, with its status", async () => {
  slack = createSlackEmulator({ clock, rateLimits: "documented" });
  await post();
  slack.failNext("chat.postMessage", { type: "slow", ms: 10 });
  const body = new URLSearchParams({ token: slack.token, channel: CHANNEL, text: "x" });
  const response = await clock.runUntil(
    slack.fetch("https://slack.test/api/chat.postMessage", { method: "POST", body }),
  );
  expect(response.status).toBe(429);
});

test("a user may press stop at a scripted call, the event coming before or after the refusal (S138)", async () => {
  const first = await start(slack);
  slack.failNext("chat.appendStream", { type: "user-stop" });
  expect((await append(slack, first, { chunks: [text("x")] })).error).toBe("stopped_by_user");
  expect(slack.events).toHaveLength(1);
  const second = await start(slack);
  const answer = "message_not_in_streaming_state";
  slack.failNext("chat.stopStream", { type: "user-stop", answer, eventAfterMs: 800 });
  expect((await stop(slack, second)).error).toBe(answer);
  expect(slack.events).toHaveLength(1);
  await clock.advance(800);
  expect(slack.events[1]).toMatchObject({ streaming_message_ts: [second] });
});
