import { expect, test } from "vitest";
import { createManualClock, createSlackEmulator } from "../../src/index.ts";
import { CHANNEL, call, DIRECT, RECIPIENT, start, TARGET, THREAD, text } from "../support/call.ts";

test("chat.startStream answers channel and ts alone and opens a message", async () => {
  const slack = createSlackEmulator();
  const answer = await call(slack, "chat.startStream", { ...TARGET, chunks: [text("Hi")], username: "Ada" });
  expect(answer).toEqual({ ok: true, channel: CHANNEL, ts: expect.stringMatching(/^\d{10}\.\d{6}$/) });
  expect(slack.messages).toMatchObject([
    {
      ts: answer.ts,
      threadTs: THREAD,
      state: "open",
      mode: "chunks",
      markdown: "Hi",
      items: [{ type: "text", text: "Hi" }],
      recipient: { userId: "U0000000001", teamId: "T0000000001" },
      author: { username: "Ada" },
      notifications: 0,
    },
  ]);
});

test("chat.startStream takes a bare start and leaves the mode open (S12, S22)", async () => {
  const slack = createSlackEmulator();
  await start(slack);
  expect(slack.messages[0]).toMatchObject({ mode: undefined, markdown: "", state: "open" });
});

test("chat.startStream never gives the same ts twice, on a clock that stands still", async () => {
  const slack = createSlackEmulator({ clock: createManualClock({ startMs: 0 }) });
  const all = [await start(slack), await start(slack), await start(slack)];
  expect(new Set(all).size).toBe(3);
  expect([...all].sort()).toEqual(all);
});

test.each([
  ["no thread", { thread_ts: undefined }, "invalid_thread_ts"],
  ["thread 0", { thread_ts: "0" }, "invalid_thread_ts"],
  ["a thread that is no time stamp", { thread_ts: "yesterday" }, "invalid_thread_ts"],
  ["no recipient user", { recipient_user_id: undefined }, "missing_recipient_user_id"],
  ["no recipient team", { recipient_team_id: undefined }, "missing_recipient_team_id"],
  ["an unknown recipient", { recipient_user_id: "U404" }, "user_not_found"],
  ["a bot as recipient", { recipient_user_id: "B0000000001" }, "user_not_found"],
  ["another bot as recipient", { recipient_user_id: "U0000000050" }, "user_not_found"],
  ["an unknown team", { recipient_team_id: "T404" }, "team_not_found"],
  ["an unknown display mode", { task_display_mode: "dense" }, "invalid_arguments"],
])("chat.startStream refuses %s", async (_name, args, error) => {
  const users = [{ id: "U0000000001" }, { id: "U0000000050", isBot: true }];
  const slack = createSlackEmulator({ workspace: { users } });
  expect(await call(slack, "chat.startStream", { ...TARGET, ...args })).toMatchObject({ ok: false, error });
  expect(slack.messages).toEqual([]);
});

test("chat.startStream needs the recipient in private channels too", async () => {
  const slack = createSlackEmulator({ workspace: { channels: [{ id: "G1" }] } });
  const answer = await call(slack, "chat.startStream", { channel: "G1", thread_ts: THREAD });
  expect(answer.error).toBe("missing_recipient_user_id");
});

test.each([
  ["channels", {}, undefined],
  ["channels", RECIPIENT, undefined],
  ["channels", { recipient_user_id: "U0000000001" }, "invalid_arguments"],
  ["everywhere", {}, "missing_recipient_user_id"],
  ["everywhere", { recipient_user_id: "U0000000001" }, "missing_recipient_team_id"],
  ["everywhere", RECIPIENT, undefined],
  ["strict-dm", RECIPIENT, "invalid_arguments"],
  ["strict-dm", {}, undefined],
] as const)("chat.startStream in a DM under %s recipients with %j", async (recipients, args, error) => {
  const slack = createSlackEmulator({ recipients });
  const answer = await call(slack, "chat.startStream", { channel: DIRECT, thread_ts: THREAD, ...args });
  expect(answer.error).toBe(error);
});

test("chat.startStream takes the app's own user as recipient (S9)", async () => {
  const slack = createSlackEmulator();
  const own = { recipient_user_id: slack.directory.mainApp.botUserId };
  expect(await call(slack, "chat.startStream", { ...TARGET, ...own })).toMatchObject({ ok: true });
});

test("chat.startStream needs no recipient anywhere with recipients never", async () => {
  const slack = createSlackEmulator({ recipients: "never" });
  const answer = await call(slack, "chat.startStream", { channel: CHANNEL, thread_ts: THREAD });
  expect(answer.ok).toBe(true);
});

test("chat.startStream takes no thread in a code channel, which is one session as a whole", async () => {
  const slack = createSlackEmulator({ workspace: { channels: [{ id: "C1", isCodeChannel: true }] } });
  const { ts = "" } = await call(slack, "chat.startStream", { channel: "C1", ...RECIPIENT });
  expect(slack.messages[0]?.threadTs).toBeUndefined();
  expect(slack.statuses.session("C1", ts)).toBe("processing");
  expect(slack.stopByUser(ts).streaming_message_ts).toEqual([ts]);
});

test("chat.startStream creates the thread's session in processing (S135)", async () => {
  const slack = createSlackEmulator();
  await start(slack);
  expect(slack.statuses.session(CHANNEL, THREAD)).toBe("processing");
});

test("chat.startStream is an unknown method on GovSlack, and only streaming is", async () => {
  const slack = createSlackEmulator({ govSlack: true });
  for (const method of ["chat.startStream", "chat.appendStream", "chat.stopStream"]) {
    expect((await call(slack, method, TARGET)).error).toBe("unknown_method");
  }
  expect((await call(slack, "chat.postMessage", { channel: CHANNEL, text: "hi" })).ok).toBe(true);
});
