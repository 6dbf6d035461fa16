import { expect, test } from "vitest";
import { createSlackEmulator, type SlackEmulator } from "../../src/index.ts";
import { append, CHANNEL, call, RECIPIENT, start, stop, THREAD, text } from "../support/call.ts";

const CHUNKS = { chunks: [text("x")] };

test.each([
  ["C404", "channel_not_found"],
  [undefined, "channel_not_found"],
  ["C0ARCHIVED", "is_archived"],
  ["C0OUTSIDE", "not_in_channel"],
  ["C0OTHERTEAM", "channel_not_found"],
])("stream calls and posts answer for channel %s with %s", async (channel, error) => {
  const slack = createSlackEmulator({
    workspace: {
      teams: [{ id: "T0000000001" }, { id: "T2" }],
      channels: [
        { id: CHANNEL },
        { id: "C0ARCHIVED", isArchived: true },
        { id: "C0OUTSIDE", isMember: false },
        { id: "C0OTHERTEAM", teamId: "T2" },
      ],
    },
  });
  const ts = await start(slack);
  const calls: [string, object][] = [
    ["chat.startStream", { thread_ts: THREAD, ...RECIPIENT }],
    ["chat.appendStream", { ts, ...CHUNKS }],
    ["chat.stopStream", { ts }],
    ["chat.postMessage", { text: "x" }],
  ];
  for (const [method, args] of calls)
    expect((await call(slack, method, { channel, ...args })).error).toBe(error);
});

async function expectBoth(slack: SlackEmulator, ts: string, error: string): Promise<void> {
  expect((await append(slack, ts, CHUNKS)).error).toBe(error);
  expect((await stop(slack, ts)).error).toBe(error);
}

test("append and stop answer message_not_found for a ts that never was, is malformed or was deleted", async () => {
  const slack = createSlackEmulator();
  const ts = await start(slack);
  slack.deleteMessage(ts);
  for (const wrong of ["1700000000.999999", "now", ts]) await expectBoth(slack, wrong, "message_not_found");
});

test("append and stop answer message_not_found for a ts of another channel", async () => {
  const slack = createSlackEmulator({ workspace: { channels: [{ id: CHANNEL }, { id: "C2" }] } });
  const { ts = "" } = await call(slack, "chat.startStream", {
    channel: "C2",
    thread_ts: THREAD,
    ...RECIPIENT,
  });
  await expectBoth(slack, ts, "message_not_found");
});

test("append and stop answer message_not_in_streaming_state for an ordinary message (S118)", async () => {
  const slack = createSlackEmulator();
  const { ts = "" } = await call(slack, "chat.postMessage", { channel: CHANNEL, text: "x" });
  await expectBoth(slack, ts, "message_not_in_streaming_state");
});

test("append and stop answer message_not_owned_by_app for what others wrote", async () => {
  const slack = createSlackEmulator({
    workspace: { apps: [{ token: "xoxb-one" }, { token: "xoxb-two" }] },
  });
  const other = await call(slack, "chat.postMessage", { channel: CHANNEL, text: "x" });
  const user = slack.postUserMessage({ text: "hello" });
  await expectBoth(slack, user.ts, "message_not_owned_by_app");
  const response = await slack.fetch("https://slack.test/api/chat.stopStream", {
    method: "POST",
    body: new URLSearchParams({ token: "xoxb-two", channel: CHANNEL, ts: String(other.ts) }),
  });
  expect(await response.json()).toEqual({ ok: false, error: "message_not_owned_by_app" });
});
