import { expect, test } from "vitest";
import { createManualClock, createSlackEmulator, PRESETS } from "../src/index.ts";
import { append, call, start, text } from "./support/call.ts";

test("advance() moves an emulator's own clock: five minutes on, a stream has ended", async () => {
  await using slack = createSlackEmulator();
  const ts = await start(slack, { chunks: [text("Hello")] });
  await slack.advance(299_000);
  expect(slack.messages[0]?.state).toBe("open");
  const ended = new Promise((resolve) => slack.onChange(resolve));
  await slack.advance(1_000);
  // The change is reported without a read, so that watchers see the mark at once.
  await expect(ended).resolves.toMatchObject({ type: "notification", notification: { ts } });
  expect(slack.messages[0]).toMatchObject({ ts, state: "expired", errored: true });
});

test("advance() moves a manual clock, and names the option that cannot be moved", async () => {
  const clock = createManualClock();
  await createSlackEmulator({ clock }).advance(5);
  expect(clock.now()).toBe(1_700_000_000_005);
  const stuck = createSlackEmulator({ clock: { now: () => 0, setTimer: () => () => {} } });
  await expect(stuck.advance(5)).rejects.toThrow("advance: the clock option must have advance(ms)");
});

test("configure() changes limits from the next call on", async () => {
  const slack = createSlackEmulator({ clock: createManualClock() });
  const ts = await start(slack);
  slack.configure({ size: { limit: 3 } });
  expect(await append(slack, ts, { chunks: [text("four")] })).toMatchObject({ error: "msg_too_long" });
  slack.configure({ ...PRESETS.govslack.options, rateLimits: { perMinute: { "auth.test": 1 } } });
  expect(await append(slack, ts, { chunks: [text("x")] })).toMatchObject({ error: "unknown_method" });
  await call(slack, "auth.test");
  expect(await call(slack, "auth.test")).toMatchObject({ error: "ratelimited" });
  expect(slack.options).toMatchObject({ size: { limit: 3 }, govSlack: true });
});

test("configure() refuses a bad number and changes nothing then", async () => {
  const slack = createSlackEmulator();
  expect(() => slack.configure({ govSlack: true, ttlMs: -1 })).toThrow("ttlMs must be > 0, got -1");
  expect(slack.options.govSlack).toBeUndefined();
  expect((await call(slack, "chat.startStream")).error).not.toBe("unknown_method");
});

test("await using closes the servers at the end of the block", async () => {
  let url = "";
  {
    await using slack = createSlackEmulator();
    url = (await slack.listen()).url;
  }
  await expect(fetch(url)).rejects.toThrow("fetch failed");
});

test.each(Object.entries(PRESETS))("the preset %s is a Slack of its own", (_name, { options }) => {
  const slack = createSlackEmulator({ ...options });
  expect(slack.options).toMatchObject(options);
});
