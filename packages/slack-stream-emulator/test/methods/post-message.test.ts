import { expect, test } from "vitest";
import { createSlackEmulator } from "../../src/index.ts";
import { CHANNEL, call, THREAD } from "../support/call.ts";

test("chat.postMessage stores text, thread, unfurling and metadata, and notifies at once", async () => {
  const slack = createSlackEmulator();
  const metadata = { event_type: "a", event_payload: {} };
  const answer = await call(slack, "chat.postMessage", {
    channel: CHANNEL,
    thread_ts: THREAD,
    markdown_text: "**hi**",
    unfurl_links: false,
    unfurl_media: "true",
    metadata,
  });
  expect(answer).toMatchObject({ ok: true, channel: CHANNEL, message: { text: "*hi*", thread_ts: THREAD } });
  expect(slack.messages).toMatchObject([
    {
      state: "posted",
      markdown: "**hi**",
      threadTs: THREAD,
      unfurl: { links: false, media: true },
      metadata,
      number: 1,
    },
  ]);
  expect(slack.notifications).toMatchObject([{ banner: "**hi**" }]);
});

test("chat.postMessage reads blocks and takes the text as their fallback", async () => {
  const slack = createSlackEmulator();
  const blocks = [{ type: "markdown", text: "body" }, { type: "divider" }];
  await call(slack, "chat.postMessage", { channel: CHANNEL, text: "fallback", blocks });
  expect(slack.messages[0]).toMatchObject({ markdown: "body", firstText: "fallback" });
});

test("chat.postMessage cuts text at 40,000 characters and warns (S80)", async () => {
  const slack = createSlackEmulator();
  const answer = await call(slack, "chat.postMessage", { channel: CHANNEL, text: "x".repeat(40_001) });
  expect(answer).toMatchObject({ ok: true, warning: "message_truncated" });
  expect(slack.messages[0]?.markdown).toHaveLength(40_000);
});

test("chat.postMessage counts attachments as content", async () => {
  const slack = createSlackEmulator();
  const answer = await call(slack, "chat.postMessage", {
    channel: CHANNEL,
    attachments: [{ fallback: "x" }],
  });
  expect(answer.ok).toBe(true);
});

test.each<[string, Record<string, unknown>, string]>([
  ["nothing", {}, "no_text"],
  ["blank text", { text: " " }, "no_text"],
  ["both texts", { text: "a", markdown_text: "a" }, "markdown_text_conflict"],
  ["markdown_text of 12,001", { markdown_text: "x".repeat(12_001) }, "msg_too_long"],
  ["12,001 in blocks", { blocks: [{ type: "markdown", text: "x".repeat(12_001) }] }, "msg_too_long"],
  ["51 blocks", { blocks: Array(51).fill({ type: "divider" }) }, "invalid_blocks"],
  ["a malformed card", { blocks: [{ type: "task_card" }] }, "invalid_blocks"],
  ["a malformed thread", { text: "a", thread_ts: "x" }, "invalid_thread_ts"],
  ["wrong metadata", { text: "a", metadata: [] }, "invalid_metadata_format"],
  ["metadata without payload", { text: "a", metadata: { event_type: "a" } }, "invalid_metadata_schema"],
])("chat.postMessage refuses %s", async (_name, args, error) => {
  const slack = createSlackEmulator();
  expect((await call(slack, "chat.postMessage", { channel: CHANNEL, ...args })).error).toBe(error);
  expect(slack.messages).toEqual([]);
});
