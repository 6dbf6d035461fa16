import fc from "fast-check";
import { expect, test } from "vitest";
import type { RateBudget, RateBudgetCall } from "../types/index.ts";
import { createRateBudget } from "./rate-budget.ts";

const append = (nowMs: number, more: Partial<RateBudgetCall> = {}): RateBudgetCall => ({
  method: "chat.appendStream",
  workspace: "w",
  channel: "C1",
  priority: "text",
  nowMs,
  ...more,
});

test("take() lets a burst through and then asks for patience", () => {
  const budget = createRateBudget();
  expect(takeMany(budget, 30, (nowMs) => append(nowMs))).toBe(18);
  expect(budget.take(append(0))).toBeGreaterThan(0);
});

test("take() keeps a reserve for keepalives", () => {
  const budget = createRateBudget();
  takeMany(budget, 30, (nowMs) => append(nowMs));
  expect(takeMany(budget, 5, (nowMs) => append(nowMs, { priority: "keepalive" }))).toBe(2);
});

test("take() does not hold back a close for what text has used up, and lets text pay for it", () => {
  const budget = createRateBudget();
  takeMany(budget, 30, (nowMs) => append(nowMs));
  const waitBefore = budget.take(append(0));
  expect(takeMany(budget, 10, (nowMs) => append(nowMs, { priority: "close" }))).toBe(10);
  expect(budget.take(append(0)) - waitBefore).toBeGreaterThanOrEqual(7_000);
});

test("take() shares by workspace and method, and posts by channel as well", () => {
  const budget = createRateBudget();
  takeMany(budget, 30, (nowMs) => append(nowMs));
  expect(budget.take(append(0, { channel: "C2" }))).toBeGreaterThan(0);
  expect(budget.take(append(0, { workspace: "w2" }))).toBe(0);
  expect(budget.take(append(0, { method: "chat.update" }))).toBe(0);
  const post = (nowMs: number, channel: string) => append(nowMs, { method: "chat.postMessage", channel });
  expect(takeMany(budget, 9, (nowMs) => post(nowMs, "C1"))).toBe(1);
  expect(budget.take(post(0, "C2"))).toBe(0);
});

test("take() holds back no method that it does not know", () => {
  const budget = createRateBudget();
  expect(takeMany(budget, 500, (nowMs) => append(nowMs, { method: "auth.test" }))).toBe(500);
});

test.each(["chat.startStream", "chat.stopStream"])("take() holds back %s only after a refusal", (method) => {
  const budget = createRateBudget();
  const call = (nowMs: number): RateBudgetCall => append(nowMs, { method, priority: "close" });
  expect(takeMany(budget, 200, call)).toBe(200);
  budget.refused(call(0), 10_000);
  expect(budget.take(call(0))).toBe(10_000);
  expect(budget.take(call(10_000))).toBe(0);
  const wait = budget.take(call(10_000));
  expect(wait).toBeGreaterThan(1_000);
  // A quiet minute later it is as it was.
  expect(takeMany(budget, 200, () => call(71_000))).toBe(200);
});

test("take() lets nobody through at once while others are still waiting for a start", () => {
  const budget = createRateBudget();
  const start = (nowMs: number): RateBudgetCall => append(nowMs, { method: "chat.startStream" });
  budget.refused(start(0), 3_000);
  let started = 0;
  // Thirty who ask every second: more than the floor of twenty a minute has room for.
  for (let nowMs = 3_000; nowMs < 183_000; nowMs += 1_000)
    for (let asking = 0; asking < 30; asking += 1) started += budget.take(start(nowMs)) === 0 ? 1 : 0;
  expect(started).toBeGreaterThan(50);
  expect(started).toBeLessThanOrEqual(61);
});

test("take() promises nobody a start that is too far away to be waited for", () => {
  const budget = createRateBudget();
  const start = (nowMs: number): RateBudgetCall => append(nowMs, { method: "chat.startStream" });
  budget.refused(start(0), 1_000);
  const waits = Array.from({ length: 50 }, () => budget.take(start(1_000)));
  expect(waits.filter((waitMs) => waitMs <= 10_000).length).toBeLessThan(6);
  // All others are told the same: the first moment that is nobody's.
  expect(Math.max(...waits)).toBeLessThan(20_000);
});

test("take() lends a close what is left of a minute, and no more", () => {
  const budget = createRateBudget();
  const update = (nowMs: number): RateBudgetCall =>
    append(nowMs, { method: "chat.update", priority: "close" });
  expect(takeMany(budget, 100, update)).toBe(50);
});

test("refused() stops everything for as long as Slack asks, closing too", () => {
  const budget = createRateBudget();
  budget.refused(append(0), 30_000);
  for (const priority of ["close", "keepalive"] as const) {
    expect(budget.take(append(1_000, { priority }))).toBe(29_000);
  }
  expect(budget.take(append(1_000))).toBeGreaterThanOrEqual(29_000);
  expect(budget.take(append(30_000, { priority: "close" }))).toBe(0);
});

