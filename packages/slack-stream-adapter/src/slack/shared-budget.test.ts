import { RateLimiterMemory } from "rate-limiter-flexible";
import { expect, test } from "vitest";
import type { RateBudgetCall } from "../types/index.ts";
import { sharedBudget } from "./shared-budget.ts";

const call = (nowMs: number, stream: string, more: Partial<RateBudgetCall> = {}): RateBudgetCall => ({
  method: "chat.appendStream",
  workspace: "W",
  channel: "C",
  priority: "text",
  stream,
  nowMs,
  ...more,
});

test("a limiter is asked only once Slack has refused, and then holds every process that shares it", async () => {
  const limiter = new RateLimiterMemory({ points: 2, duration: 60 });
  const [one, other] = [
    sharedBudget({ limiters: { "chat.appendStream": limiter } }),
    sharedBudget({ limiters: { "chat.appendStream": limiter } }),
  ];
  for (let at = 0; at < 10; at += 1) expect(one.take(call(at * 1_000, "a"))).toBe(0);
  one.refused(call(10_000, "a"), 5_000);
  other.refused(call(10_000, "b"), 1_000);
  const waitMs = await other.take(call(40_000, "b"));
  expect(waitMs).toBeGreaterThan(500);
  expect(waitMs).toBeLessThanOrEqual(5_000);
  expect(typeof other.take(call(50_000, "b", { priority: "close" }))).toBe("number");
});

test("a limiter that fails holds nobody up", async () => {
  const limiter = {
    consume: () => Promise.reject(new Error("ECONNREFUSED")),
    block: () => Promise.reject(new Error("ECONNREFUSED")),
  };
  const budget = sharedBudget({ limiters: { "chat.appendStream": limiter } });
  budget.refused(call(0, "a"), 1_000);
  expect(await budget.take(call(60_000, "a"))).toBe(0);
});

test("a limiter of a method without a limit, and what is none, are refused", () => {
  const limiter = new RateLimiterMemory({ points: 2, duration: 60 });
  expect(() => sharedBudget({ limiters: { "chat.append": limiter } })).toThrow(
    /chat.append, which has no limit/,
  );
  expect(() => sharedBudget({ limiters: { "chat.appendStream": {} as never } })).toThrow(
    /consume\(\) and block\(\)/,
  );
});
