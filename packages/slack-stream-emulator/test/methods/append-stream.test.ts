import { beforeEach, expect, test } from "vitest";
import { createSlackEmulator, type SlackEmulator } from "../../src/index.ts";
import { append, CHANNEL, start, task, text } from "../support/call.ts";

let slack: SlackEmulator;

beforeEach(() => {
  slack = createSlackEmulator();
});

test("chat.appendStream adds text to the end and answers channel and ts", async () => {
  const ts = await start(slack, { chunks: [text("one ")] });
  expect(await append(slack, ts, { chunks: [text("two "), text("three")] })).toEqual({
    ok: true,
    channel: CHANNEL,
    ts,
  });
  expect(slack.messages[0]).toMatchObject({
    markdown: "one two three",
    items: [{ type: "text", text: "one two three" }],
    firstText: "one",
  });
});

test("chat.appendStream keeps the order of text, cards, plans and blocks", async () => {
  const ts = await start(slack, { chunks: [text("a"), task(), text("b")] });
  await append(slack, ts, { chunks: [{ type: "plan_update", title: "Plan" }] });
  await append(slack, ts, {
    chunks: [{ type: "blocks", blocks: [{ type: "divider" }] }, task({ status: "complete" })],
  });
  await append(slack, ts, { chunks: [{ type: "plan_update", title: "New plan" }] });
  expect(slack.messages[0]?.items).toEqual([
    { type: "text", text: "a" },
    { type: "card", id: "t1" },
    { type: "text", text: "b" },
    { type: "plan", title: "New plan" },
    { type: "blocks", blocks: [{ type: "divider" }] },
  ]);
});

test("chat.appendStream replaces title and status of a card and adds to the rest (S29, S30)", async () => {
  const source = { type: "url", text: "Docs", url: "https://example.com" };
  const ts = await start(slack, { chunks: [task({ details: "a", output: "x", sources: [source] })] });
  await append(slack, ts, {
    chunks: [task({ title: "Found", status: "complete", details: "b", sources: [source] })],
  });
  await append(slack, ts, {
    chunks: [task({ title: "Found", status: "complete" }), task({ id: "t2", title: "Other" })],
  });
  expect([...(slack.messages[0]?.cards.values() ?? [])]).toEqual([
    { id: "t1", title: "Found", status: "complete", details: "ab", output: "x", sources: [source, source] },
    { id: "t2", title: "Other", status: "in_progress", details: "", output: "", sources: [] },
  ]);
});

test("chat.appendStream wants content (S15)", async () => {
  const ts = await start(slack);
  expect((await append(slack, ts, {})).error).toBe("markdown_text_or_chunks_required");
  expect((await append(slack, ts, { chunks: [] })).error).toBe("markdown_text_or_chunks_required");
});

test.each([
  ["text", { markdown_text: "a" }, { chunks: [text("b")] }],
  ["chunks", { chunks: [text("a")] }, { markdown_text: "b" }],
] as const)("chat.appendStream keeps a stream in %s mode for life (S22)", async (mode, first, other) => {
  const opened = await start(slack, first);
  const bare = await start(slack);
  await append(slack, bare, first);
  for (const ts of [opened, bare]) {
    expect((await append(slack, ts, other)).error).toBe("streaming_mode_mismatch");
    expect((await append(slack, ts, first)).ok).toBe(true);
  }
  expect(slack.messages.map((message) => [message.mode, message.markdown])).toEqual([
    [mode, "aa"],
    [mode, "aa"],
  ]);
});

test("chat.appendStream does not bind an empty start with chunks to a mode", async () => {
  const ts = await start(slack, { chunks: [] });
  expect((await append(slack, ts, { markdown_text: "a" })).ok).toBe(true);
});

test("chat.appendStream answers stopped_by_user or the state error after a user stop (S106)", async () => {
  const one = await start(slack);
  slack.stopByUser(one);
  const two = await start(slack);
  slack.stopByUser(two, { answer: "message_not_in_streaming_state" });
  expect((await append(slack, one, { chunks: [text("x")] })).error).toBe("stopped_by_user");
  expect((await append(slack, two, { chunks: [text("x")] })).error).toBe("message_not_in_streaming_state");
});