test("refused() halves the pace, and quiet brings it back", () => {
  const paceAfter = (refusals: number, quietMs: number) => {
    const budget = createRateBudget();
    let nowMs = 0;
    for (let count = 0; count < refusals; count += 1) {
      budget.refused(append(nowMs), 1_000);
      nowMs += 1_000;
    }
    nowMs += quietMs;
    return countWithin(budget, { fromMs: nowMs, forMs: 60_000 });
  };
  expect(paceAfter(1, 0)).toBeLessThan(70);
  expect(paceAfter(3, 0)).toBeLessThan(paceAfter(1, 0));
  expect(paceAfter(3, 240_000)).toBe(paceAfter(0, 240_000));
});

test("refused() counts calls that were under way together once", () => {
  const once = createRateBudget();
  const often = createRateBudget();
  once.refused(append(0), 1_000);
  for (let count = 0; count < 9; count += 1) often.refused(append(count), 1_000);
  const within = { fromMs: 2_000, forMs: 30_000 };
  expect(countWithin(often, within)).toBe(countWithin(once, within));
});

test("refused() survives a wait that is no number", () => {
  const budget = createRateBudget();
  budget.refused(append(0), Number.NaN);
  budget.refused(append(0), -5);
  expect(budget.take(append(0))).toBeLessThan(10_000);
});

test("take() keeps any number of streams within 100 appends a minute", () => {
  const property = fc.property(
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 100, max: 1_500 }),
    (streams, everyMs) => {
      const sent = simulate({ streams, everyMs, forMs: 180_000 }).map(({ atMs }) => atMs);
      for (const [index, atMs] of sent.entries()) {
        const hundredLater = sent[index + 100];
        if (hundredLater !== undefined) expect(hundredLater - atMs).toBeGreaterThan(60_000);
      }
    },
  );
  fc.assert(property, { seed: 1121, numRuns: 25 });
});

test("take() gives every stream its turn", () => {
  for (const streams of [2, 5, 20]) {
    const sent = simulate({ streams, everyMs: 500, forMs: 600_000 });
    const counts = Array.from(
      { length: streams },
      (_, stream) => sent.filter((call) => call.stream === stream).length,
    );
    expect(Math.max(...counts) / Math.min(...counts)).toBeLessThan(1.2);
    // Fairness costs nothing: what the budget has is used.
    expect(sent.length).toBeGreaterThan(780);
  }
});

test("take() forgets those who do not come back", () => {
  const budget = createRateBudget();
  takeMany(budget, 60, (nowMs) => append(nowMs));
  expect(budget.take(append(0))).toBeGreaterThan(20_000);
  expect(budget.take(append(40_000))).toBe(0);
});

test("take() remembers a bounded number of workspaces", () => {
  const budget = createRateBudget();
  const first = append(0, { workspace: "first" });
  takeMany(budget, 30, () => first);
  for (let index = 0; index < 2_000; index += 1) budget.take(append(0, { workspace: `w${index}` }));
  expect(budget.take(first)).toBe(0);
});

function takeMany(budget: RateBudget, times: number, call: (nowMs: number) => RateBudgetCall): number {
  let taken = 0;
  for (let count = 0; count < times; count += 1) taken += budget.take(call(0)) === 0 ? 1 : 0;
  return taken;
}

/** How many appends one greedy caller gets through, asking when it is told to. */
function countWithin(budget: RateBudget, { fromMs, forMs }: { fromMs: number; forMs: number }): number {
  let [nowMs, taken] = [fromMs, 0];
  while (nowMs < fromMs + forMs) {
    const waitMs = budget.take(append(nowMs));
    if (waitMs === 0) taken += 1;
    nowMs += waitMs;
  }
  return taken;
}

interface Simulation {
  readonly streams: number;
  readonly everyMs: number;
  readonly forMs: number;
}

/** Streams that append as often as they may, each asking again when its wait is over. */
function simulate({ streams, everyMs, forMs }: Simulation): readonly { stream: number; atMs: number }[] {
  const budget = createRateBudget();
  const sent: { stream: number; atMs: number }[] = [];
  const asksAt = Array.from({ length: streams }, (_, stream) => stream * 7);
  for (;;) {
    const nowMs = Math.min(...asksAt);
    if (nowMs >= forMs) return sent;
    const stream = asksAt.indexOf(nowMs);
    const waitMs = budget.take(append(nowMs, { channel: `C${stream}` }));
    if (waitMs === 0) sent.push({ stream, atMs: nowMs });
    asksAt[stream] = nowMs + (waitMs === 0 ? everyMs : waitMs);
  }
}
