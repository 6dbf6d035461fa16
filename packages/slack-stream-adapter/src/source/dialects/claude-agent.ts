import { anthropic, emitToolResult, isToolUse } from "./anthropic.ts";
import {
  type Dialect,
  emitText,
  emitThought,
  fieldsOf,
  type Item,
  itemsOf,
  stringOf,
  toError,
} from "./dialect.ts";
import { toFinishReason } from "./finish-reason.ts";

/** Messages of the Claude Agent SDK. A subagent's text stays inside its tool, which is a card. */
export const claudeAgent: Dialect = {
  reads: ({ type, message, event, subtype, session_id }) => {
    switch (type) {
      case "assistant":
      case "user":
        return typeof message === "object";
      case "stream_event":
        return typeof event === "object";
      case "result":
      case "system":
        return typeof subtype === "string";
      default:
        return typeof type === "string" && typeof session_id === "string";
    }
  },
  create(emit, open) {
    const readEvent = anthropic.create(emit, open);
    /** The messages that were given in pieces (`includePartialMessages`): they come whole once more. */
    const streamed = new Set<unknown>();
    let messageId: unknown;
    let hasText = false;

    const readAssistant = (given: Item) => {
      if (streamed.has(given.id)) return;
      // A message may come in several, a block each.
      if (given.id !== messageId) emit({ type: "start-step" });
      messageId = given.id;
      for (const one of itemsOf(given.content)) {
        const block = fieldsOf(one);
        const { text, thinking, id, name, input } = block;
        if (typeof text === "string") {
          hasText = true;
          emit({ type: "text-start", id: "block" });
          emitText(emit, text, "block");
          emit({ type: "text-end", id: "block" });
        } else if (typeof thinking === "string") {
          emit({ type: "reasoning-start" });
          emitThought(emit, thinking);
          emit({ type: "reasoning-end" });
        } else if (isToolUse(block.type) && typeof id === "string")
          emit({ type: "tool-call", toolCallId: id, toolName: stringOf(name), input });
        else emitToolResult(block, emit, () => {});
      }
    };

    const readResult = ({ subtype, is_error, errors, result, stop_reason }: Item) => {
      if (is_error === true || subtype !== "success") {
        const words = itemsOf(errors).find((one) => typeof one === "string") ?? result ?? subtype;
        return emit({
          type: "error",
          error: toError({
            message: subtype === "success" ? words : `${subtype}: ${words}`,
            subtype,
            errors,
            result,
          }),
        });
      }
      if (!hasText) emitText(emit, result);
      emit({ type: "finish", finishReason: toFinishReason(stringOf(stop_reason) ?? "stop") });
    };

    const readPiece = (event: Item) => {
      if (event.type === "message_start") streamed.add(fieldsOf(event.message).id);
      if (fieldsOf(event.delta).type === "text_delta") hasText = true;
      if (anthropic.reads(event)) readEvent(event);
    };

    return (item) => {
      const { type, message, event, parent_tool_use_id } = item;
      if (type === "result") return readResult(item);
      if (parent_tool_use_id !== undefined && parent_tool_use_id !== null) return;
      if (type === "stream_event") readPiece(fieldsOf(event));
      // An error of the API is a message too; the result says it again.
      if (type === "assistant" && item.error === undefined) readAssistant(fieldsOf(message));
      if (type === "user")
        for (const block of itemsOf(fieldsOf(message).content))
          emitToolResult(fieldsOf(block), emit, () => {});
    };
  },
};
