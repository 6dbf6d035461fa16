import { createManualClock } from "slack-stream-emulator";
import { expect, test } from "vitest";
import type { CallDescription } from "./call-description.ts";
import type { Outcome } from "./outcome.ts";
import { callWithDeadline } from "./perform-call.ts";

const call: CallDescription = {
  kind: "append",
  includes: new Set(),
  channel: "C1",
  ts: "1.0",
  attempts: "one",
};
const applied = { type: "applied", channel: "C1", ts: "1.0" };

test("callWithDeadline() returns the response of the call, and cancels its timer", async () => {
  const clock = createManualClock();
  const result = await callWithDeadline(async () => ({ ok: true }), call, { timeoutMs: 100, clock });
  expect(result).toEqual({ outcome: applied, answer: { ok: true } });
  expect(clock.pending).toBe(0);
});

test("callWithDeadline() never rejects", async () => {
  const clock = createManualClock();
  const send = () => Promise.reject(new Error("no"));
  const { outcome } = await callWithDeadline(send, call, { timeoutMs: 100, clock });
  expect(outcome).toMatchObject({ type: "unknown" });
  expect(clock.pending).toBe(0);
});

test.each(["answered", "refused", "reset"] as const)(
  "callWithDeadline() gives up at the deadline, aborts, and says when a call is over that is %s late",
  async (ending) => {
    const clock = createManualClock();
    let end = (): void => {};
    const answered = new Promise((resolve, reject) => {
      end = () => {
        if (ending === "reset") reject(new Error("socket hang up"));
        else resolve(ending === "answered" ? { ok: true } : { ok: false, error: "message_not_found" });
      };
    });
    const signals: AbortSignal[] = [];
    const send = (signal: AbortSignal) => {
      signals.push(signal);
      return answered;
    };
    const waiting = callWithDeadline(send, call, { timeoutMs: 100, clock });
    await clock.advance(99);
    expect(signals[0]?.aborted).toBe(false);
    await clock.advance(1);
    const { outcome } = await waiting;
    expect(outcome).toMatchObject({ type: "unknown", code: "deadline" });
    expect(outcome).toHaveProperty("error.message", "no answer from Slack within 100 ms");
    expect(signals[0]?.aborted).toBe(true);
    let over: Outcome | undefined;
    void (outcome.type === "unknown" && outcome.over?.then((late) => (over = late)));
    await clock.advance(1_000);
    expect(over).toBeUndefined();
    end();
    await clock.settle();
    // A lost connection does not show whether Slack carries out the call.
    if (ending === "answered") expect(over).toEqual(applied);
    if (ending === "refused") expect(over).toMatchObject({ type: "refused", reason: "message-deleted" });
    if (ending === "reset") expect(over).toBeUndefined();
    await clock.advance(60_000);
    expect(over?.type).toBe({ answered: "applied", refused: "refused", reset: "unknown" }[ending]);
    expect(clock.pending).toBe(0);
  },
);
