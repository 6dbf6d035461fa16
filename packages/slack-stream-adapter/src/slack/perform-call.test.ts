import { createManualClock } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { callWithDeadline } from "./perform-call.ts";
import type { CallResult } from "./to-outcome.ts";

test("callWithDeadline() answers what the call answers, and takes its timer back", async () => {
  const clock = createManualClock();
  const method = { attempts: "one", call: async () => ({ ok: true }) } as const;
  const result = await callWithDeadline(method, {}, { timeoutMs: 100, clock });
  expect(result).toEqual({ type: "answer", answer: { ok: true } });
  expect(clock.pending).toBe(0);
});

test("callWithDeadline() never rejects", async () => {
  const clock = createManualClock();
  const error = new Error("no");
  const method = { attempts: "one", call: () => Promise.reject(error) } as const;
  expect(await callWithDeadline(method, {}, { timeoutMs: 100, clock })).toEqual({ type: "thrown", error });
  expect(clock.pending).toBe(0);
});

test.each(["fulfilled", "rejected"] as const)(
  "callWithDeadline() gives up at the deadline, aborts, and hands on what is %s late",
  async (ending) => {
    const clock = createManualClock();
    let end = (): void => {};
    const promise = new Promise((resolve, reject) => {
      end = () => (ending === "fulfilled" ? resolve({ ok: true }) : reject("late"));
    });
    const late: CallResult[] = [];
    const signals: AbortSignal[] = [];
    const call = (_: unknown, signal: AbortSignal) => {
      signals.push(signal);
      return promise;
    };
    const options = { timeoutMs: 100, clock, onLate: (result: CallResult) => late.push(result) };
    const waiting = callWithDeadline({ attempts: "one", call }, {}, options);
    await clock.advance(99);
    expect(signals[0]?.aborted).toBe(false);
    await clock.advance(1);
    const result = await waiting;
    expect(result).toMatchObject({ type: "deadline", timeoutMs: 100 });
    let settled = false;
    void (
      result.type === "deadline" &&
      result.settled.then(() => {
        settled = true;
      })
    );
    await clock.advance(1_000);
    expect(settled).toBe(false);
    expect(signals[0]?.aborted).toBe(true);
    end();
    await clock.settle();
    // That we aborted it says nothing of what Slack does with it.
    expect(settled).toBe(ending === "fulfilled");
    await clock.advance(60_000);
    expect(settled).toBe(true);
    expect(late).toEqual([
      ending === "fulfilled" ? { type: "answer", answer: { ok: true } } : { type: "thrown", error: "late" },
    ]);
  },
);
