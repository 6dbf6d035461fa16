import type { MessageContent, StopContent } from "../../src/slack/slack-calls.ts";
import type { SlackBlock, SlackChunk, StreamEvent } from "../../src/types/index.ts";

/** Lists a repeated call once. */
export function shorten(told: readonly string[]): readonly string[] {
  const short: string[] = [];
  for (let index = 0; index < told.length; index += 1) {
    const one = told[index] ?? "";
    let times = 1;
    while (told[index + times] === one) times += 1;
    short.push(times === 1 ? one : `${times}× ${one}`);
    index += times - 1;
  }
  return short;
}

/** The default arguments, which are left out in the list of calls. */
export function showEvent(event: StreamEvent): string | undefined {
  switch (event.type) {
    case "append":
      return `+${event.characters}`;
    case "segment-end":
      return event.cause === undefined ? event.ended : `${event.ended} by ${event.cause.code}`;
    case "repair":
      return event.succeeded ? "repaired" : "not repaired";
    case "decoration-dropped":
      return `without ${event.decoration}: ${event.code}`;
    case "fallback":
      return `by edit: ${event.reason}`;
    case "segment-start":
      return event.transport;
    case "keepalive":
    case "stop":
      return event.type;
    case "retry":
    case "unconfirmed":
      return undefined;
  }
}

export function showStop({ chunks = [], blocks, metadata }: StopContent): string {
  return [showChunks(chunks), blocks && "+blocks", metadata && "+metadata"].filter(Boolean).join(" ");
}

export function showChunks(chunks: readonly SlackChunk[]): string {
  return chunks.map(showChunk).join(" ");
}

function showChunk(chunk: SlackChunk): string {
  if (chunk.type === "markdown_text") return showText(chunk.text);
  return chunk.type === "task_update" ? `[${chunk.title} ${chunk.status}]` : `[${chunk.type}]`;
}

export function showContent(content: MessageContent): string {
  const text =
    content.type === "markdown"
      ? showText(content.markdown)
      : content.blocks.map((block) => showBlock(block)).join(" ");
  return content.metadata === undefined ? text : `${text} +metadata`;
}

function showBlock(block: SlackBlock): string {
  const { type, text, title, status, tasks } = block as ShownBlock;
  if (type === "markdown") return showText(text ?? "");
  if (type === "task_card") return `[${title} ${status}]`;
  return tasks === undefined ? `[${type}]` : `plan(${tasks.map((task) => showBlock(task)).join(" ")})`;
}

interface ShownBlock {
  readonly type: string;
  readonly text?: string;
  readonly title?: string;
  readonly status?: string;
  readonly tasks?: readonly SlackBlock[];
}

/** Shortens long text to its ends and length, and makes keepalives visible. */
function showText(text: string): string {
  const short = text.length > 90 ? `${text.slice(0, 40)}…${text.slice(-20)}` : text;
  const shown = JSON.stringify(short).replaceAll("\u200b", "\\u200b");
  return text.length > 90 ? `${shown} (${text.length})` : shown;
}
