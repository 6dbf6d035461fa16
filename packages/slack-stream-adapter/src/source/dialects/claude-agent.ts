import { anthropic, beginBlock, readToolResult } from "./anthropic.ts";
import { type Dialect, fieldsOf, type Item, matches, pick, pickItems, pickString } from "./dialect.ts";
import { createWriter } from "./writer.ts";

/** Messages of the Claude Agent SDK. A subagent's text stays inside its tool, which is a card. */
export const claudeAgent: Dialect = {
  reads: ({ type, message, event, subtype, session_id }) =>
    matches(type, /^(assistant|user|stream_event|result|system)$/)
      ? (message ?? event ?? subtype) !== undefined
      : typeof type === "string" && typeof session_id === "string",
  create(outer, open) {
    const called = new Set<unknown>();
    let hasText = false;
    const writer = createWriter((part) => {
      if (part.type === "tool-call") called.add(part.toolCallId);
      hasText ||= part.type === "text-delta";
      outer.emit(part);
    });
    const readEvent = anthropic.create(writer, open);
    /** The messages that were given in pieces (`includePartialMessages`): they come whole once more. */
    const streamed = new Set<unknown>();

    const deny = ({ tool_use_id }: Item) => {
      // The calls of a subagent are its own.
      if (called.has(tool_use_id))
        writer.emit({ type: "tool-output-denied", toolCallId: tool_use_id as string });
    };

    const readResult = (item: Item) => {
      pickItems(item, "permission_denials").forEach(deny);
      const { subtype, is_error, errors, result, stop_reason } = item;
      if (is_error === true || subtype !== "success") {
        const words = pickString(item, "errors.0 result subtype");
        const message = subtype === "success" ? words : `${subtype}: ${words}`;
        return writer.fail({ message, subtype, errors, result });
      }
      if (!hasText) writer.text(result);
      writer.finish(stop_reason ?? "stop");
    };

    const readWhole = ({ message }: Item, blocks: readonly Item[]) => {
      // A message may come in several, a block each.
      writer.message(pick(message, "id"));
      for (const block of blocks) {
        beginBlock(writer, "block", block);
        writer.end("block", block.input);
      }
    };

    return (item) => {
      const { type, message, event } = item;
      if (type === "result") return readResult(item);
      if (item.subtype === "permission_denied") return deny(item);
      if (pick(item, "parent_tool_use_id") !== undefined) return;
      const id = pick(message, "id");
      const blocks = pickItems(message, "content");
      if (type === "stream_event") {
        streamed.add(pick(event, "message.id"));
        readEvent(fieldsOf(event));
      } else if (type === "user") for (const block of blocks) readToolResult(writer, block);
      // An error of the API is a message too; the result says it again.
      else if (type === "assistant" && item.error === undefined && !streamed.has(id)) readWhole(item, blocks);
    };
  },
};
