import { expect, test } from "vitest";
import { createManualClock, createSlackEmulator, PRESETS } from "../../src/index.ts";
import { CHANNEL, call, start, THREAD } from "../support/call.ts";

const PLACE = { channel_id: CHANNEL, thread_ts: THREAD };

test("assistant.threads.setStatus shows a line for two minutes (S145)", async () => {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  await call(slack, "assistant.threads.setStatus", { ...PLACE, status: "is thinking…" });
  await clock.advance(119_999);
  expect(slack.statuses.assistant(CHANNEL, THREAD)).toBe("is thinking…");
  await clock.advance(1);
  expect(slack.statuses.assistant(CHANNEL, THREAD)).toBeUndefined();
});

test("thread() says the status with its loading messages, and on request what the pushes say", async () => {
  const slack = createSlackEmulator();
  const parent = slack.postUserMessage({ text: "What is new?" }).ts;
  const ts = await start(slack, { thread_ts: parent, markdown_text: "Let me look." });
  await call(slack, "chat.stopStream", { channel: CHANNEL, ts });
  const loading_messages = ["Search docs…"];
  await call(slack, "assistant.threads.setStatus", {
    channel_id: CHANNEL,
    thread_ts: parent,
    status: "is thinking…",
    loading_messages,
  });
  expect(slack.thread(CHANNEL, parent, { pushes: "shown" })).toMatchInlineSnapshot(`
    "user:
    What is new?

    bot #1:
    Let me look.
    → push: Let me look.

    (is thinking… | Search docs…)"
  `);
  expect(slack.thread(CHANNEL, parent)).not.toContain("push");
});

test("assistant.threads.setStatus is cleared by an empty status, a post and a stream", async () => {
  const slack = createSlackEmulator();
  const set = (status: string) => call(slack, "assistant.threads.setStatus", { ...PLACE, status });
  const clearings = [
    () => set(""),
    () => call(slack, "chat.postMessage", { channel: CHANNEL, thread_ts: THREAD, text: "hi" }),
    () => start(slack),
  ];
  for (const clearing of clearings) {
    await set("busy");
    expect(slack.thread(CHANNEL, THREAD)).toContain("(busy)");
    await clearing();
    expect(slack.statuses.assistant(CHANNEL, THREAD)).toBeUndefined();
  }
  const lines = slack.statuses.history.filter((record) => record.kind === "assistant");
  expect(lines.map((record) => record.by)).toEqual([
    "assistant.threads.setStatus",
    "assistant.threads.setStatus",
    "assistant.threads.setStatus",
    "chat.postMessage",
    "assistant.threads.setStatus",
    "chat.startStream",
  ]);
});

test.each([
  [{ ...PLACE, channel_id: "C404", status: "x" }, "channel_not_found"],
  [{ ...PLACE, thread_ts: "x", status: "x" }, "invalid_thread_ts"],
  [PLACE, "invalid_arguments"],
  [{ ...PLACE, status: "x", loading_messages: Array(11).fill("…") }, "invalid_arguments"],
])("assistant.threads.setStatus answers %j with %s", async (args, error) => {
  expect((await call(createSlackEmulator(), "assistant.threads.setStatus", args)).error).toBe(error);
});

test("agents.sessions.setStatus moves the session and answers the status (S142)", async () => {
  const slack = createSlackEmulator();
  await start(slack);
  const answer = await call(slack, "agents.sessions.setStatus", {
    ...PLACE,
    status: "closed",
    title: "Trip",
  });
  expect(answer).toEqual({ ok: true, status: "closed", agent_status: "closed", title: "Trip" });
  expect(slack.statuses.session(CHANNEL, THREAD)).toBe("closed");
});

// A status that was set had a key of its own, beside that of the streams.
test("a code channel has one session, for its streams and for agents.sessions.setStatus (S4)", async () => {
  const slack = createSlackEmulator({ workspace: { channels: [{ id: "C2", isCodeChannel: true }] } });
  const set = (status: string) => call(slack, "agents.sessions.setStatus", { channel_id: "C2", status });
  const session = () => [slack.statuses.session("C2", ""), slack.statuses.session("C2", ts)];
  const ts = await start(slack, { channel: "C2", thread_ts: undefined });
  expect(session()).toEqual(["processing", "processing"]);
  await set("suspended");
  expect(session()).toEqual(["suspended", "suspended"]);
  await call(slack, "chat.stopStream", { channel: "C2", ts });
  expect(session()).toEqual(["active", "active"]);
  await call(slack, "agents.sessions.rename", { channel_id: "C2", title: "Trip" });
  expect(slack.threadTitle("C2", "")).toBe("Trip");
});

test("agents.sessions.setStatus: processing ends after an hour and a second, set anew it lasts anew (S144)", async () => {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  const set = () => call(slack, "agents.sessions.setStatus", { ...PLACE, status: "processing" });
  await set();
  await clock.advance(3_600_000);
  await set();
  await clock.advance(3_600_999);
  expect(slack.statuses.session(CHANNEL, THREAD)).toBe("processing");
  await clock.advance(1);
  expect(slack.statuses.session(CHANNEL, THREAD)).toBeUndefined();
});

test("from February 2027 on the assistant's methods are gone, and sessions stay (S209)", async () => {
  const slack = createSlackEmulator(PRESETS["after-february-2027"].options);
  for (const method of ["setStatus", "setTitle", "setSuggestedPrompts"]) {
    const answer = await call(slack, `assistant.threads.${method}`, { ...PLACE, status: "x", title: "x" });
    expect(answer.error).toBe("method_deprecated");
  }
  const answer = await call(slack, "agents.sessions.setStatus", { ...PLACE, status: "processing" });
  expect(answer.ok).toBe(true);
});

test("agents.sessions.setStatus warns an app that would not hear of a stop (S141)", async () => {
  const slack = createSlackEmulator({ subscribesToStop: false });
  const answer = await call(slack, "agents.sessions.setStatus", { ...PLACE, status: "processing" });
  expect(answer.warning).toBe("missing_agent_session_stopped_event_subscription");
});

test("agents.sessions.setStatus is for agents alone (S143)", async () => {
  const slack = createSlackEmulator({ isAgent: false });
  const answer = await call(slack, "agents.sessions.setStatus", { ...PLACE, status: "active" });
  expect(answer.error).toBe("not_authorized");
});

test.each([
  [{ ...PLACE, status: "is thinking…" }, "invalid_arguments"],
  [{ ...PLACE, status: "" }, "invalid_arguments"],
  [{ channel_id: CHANNEL, status: "active" }, "thread_ts_required"],
  [{ channel_id: "C2", thread_ts: THREAD, status: "active" }, "thread_ts_not_allowed"],
  [{ ...PLACE, thread_ts: "x", status: "active" }, "invalid_thread_ts"],
  [{ ...PLACE, channel_id: "C404", status: "active" }, "channel_not_found"],
])("agents.sessions.setStatus answers %j with %s", async (args, error) => {
  const slack = createSlackEmulator({
    workspace: { channels: [{ id: CHANNEL }, { id: "C2", isCodeChannel: true }] },
  });
  expect((await call(slack, "agents.sessions.setStatus", args)).error).toBe(error);
});
