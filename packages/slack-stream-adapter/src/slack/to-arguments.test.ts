import { expect, test } from "vitest";
import type { SlackChunk } from "../types/index.ts";
import {
  toAppendArguments,
  toPostArguments,
  toStartArguments,
  toStopArguments,
  toUpdateArguments,
} from "./to-arguments.ts";

const message = { channel: "C1", ts: "1.1" };
const words: SlackChunk = { type: "markdown_text", text: "Hello" };
const card: SlackChunk = { type: "task_update", id: "a", title: "Read", status: "complete" };
const metadata = { event_type: "answer", event_payload: {} };

test("toStartArguments() contains only the fields that are set", () => {
  expect(toStartArguments({ channel: "D1" }, { chunks: [words], author: {} })).toEqual({
    args: { channel: "D1", chunks: [words] },
    includes: new Set(),
  });
});

test("toStartArguments() contains recipient, thread, display mode and author", () => {
  const target = { channel: "C1", threadTs: "1.0", recipientUserId: "U1", recipientTeamId: "T1" };
  const author = { username: "Ada", iconEmoji: ":owl:", iconUrl: "https://x.test/i.png" };
  expect(toStartArguments(target, { chunks: [words, card], taskDisplayMode: "plan", author })).toEqual({
    args: {
      channel: "C1",
      thread_ts: "1.0",
      recipient_user_id: "U1",
      recipient_team_id: "T1",
      chunks: [words, card],
      task_display_mode: "plan",
      username: "Ada",
      icon_emoji: ":owl:",
      icon_url: "https://x.test/i.png",
    },
    includes: new Set(["cards", "display-mode", "author"]),
  });
});

test("no call contains an empty chunk or an empty list", () => {
  const empty: readonly SlackChunk[] = [
    { type: "markdown_text", text: "" },
    { type: "blocks", blocks: [] },
  ];
  expect(toAppendArguments(message, [...empty, words]).args).toEqual({ ...message, chunks: [words] });
  expect(toAppendArguments(message, empty).args).toEqual(message);
  expect(toStopArguments(message, { chunks: empty, blocks: [] })).toEqual({
    args: message,
    includes: new Set(),
  });
  expect(toStartArguments({ channel: "C1" }, { chunks: empty, author: {} }).args).toEqual({ channel: "C1" });
});

test("toStopArguments() adds blocks, metadata and status to the last chunks", () => {
  const stop = { chunks: [card], blocks: [{ type: "divider" }], metadata, sessionStatus: "closed" } as const;
  expect(toStopArguments(message, stop)).toEqual({
    args: { ...message, chunks: [card], blocks: [{ type: "divider" }], metadata, session_status: "closed" },
    includes: new Set(["cards", "blocks", "metadata", "session-status"]),
  });
});

test("toUpdateArguments() writes Markdown, or blocks with a text", () => {
  expect(toUpdateArguments(message, { type: "markdown", markdown: "**a**", metadata })).toEqual({
    args: { ...message, markdown_text: "**a**", metadata },
    includes: new Set(["metadata"]),
  });
  expect(toUpdateArguments(message, { type: "blocks", blocks: [{ type: "divider" }], text: "a" })).toEqual({
    args: { ...message, blocks: [{ type: "divider" }], text: "a" },
    includes: new Set(["blocks-content"]),
  });
});

test("toPostArguments() unfurls nothing", () => {
  const content = { type: "markdown", markdown: "a", author: { username: "Ada" } } as const;
  expect(toPostArguments({ channel: "C1", threadTs: "1.0", recipientUserId: "U1" }, content)).toEqual({
    args: {
      channel: "C1",
      thread_ts: "1.0",
      markdown_text: "a",
      unfurl_links: false,
      unfurl_media: false,
      username: "Ada",
    },
    includes: new Set(["author"]),
  });
});
