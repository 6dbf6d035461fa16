import { beforeEach, expect, test } from "vitest";
import { createSlackEmulator, type SlackEmulator } from "../../src/index.ts";
import { type Answered, CHANNEL, call, start, stop, task, text } from "../support/call.ts";

let slack: SlackEmulator;
let ts: string;

beforeEach(async () => {
  slack = createSlackEmulator();
  ts = await start(slack, { chunks: [text("**old**"), task({ status: "complete" })] });
  await stop(slack, ts, { blocks: [{ type: "divider" }], metadata: { event_type: "a", event_payload: {} } });
});

function update(args: Record<string, unknown>): Promise<Answered> {
  return call(slack, "chat.update", { channel: CHANNEL, ts, ...args });
}

const rich = (value: string) => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements: [{ type: "text", text: value }] }],
});

test("chat.update with markdown_text writes the whole message anew (S119)", async () => {
  expect(await update({ markdown_text: "# New\n**text**" })).toMatchObject({
    ok: true,
    ts,
    text: "New\n*text*",
  });
  expect(slack.messages[0]).toMatchObject({
    state: "stopped",
    markdown: "# New\n**text**",
    items: [{ type: "text", text: "# New\n**text**" }],
    stopBlocks: [],
    edits: 1,
    showsEdited: true,
  });
  expect(slack.messages[0]?.cards.size).toBe(0);
});

test("chat.update with blocks keeps what is sent again and leaves no mark (S119, S120)", async () => {
  const card = {
    type: "task_card",
    task_id: "t1",
    title: "Search",
    status: "error",
    details: rich("found 3"),
  };
  const answer = await update({
    text: "short",
    blocks: [
      { type: "markdown", text: "**a**" },
      card,
      { type: "plan", title: "P", tasks: [] },
      { type: "divider" },
    ],
  });
  expect(answer.ok).toBe(true);
  expect(slack.messages[0]).toMatchObject({
    markdown: "**a**",
    showsEdited: false,
    items: [
      { type: "text", text: "**a**" },
      { type: "card", id: "t1" },
      { type: "plan", title: "P" },
      { type: "blocks", blocks: [{ type: "divider" }] },
    ],
  });
  expect(slack.messages[0]?.cards.get("t1")).toMatchObject({ status: "error", details: "found 3" });
});

test("chat.update takes the red mark off an expired message and tells nobody (S112, S125)", async () => {
  const expired = await start(slack, { chunks: [text("half")] });
  slack.expire(expired);
  const notified = slack.notifications.length;
  ts = expired;
  expect((await update({ markdown_text: "whole" })).ok).toBe(true);
  expect(slack.messages[1]).toMatchObject({ state: "expired", errored: false, markdown: "whole" });
  expect(slack.notifications).toHaveLength(notified);
});

test("chat.update keeps metadata that it does not name, and an empty object takes it away (S124)", async () => {
  await update({ markdown_text: "x" });
  expect(slack.messages[0]?.metadata).toEqual({ event_type: "a", event_payload: {} });
  await update({ metadata: {} });
  expect(slack.messages[0]).toMatchObject({ metadata: undefined, markdown: "x" });
});

test("chat.update does not read mrkdwn as Markdown (S179)", async () => {
  expect((await update({ text: "*bold* <https://a.b|c>" })).text).toBe("*bold* <https://a.b|c>");
});

test.each<[string, Record<string, unknown>, string]>([
  ["nothing", {}, "no_text"],
  ["empty text", { text: "" }, "no_text"],
  ["empty markdown_text", { markdown_text: " " }, "no_text"],
  ["markdown_text beside text", { markdown_text: "a", text: "a" }, "markdown_text_conflict"],
  [
    "markdown_text beside blocks",
    { markdown_text: "a", blocks: [{ type: "divider" }] },
    "markdown_text_conflict",
  ],
  ["text of 4,001", { text: "x".repeat(4_001) }, "msg_too_long"],
  ["text of 301 beside blocks", { text: "x".repeat(301), blocks: [{ type: "divider" }] }, "msg_too_long"],
  ["markdown_text of 12,001", { markdown_text: "x".repeat(12_001) }, "msg_too_long"],
  ["12,001 in blocks", { blocks: [{ type: "markdown", text: "x".repeat(12_001) }] }, "msg_too_long"],
  ["51 blocks", { blocks: Array(51).fill({ type: "divider" }) }, "invalid_blocks"],
  [
    "Markdown of 51 stored blocks",
    { blocks: [{ type: "markdown", text: "# a\n".repeat(51) }] },
    "invalid_blocks",
  ],
  ["markdown_text of 51 stored blocks", { markdown_text: "# a\n".repeat(51) }, "invalid_blocks"],
  [
    "a card with plain details",
    { blocks: [{ type: "task_card", task_id: "a", title: "b", status: "complete", details: "c" }] },
    "invalid_blocks",
  ],
  [
    "a card with an unknown status",
    { blocks: [{ type: "task_card", task_id: "a", title: "b", status: "completed" }] },
    "invalid_blocks",
  ],
  ["metadata that is no object", { text: "a", metadata: 1 }, "invalid_metadata_format"],
  ["metadata without payload", { text: "a", metadata: { event_type: "a" } }, "invalid_metadata_schema"],
  ["an unknown channel", { text: "a", channel: "C404" }, "channel_not_found"],
  ["an unknown ts", { text: "a", ts: "1.2" }, "message_not_found"],
])("chat.update refuses %s and changes nothing", async (_name, args, error) => {
  const before = structuredClone(slack.messages[0]);
  expect(await update(args)).toMatchObject({ ok: false, error });
  expect(slack.messages[0]).toEqual(before);
});

test("chat.update says which argument had too many items (S78)", async () => {
  expect(await update({ markdown_text: "# a\n".repeat(51) })).toMatchObject({
    response_metadata: { messages: [expect.stringContaining("no more than 50 items allowed")] },
  });
});

test("chat.update is refused while a message streams, and the stream goes on (S110)", async () => {
  ts = await start(slack, { chunks: [text("a")] });
  expect((await update({ markdown_text: "b" })).error).toBe("streaming_state_conflict");
  expect((await stop(slack, ts, { chunks: [text("c")] })).ok).toBe(true);
  expect(slack.messages[1]?.markdown).toBe("ac");
});

test("chat.update edits an ordinary message of the app, again and again", async () => {
  const posted = await call(slack, "chat.postMessage", { channel: CHANNEL, text: "one" });
  ts = String(posted.ts);
  for (const words of ["two", "three"]) expect((await update({ markdown_text: words })).ok).toBe(true);
  expect(slack.messages[1]).toMatchObject({ state: "posted", markdown: "three", edits: 2, notifications: 1 });
});

test("chat.update refuses other people's messages with cant_update_message", async () => {
  ts = slack.postUserMessage({ text: "mine" }).ts;
  expect((await update({ text: "yours" })).error).toBe("cant_update_message");
});

test("chat.update answers block_mismatch to text on a streamed message where the option says so (S122)", async () => {
  slack = createSlackEmulator({ blockMismatch: true });
  ts = await start(slack, { chunks: [text("a")] });
  await stop(slack, ts);
  expect((await update({ text: "b" })).error).toBe("block_mismatch");
  expect((await update({ markdown_text: "b" })).ok).toBe(true);
});
