import { beforeEach, expect, test } from "vitest";
import { createSlackEmulator, type SlackEmulator } from "../../src/index.ts";
import { append, CHANNEL, start, stop, THREAD, task, text } from "../support/call.ts";

let slack: SlackEmulator;

beforeEach(() => {
  slack = createSlackEmulator();
});

test("chat.stopStream adds its last text, keeps blocks and metadata, and answers the message", async () => {
  const ts = await start(slack, { chunks: [text("one")] });
  const metadata = { event_type: "done", event_payload: { id: 1 } };
  const answer = await stop(slack, ts, { chunks: [text(" two")], blocks: [{ type: "divider" }], metadata });
  expect(answer).toMatchObject({
    ok: true,
    channel: CHANNEL,
    ts,
    message: { text: "one two", streaming_state: "completed", thread_ts: THREAD },
  });
  expect(slack.messages[0]).toMatchObject({ state: "stopped", markdown: "one two", metadata });
});

test("chat.stopStream takes the SDK helper's empty list of chunks in either mode", async () => {
  const inText = await start(slack, { markdown_text: "a" });
  const bare = await start(slack);
  expect((await stop(slack, inText, { chunks: [] })).ok).toBe(true);
  expect((await stop(slack, bare, { chunks: [] })).ok).toBe(true);
});

test("chat.stopStream refuses content of the other mode and takes blocks in either (S22, S24)", async () => {
  const ts = await start(slack, { chunks: [text("a")] });
  expect((await stop(slack, ts, { markdown_text: "b" })).error).toBe("streaming_mode_mismatch");
  expect((await stop(slack, ts, { blocks: [{ type: "divider" }] })).ok).toBe(true);
});

test("chat.stopStream notifies once, with the first text of the stream (S146)", async () => {
  const ts = await start(slack);
  await append(slack, ts, { chunks: [text("\nFirst words ")] });
  await append(slack, ts, { chunks: [text("and more")] });
  expect(slack.notifications).toEqual([]);
  await stop(slack, ts);
  expect(slack.notifications).toMatchObject([{ channel: CHANNEL, ts, banner: "First words" }]);
  expect(slack.messages[0]?.notifications).toBe(1);
});

test("chat.stopStream turns open cards into errors and retitles their plan (S33)", async () => {
  const ts = await start(slack, {
    chunks: [
      { type: "plan_update", title: "Plan" },
      task({ id: "done", status: "complete" }),
      task({ id: "busy" }),
      task({ id: "next", status: "pending" }),
    ],
  });
  await stop(slack, ts);
  const [message] = slack.messages;
  expect([...(message?.cards.values() ?? [])].map((card) => card.status)).toEqual([
    "complete",
    "error",
    "error",
  ]);
  expect(message?.cardsLeftOpen).toEqual(["busy", "next"]);
  expect(message?.items[0]).toEqual({ type: "plan", title: "Something went wrong" });
});

test("chat.stopStream leaves a plan alone when its cards are closed", async () => {
  const ts = await start(slack, {
    chunks: [{ type: "plan_update", title: "Plan" }, task({ status: "complete" })],
  });
  await stop(slack, ts);
  expect(slack.messages[0]).toMatchObject({
    cardsLeftOpen: [],
    items: [{ type: "plan", title: "Plan" }, { id: "t1" }],
  });
});

test.each(["active", "processing", "suspended", "closed"])(
  "chat.stopStream leaves the session %s",
  async (session_status) => {
    const ts = await start(slack);
    await stop(slack, ts, { session_status });
    expect(slack.statuses.session(CHANNEL, THREAD)).toBe(session_status);
    expect(slack.messages[0]?.sessionStatusAtStop).toBe(session_status);
  },
);

test("chat.stopStream makes the session active unless told otherwise (S20)", async () => {
  await stop(slack, await start(slack));
  expect(slack.statuses.session(CHANNEL, THREAD)).toBe("active");
});

test.each([
  ["an unknown session status", { session_status: "busy" }, "invalid_arguments"],
  ["51 blocks", { blocks: Array(51).fill({ type: "divider" }) }, "invalid_blocks"],
  ["blocks that are no list", { blocks: "divider" }, "invalid_blocks"],
  ["a block without type", { blocks: [{ text: "x" }] }, "invalid_blocks"],
  ["metadata that is no object", { metadata: "done" }, "invalid_metadata_format"],
  ["metadata without payload", { metadata: { event_type: "x" } }, "invalid_metadata_schema"],
])("chat.stopStream refuses %s and leaves the stream open", async (_name, args, error) => {
  const ts = await start(slack);
  expect((await stop(slack, ts, args)).error).toBe(error);
  expect(slack.messages[0]?.state).toBe("open");
  expect((await stop(slack, ts)).ok).toBe(true);
});

test("chat.stopStream answers stopped_by_user after a user stop (S109)", async () => {
  const ts = await start(slack);
  slack.stopByUser(ts);
  expect((await stop(slack, ts)).error).toBe("stopped_by_user");
});
