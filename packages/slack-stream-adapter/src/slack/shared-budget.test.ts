import { RateLimiterMemory } from "rate-limiter-flexible";
import { createManualClock } from "slack-stream-emulator";
import { expect, test } from "vitest";
import type { RateBudgetCall } from "../types/index.ts";
import { type SharedBudgetOptions, sharedBudget } from "./shared-budget.ts";

const call = (nowMs: number, stream: string, more: Partial<RateBudgetCall> = {}): RateBudgetCall => ({
  method: "chat.appendStream",
  workspace: "W",
  channel: "C",
  priority: "text",
  stream,
  nowMs,
  ...more,
});

/** By a clock that stands still. */
const share = (limiters: SharedBudgetOptions["limiters"]) =>
  sharedBudget({ limiters, clock: createManualClock() });

test("a limiter is asked only after Slack has refused a call, and then limits all processes that share it", async () => {
  const limiter = new RateLimiterMemory({ points: 2, duration: 60 });
  const [one, other] = [share({ "chat.appendStream": limiter }), share({ "chat.appendStream": limiter })];
  for (let at = 0; at < 10; at += 1) expect(one.take(call(at * 1_000, "a"))).toBe(0);
  one.refused(call(10_000, "a"), 5_000);
  other.refused(call(10_000, "b"), 1_000);
  const waitMs = await other.take(call(40_000, "b"));
  expect(waitMs).toBeGreaterThan(500);
  expect(waitMs).toBeLessThanOrEqual(5_000);
  // Who closes needs a place too: Slack counts it like all others.
  expect(await other.take(call(40_000, "c", { priority: "close" }))).toBeGreaterThan(500);
});

/** A store that cannot be reached. */
const down = {
  consume: () => Promise.reject(new Error("ECONNREFUSED")),
  block: () => Promise.reject(new Error("ECONNREFUSED")),
};

/** One that throws where it should reject. */
const broken = {
  consume: () => {
    throw new Error("not connected");
  },
  block: () => {
    throw new Error("not connected");
  },
};

test.each([
  ["rejects", down],
  ["throws", broken],
])("where a limiter %s, the process keeps to its own pace", async (_, limiter) => {
  const budget = share({ "chat.appendStream": limiter });
  budget.refused(call(0, "a"), 1_000);
  const waits: number[] = [];
  for (let stream = 0; stream < 10; stream += 1) waits.push(await budget.take(call(2_000, String(stream))));
  expect(waits[0]).toBe(0);
  // The pace that it learned from the refusal: not all of them at once.
  expect(waits.filter((waitMs) => waitMs === 0).length).toBeLessThan(10);
});

/** Lets all through, and counts. */
function createOpenLimiter() {
  let asked = 0;
  return {
    consume: async () => {
      asked += 1;
    },
    block: async () => {},
    get asked() {
      return asked;
    },
  };
}

test("a limiter that is away is asked by one call at a time, less and less often, until it answers", async () => {
  let asked = 0;
  let isAway = true;
  const consume = async () => {
    asked += 1;
    if (isAway) await new Promise(() => {});
  };
  const clock = createManualClock();
  const limiters = { "chat.appendStream": { consume, block: async () => {} } };
  const budget = sharedBudget({ limiters, clock });
  const startMs = clock.now();
  const take = (stream: string) => budget.take(call(clock.now(), stream));
  budget.refused(call(startMs, "a"), 1_000);
  await clock.advance(2_000);
  // Nobody waits longer than for 200 ms.
  const waits = Promise.all(["a", "b", "c"].map(take));
  await clock.advance(200);
  expect((await waits).some((waitMs) => waitMs === 0)).toBe(true);
  expect(asked).toBe(3);
  // For ten minutes after a refusal limiters are asked.
  for (let second = 0; second < 300; second += 1) {
    const taken = Promise.all([take("a"), take("b")]);
    await clock.advance(1_000);
    await taken;
  }
  expect(asked).toBeLessThanOrEqual(3 + 10);
  isAway = false;
  await clock.advance(60_000);
  asked = 0;
  for (const stream of ["a", "b", "c"]) expect(await take(stream)).toBe(0);
  expect(asked).toBe(3);
});

test("where the process itself was frozen, a limiter's answer that came meanwhile counts", async () => {
  const clock = createManualClock();
  // Its timers fire half a second late.
  const frozen = {
    now: clock.now,
    setTimer: (ms: number, fire: () => void) => clock.setTimer(ms + 500, fire),
  };
  let asked = 0;
  const consume = async () => {
    asked += 1;
    await new Promise<void>((resolve) => void clock.setTimer(750, resolve));
  };
  const limiters = { "chat.appendStream": { consume, block: async () => {} } };
  const budget = sharedBudget({ limiters, clock: frozen });
  budget.refused(call(clock.now(), "a"), 1_000);
  for (let count = 1; count <= 3; count += 1) {
    await clock.advance(2_000);
    const taken = budget.take(call(clock.now(), "a"));
    await clock.advance(800);
    expect(await taken).toBe(0);
    expect(asked).toBe(count);
  }
});

test("the pace that a process learned alone is not held to on top of the one that is shared", async () => {
  const limiter = createOpenLimiter();
  const budget = share({ "chat.appendStream": limiter });
  for (let at = 0; at < 5; at += 1) budget.refused(call(at * 2_000, "a"), 1_000);
  for (let stream = 0; stream < 50; stream += 1)
    expect(await budget.take(call(20_000, String(stream)))).toBe(0);
  expect(limiter.asked).toBe(50);
});

