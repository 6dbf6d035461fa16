import { describe } from "../describe.ts";
import type { BlocksChunk, PlanUpdateChunk, SlackChunk, StreamPart, TaskUpdateChunk } from "../types.ts";

/** A chunk that is not text. */
export type CardChunk = TaskUpdateChunk | PlanUpdateChunk | BlocksChunk;

/** Who is told what the items of a source mean. */
export interface SourceReader {
  text(text: string): void;
  chunk(chunk: CardChunk): void;
  failed(error: unknown): void;
  aborted(reason: unknown): void;
  /** A part that is none of these: what it means is for somebody else to say. */
  part?(part: StreamPart): void;
  /** Is told of each item before what it means: the source is alive. */
  heard?(): void;
}

/**
 * Reads the items of a source, one at a time. Strings are text; of AI SDK parts the text, errors and aborts count,
 * and a blank line is put between the texts of two steps; Slack chunks go through; all other parts are handed on as they are.
 */
export function createPartReader(reader: SourceReader): (item: unknown) => void {
  /** The line breaks at the end of all text so far, at most two; a step break adds what is missing to a blank line. */
  let lineBreaks = 2;
  let stepEnded = false;

  const text = (value: string) => {
    if (value === "") return;
    if (stepEnded) {
      stepEnded = false;
      if (lineBreaks < 2) reader.text("\n".repeat(2 - lineBreaks));
    }
    lineBreaks = trailingLineBreaks(value, lineBreaks);
    reader.text(value);
  };

  const handlers: Readonly<Record<string, (part: StreamPart) => void>> = {
    "text-delta": (part) => text(textOf(part)),
    "finish-step": (part) => {
      stepEnded = true;
      reader.part?.(part);
    },
    error: (part) => reader.failed(errorOf(part)),
    abort: (part) => reader.aborted((part as { reason?: unknown }).reason),
    markdown_text: (part) => text(textOf(part)),
    task_update: (part) => reader.chunk(part as SlackChunk as CardChunk),
    plan_update: (part) => reader.chunk(part as SlackChunk as CardChunk),
    blocks: (part) => reader.chunk(part as SlackChunk as CardChunk),
  };

  return (item) => {
    reader.heard?.();
    if (typeof item === "string") return text(item);
    if (!isPart(item)) {
      return reader.failed(
        new TypeError(
          `the source must yield strings, AI SDK parts or Slack chunks, but it yielded ${describe(item)}`,
        ),
      );
    }
    if (Object.hasOwn(handlers, item.type)) handlers[item.type]?.(item);
    else reader.part?.(item);
  };
}

function isPart(item: unknown): item is StreamPart {
  return typeof item === "object" && item !== null && typeof (item as { type?: unknown }).type === "string";
}

/** A UI message stream carries the words of an error alone. */
function errorOf(part: StreamPart): unknown {
  const { error, errorText } = part as { error?: unknown; errorText?: unknown };
  return error ?? (typeof errorText === "string" ? new Error(errorText) : part);
}

/** The AI SDK's full stream says `text`, its UI message stream `delta`. */
function textOf(part: StreamPart): string {
  const { text, delta } = part as { text?: unknown; delta?: unknown };
  if (typeof text === "string") return text;
  return typeof delta === "string" ? delta : "";
}

function trailingLineBreaks(text: string, before: number): number {
  let count = 0;
  for (let at = text.length - 1; at >= 0 && count < 2; at -= 1) {
    if (text[at] === "\n") count += 1;
    else if (text[at] !== "\r") return count;
  }
  return Math.min(2, count === text.length ? count + before : count);
}
