import type { Call } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { isOutOfTime } from "../src/run/is-hopeless.ts";

/** A stop that Slack answers at once. Times in seconds. */
function stop(at: number, changes: Partial<Call> = {}): Call {
  return {
    index: 0,
    at: at * 1_000,
    method: "chat.stopStream",
    args: {},
    ts: "1.2",
    answer: undefined,
    fault: undefined,
    applied: false,
    appliedAt: undefined,
    durationMs: 0,
    ...changes,
  };
}

const unusable = { fault: "internal_error" };
const everyPause = [0, 10, 25, 40, 55, 70, 85, 100, 115];

test("isOutOfTime() excuses a library that tried again and again without a usable response", () => {
  expect(
    isOutOfTime(
      everyPause.map((at) => stop(at, unusable)),
      0,
    ),
  ).toBe(true);
});

test("isOutOfTime() excuses a library that waited for calls that hang", () => {
  const hanging = { fault: "stall-before-headers", durationMs: undefined };
  expect(isOutOfTime([stop(0, hanging), stop(60, hanging)], 0)).toBe(true);
});

test("isOutOfTime() does not excuse a library that let a minute pass between two attempts", () => {
  const calls = [0, 60, 75, 90, 105, 120].map((at) => stop(at, unusable));
  expect(isOutOfTime(calls, 0)).toBe(false);
});

test("isOutOfTime() does not excuse a library that gave up early", () => {
  expect(
    isOutOfTime(
      everyPause.slice(0, -1).map((at) => stop(at, unusable)),
      0,
    ),
  ).toBe(false);
});

test("isOutOfTime() does not excuse a library that paused after a usable response", () => {
  const calls = everyPause.map((at) => stop(at, at === 55 ? {} : unusable));
  expect(isOutOfTime(calls, 0)).toBe(false);
});

// 65 messages of 500 bytes and a latency of 900 ms: there was always a call to make.
test("isOutOfTime() excuses a library that was busy, and paused only for a look-up and after a refusal", () => {
  const second = (at: number, changes: Partial<Call> = {}) => stop(at, { durationMs: 1_000, ...changes });
  const refusal = { answer: { ok: false, error: "message_not_in_streaming_state" } } as Partial<Call>;
  const start = [second(0, { method: "conversations.replies" }), second(6, refusal)];
  const busy = Array.from({ length: 112 }, (_, index) => second(8 + index));
  expect(isOutOfTime([...start, ...busy], 0)).toBe(true);
  expect(isOutOfTime([second(0), second(6), ...busy], 0)).toBe(false);
});
