import { expect, test } from "vitest";
import { createManualClock, createSlackEmulator, type SlackEmulator } from "../src/index.ts";
import { append, CHANNEL, call, start, text } from "./support/call.ts";

async function countAccepted(tries: number, send: () => Promise<{ ok: boolean }>): Promise<number> {
  let accepted = 0;
  for (let round = 0; round < tries; round += 1) if ((await send()).ok) accepted += 1;
  return accepted;
}

async function readRaw(
  slack: SlackEmulator,
  method: string,
  args: Record<string, string>,
): Promise<Response> {
  const body = new URLSearchParams({ token: slack.token, ...args });
  return await slack.fetch(`https://slack.test/api/${method}`, { method: "POST", body });
}

test("there are no rate limits unless asked for", async () => {
  const slack = createSlackEmulator({ clock: createManualClock() });
  expect(await countAccepted(200, () => call(slack, "chat.startStream"))).toBe(0);
  const ts = await start(slack);
  expect(await countAccepted(200, () => append(slack, ts, { chunks: [text("x")] }))).toBe(200);
});

test("documented limits are counted per method, for all messages together (S83, S84, S89)", async () => {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock, rateLimits: "documented" });
  const one = await start(slack);
  const two = await start(slack);
  let turn = 0;
  const send = () => {
    turn += 1;
    return append(slack, turn % 2 === 0 ? one : two, { chunks: [text("x")] });
  };
  expect(await countAccepted(130, send)).toBe(100);
  await clock.advance(600);
  expect(await countAccepted(5, send)).toBe(1);
  expect(await countAccepted(30, async () => ({ ok: (await start(slack).catch(() => "")) !== "" }))).toBe(18);
});

test("a limited call is answered 429 with whole seconds and is not applied (S90)", async () => {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock, rateLimits: { perMinute: { "auth.test": 4 }, burst: 1 } });
  await readRaw(slack, "auth.test", {});
  const response = await readRaw(slack, "auth.test", {});
  expect(response.status).toBe(429);
  expect(response.headers.get("retry-after")).toBe("15");
  expect(await response.json()).toEqual({ ok: false, error: "ratelimited" });
  await clock.advance(14_999);
  expect((await readRaw(slack, "auth.test", {})).status).toBe(429);
  await clock.advance(1);
  expect((await readRaw(slack, "auth.test", {})).status).toBe(200);
});

test("posts are limited to one a second in a channel (S87)", async () => {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock, rateLimits: "documented" });
  const post = (channel: string) => call(slack, "chat.postMessage", { channel, text: "x" });
  expect((await post(CHANNEL)).ok).toBe(true);
  expect((await post(CHANNEL)).error).toBe("ratelimited");
  expect((await post("D0000000001")).ok).toBe(true);
  await clock.advance(1_000);
  expect((await post(CHANNEL)).ok).toBe(true);
});

test("apps have their own limits, and a scale multiplies them all", async () => {
  const slack = createSlackEmulator({
    clock: createManualClock(),
    rateLimits: { scale: 0.1 },
    workspace: { apps: [{ token: "xoxb-1" }, { token: "xoxb-2" }] },
  });
  const send = async (token: string) => ({
    ok: (await readRaw(slack, "chat.startStream", { token })).status !== 429,
  });
  expect(await countAccepted(10, () => send("xoxb-1"))).toBe(2);
  expect(await countAccepted(10, () => send("xoxb-2"))).toBe(2);
});

test.each([
  [{ ttlMs: 0 }, "ttlMs must be > 0, got 0"],
  [{ idleMs: -1 }, "idleMs must be > 0, got -1"],
  [{ latencyMs: -5 }, "latencyMs must be >= 0, got -5"],
  [{ size: { limit: 0 } }, "size.limit must be > 0, got 0"],
  [{ rateLimits: { scale: 0 } }, "rateLimits.scale must be > 0, got 0"],
  [{ rateLimits: { burst: 0 } }, "rateLimits.burst must be > 0, got 0"],
  [
    { rateLimits: { perMinute: { "chat.update": 0 } } },
    'rateLimits.perMinute["chat.update"] must be > 0, got 0',
  ],
])("createSlackEmulator() refuses %j", (options, message) => {
  expect(() => createSlackEmulator(options)).toThrow(new RangeError(message));
});