test("nobody asks a limiter that has said for how long there is no place", async () => {
  let asked = 0;
  const consume = () => {
    asked += 1;
    return Promise.reject({ msBeforeNext: 4_000 });
  };
  const limiter = { consume, block: async () => {} };
  const budget = share({ "chat.appendStream": limiter });
  budget.refused(call(0, "a"), 1_000);
  const waits: number[] = [];
  for (const stream of ["a", "b", "c"]) waits.push(await budget.take(call(2_000, stream)));
  expect(asked).toBe(1);
  // One after the other, by the documented pace.
  expect(waits).toEqual([4_000, 4_600, 5_200]);
  // Who closes waits for the limiter alone.
  expect(await budget.take(call(2_000, "d", { priority: "close" }))).toBe(4_000);
});

// A limit that was known first was forgotten first, however often it was used.
test("a shared limit that is in use is not forgotten, however many others there are", async () => {
  const limiter = createOpenLimiter();
  const budget = share({ "chat.appendStream": limiter });
  budget.refused(call(0, "a"), 1_000);
  for (let other = 0; other < 2_500; other += 1) {
    expect(await budget.take(call(2_000, "a"))).toBe(0);
    budget.take(call(2_000, "b", { workspace: `W${other}` }));
  }
  expect(limiter.asked).toBe(2_500);
});

test("the remaining calls of a window are spread over its time", async () => {
  const limiter = {
    consume: async () => ({ msBeforeNext: 10_000, remainingPoints: 9 }),
    block: async () => {},
  };
  const budget = share({ "chat.appendStream": limiter });
  budget.refused(call(0, "a"), 1_000);
  expect(await budget.take(call(2_000, "a"))).toBe(0);
  expect(await budget.take(call(2_000, "b"))).toBe(1_000);
  expect(await budget.take(call(3_000, "b"))).toBe(0);
});

const post = { method: "chat.postMessage" };

/** By a limiter that has one place a second. */
function sharePosts() {
  let asked = 0;
  const consume = async () => {
    asked += 1;
    return { msBeforeNext: 1_000, remainingPoints: 0 };
  };
  const budget = share({ "chat.postMessage": { consume, block: async () => {} } });
  return { budget, asked: () => asked };
}

test("nobody asks a limiter whose window has no place left", async () => {
  const { asked, budget } = sharePosts();
  budget.refused(call(0, "a", post), 1_000);
  expect(await budget.take(call(2_000, "a", post))).toBe(0);
  expect(await budget.take(call(2_500, "b", post))).toBe(500);
  expect(asked()).toBe(1);
  expect(await budget.take(call(3_000, "b", post))).toBe(0);
});

// Over a Redis Slack refused posts whose places were a second apart: the earlier call had been longer on its way.
test("where Slack refuses a call that had a place, the next ones leave a margin between windows", async () => {
  const { budget } = sharePosts();
  const waitAfter = async (nowMs: number) => {
    expect(await budget.take(call(nowMs, "a", post))).toBe(0);
    return budget.take(call(nowMs, "a", post));
  };
  // Those that are refused together were not let through by the limiter.
  for (const stream of ["a", "b", "c"]) budget.refused(call(0, stream, post), 1_000);
  expect(await waitAfter(2_000)).toBe(1_000);
  budget.refused(call(2_000, "a", post), 1_000);
  expect(await waitAfter(4_000)).toBe(1_040);
  // Ten minutes later nothing is known any more.
  budget.refused(call(700_000, "a", post), 1_000);
  expect(await waitAfter(702_000)).toBe(1_000);
});

// Edits waited for their turn in the process and then for one at the limiter, and lost the first while they waited for the second.
test("edits wait for their limiter alone, also before Slack has refused one", async () => {
  const limiter = createOpenLimiter();
  const budget = share({ "chat.update": limiter });
  const edit = { method: "chat.update" };
  for (let stream = 0; stream < 50; stream += 1)
    expect(await budget.take(call(0, String(stream), edit))).toBe(0);
  expect(limiter.asked).toBe(50);
});

test("a start that is far away is not promised, so that its answer can go out by a post", async () => {
  const limiter = { consume: () => Promise.reject({ msBeforeNext: 2_000 }), block: async () => {} };
  const budget = share({ "chat.startStream": limiter });
  const start = { method: "chat.startStream" };
  budget.refused(call(0, "a", start), 1_000);
  const waits: number[] = [];
  for (const stream of ["a", "b", "c"]) waits.push(await budget.take(call(2_000, stream, start)));
  expect(waits).toEqual([2_000, 5_000, 5_000]);
});

test("edits ask their limiter before Slack refuses one; closing is counted and not held back", async () => {
  const limiter = new RateLimiterMemory({ points: 2, duration: 60 });
  const edit = { method: "chat.update" };
  const [one, other] = [share({ "chat.update": limiter }), share({ "chat.update": limiter })];
  for (const stream of ["a", "b", "c"])
    expect(await one.take(call(0, stream, { ...edit, priority: "close" }))).toBe(0);
  expect(await other.take(call(0, "d", edit))).toBeGreaterThan(1_000);
});

test("a limiter of a method without a limit, and a value that is no limiter, are refused", () => {
  const limiter = new RateLimiterMemory({ points: 2, duration: 60 });
  expect(() => sharedBudget(undefined as never)).toThrow(
    "the argument of sharedBudget() must be an object, got undefined",
  );
  expect(() => sharedBudget({ limiters: { "chat.append": limiter } })).toThrow(
    /chat.append, which has no limit/,
  );
  expect(() => sharedBudget({ limiters: { "chat.appendStream": {} as never } })).toThrow(
    /consume\(\) and block\(\)/,
  );
});
