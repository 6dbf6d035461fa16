import { createManualClock } from "slack-stream-emulator";
import { expect, test, vi } from "vitest";
import { createSlackCalls, type SlackCallsSettings } from "./create-slack-calls.ts";

const chunks = [{ type: "markdown_text", text: "Hello" }] as const;
const message = { channel: "C1", ts: "1.1" };

test("start() and post() leave out a name and a display mode after Slack has refused them", async () => {
  const startStream = vi
    .fn()
    .mockResolvedValueOnce({ ok: false, error: "invalid_arguments" })
    .mockResolvedValue({ ok: true, ts: "1.1" });
  const postMessage = vi.fn().mockResolvedValue({ ok: true, ts: "1.2" });
  const calls = callThrough({ startStream, postMessage }, { username: "Ada", taskDisplayMode: "plan" });
  expect(await calls.start({ chunks })).toMatchObject({ reason: "decoration-refused" });
  expect(await calls.start({ chunks })).toMatchObject({ type: "applied" });
  await calls.post({ type: "markdown", markdown: "Hello" });
  expect(startStream.mock.calls).toEqual([
    [{ channel: "C1", chunks, task_display_mode: "plan", username: "Ada" }],
    [{ channel: "C1", chunks }],
  ]);
  expect(postMessage.mock.calls[0]?.[0]).not.toHaveProperty("username");
});

test("append() without content makes no call", async () => {
  const appendStream = vi.fn();
  const calls = callThrough({ appendStream });
  expect(await calls.append(message, [{ type: "markdown_text", text: "" }])).toEqual({
    type: "applied",
    ...message,
  });
  expect(appendStream).not.toHaveBeenCalled();
});

test("start() returns the channel that Slack names", async () => {
  const calls = callThrough({ startStream: async () => ({ ok: true, ts: "1.1", channel: "D9" }) });
  expect(await calls.start({ chunks })).toEqual({ type: "applied", ts: "1.1", channel: "D9" });
});

test("setSessionStatus() uses that method's names for channel and thread", async () => {
  const setStatus = vi.fn().mockResolvedValue({ ok: true });
  const client = { chat: {}, agents: { sessions: { setStatus } } };
  for (const threadTs of ["1.0", undefined])
    await createSlackCalls({ client, channel: "C1", threadTs }, settings()).setSessionStatus("active");
  expect(setStatus.mock.calls).toStrictEqual([
    [{ channel_id: "C1", thread_ts: "1.0", status: "active" }],
    [{ channel_id: "C1", status: "active" }],
  ]);
});

// It read the channel of the target, which is a user's ID.
test("find() reads the channel that Slack named", async () => {
  const history = vi.fn().mockResolvedValue({ ok: true, messages: [] });
  const auth = { test: async () => ({ ok: true, bot_id: "B1" }) };
  const chat = { postMessage: async () => ({ ok: true, ts: "1.1", channel: "D9" }) };
  const client = { chat, auth, conversations: { history } };
  const calls = createSlackCalls({ client, channel: "U1" }, settings());
  await calls.post({ type: "markdown", markdown: "a" });
  await calls.find({ newerThan: "1.1" });
  expect(history.mock.calls[0]?.[0]).toMatchObject({ channel: "D9" });
});

test("find() reads the channel if there is no thread", async () => {
  const history = vi
    .fn()
    .mockResolvedValue({ ok: true, messages: [{ ts: "5.000001", bot_id: "B1", text: "a" }] });
  const client = {
    chat: {},
    auth: { test: async () => ({ ok: true, bot_id: "B1" }) },
    conversations: { history },
  };
  const calls = createSlackCalls({ client, channel: "C1" }, settings());
  expect(await calls.find({ newerThan: "4.000001", channel: "D9" })).toEqual({
    type: "found",
    messages: [
      { channel: "D9", ts: "5.000001", own: true, streamingState: undefined, text: "a", blocks: [] },
    ],
  });
  expect(history).toHaveBeenCalledExactlyOnceWith({
    channel: "D9",
    oldest: "4.000001",
    inclusive: true,
    limit: 15,
    include_all_metadata: true,
  });
});

test("find() skips values that are not messages, and returns metadata", async () => {
  const metadata = { event_type: "answer", event_payload: { a: 1 } };
  const messages = [null, "x", {}, { ts: "1.1", metadata, blocks: [{ type: "header" }, 7], user: "U9" }];
  const client = {
    chat: {},
    auth: { test: async () => ({ ok: true, user_id: "U9" }) },
    conversations: { replies: async () => ({ ok: true, messages }) },
  };
  const calls = createSlackCalls({ client, channel: "C1" }, settings());
  expect(await calls.find({ ts: "1.1" })).toEqual({
    type: "found",
    messages: [
      { ...message, own: true, streamingState: undefined, text: "", blocks: [{ type: "header" }], metadata },
    ],
  });
});

test("find() asks again for the app's identity if the first call failed", async () => {
  const whoAmI = vi
    .fn()
    .mockResolvedValueOnce({ ok: false, error: "ratelimited" })
    .mockResolvedValue({ ok: true, bot_id: "B1" });
  const client = {
    chat: {},
    auth: { test: whoAmI },
    conversations: { replies: async () => ({ ok: true, messages: [] }) },
  };
  const calls = createSlackCalls({ client, channel: "C1" }, settings());
  expect(await calls.find({ ts: "1.1" })).toMatchObject({
    type: "failed",
    outcome: { reason: "rate-limited" },
  });
  expect(await calls.find({ ts: "1.1" })).toEqual({ type: "found", messages: [] });
  await calls.find({ ts: "1.1" });
  expect(whoAmI).toHaveBeenCalledTimes(2);
});

function callThrough(chat: object, more: Partial<SlackCallsSettings> = {}) {
  return createSlackCalls({ client: { chat }, channel: "C1" }, { ...settings(), ...more });
}

function settings(): SlackCallsSettings {
  return { callTimeoutMs: 1_000, clock: createManualClock() };
}
