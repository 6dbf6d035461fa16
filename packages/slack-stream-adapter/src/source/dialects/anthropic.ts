import type { Citation } from "../canonical-parts.ts";
import { createCallBuffer } from "./call-buffer.ts";
import {
  type Dialect,
  type Emit,
  emitFinish,
  emitOutcome,
  emitSource,
  emitText,
  emitThought,
  fieldsOf,
  type Item,
  itemsOf,
  stringOf,
} from "./dialect.ts";

const types = new Set([
  "message_start",
  "message_delta",
  "message_stop",
  "content_block_start",
  "content_block_delta",
  "content_block_stop",
]);

/** Events of Anthropic's Messages API. Its `error` and `ping` events are read as the AI SDK's. */
export const anthropic: Dialect = {
  reads: ({ type }) => types.has(type as string),
  create(emit) {
    const calls = createCallBuffer(emit);
    let citations: Citation[] = [];
    let finishReason: unknown;
    /** The types of the blocks that are open. */
    const blocks = new Map<unknown, unknown>();

    const startBlock = (index: unknown, block: Item) => {
      const { type } = block;
      blocks.set(index, type);
      if (type === "text") {
        emit({ type: "text-start", id: String(index) });
        emitText(emit, block.text, String(index));
      } else if (type === "thinking" || type === "redacted_thinking") emit({ type: "reasoning-start" });
      else if (isToolUse(type))
        calls.begin(index, block.id, block.name, type === "tool_use" ? "app" : "provider");
      else emitToolResult(block, emit, calls.forget);
    };
    const stopBlock = (index: unknown) => {
      const type = blocks.get(index);
      blocks.delete(index);
      if (type === "text") {
        emit({ type: "text-end", id: String(index), ...(citations.length === 0 ? {} : { citations }) });
        citations = [];
      } else if (type === "thinking" || type === "redacted_thinking") emit({ type: "reasoning-end" });
      else calls.end(index);
    };
    const addDelta = (index: unknown, delta: Item) => {
      emitText(emit, delta.text, String(index));
      emitThought(emit, delta.thinking);
      calls.add(index, delta.partial_json);
      if (delta.citation !== undefined) citations.push(toCitation(fieldsOf(delta.citation)));
    };

    return ({ type, index, content_block, delta }) => {
      switch (type) {
        case "message_start":
          finishReason = undefined;
          return calls.settleAll();
        case "content_block_start":
          return startBlock(index, fieldsOf(content_block));
        case "content_block_delta":
          return addDelta(index, fieldsOf(delta));
        case "content_block_stop":
          return stopBlock(index);
        case "message_delta":
          finishReason = fieldsOf(delta).stop_reason ?? finishReason;
          return;
        default:
          emitFinish(emit, finishReason);
      }
    };
  },
};

/** `tool_use`, `server_tool_use`, `mcp_tool_use`. */
export function isToolUse(type: unknown): boolean {
  return typeof type === "string" && type.endsWith("tool_use");
}

/** A block that says what came of a call: the app's `tool_result`, or that of a tool that Anthropic runs. */
export function emitToolResult(block: Item, emit: Emit, forget: (toolCallId: string) => void): void {
  const { tool_use_id: toolCallId, content, is_error } = block;
  if (typeof toolCallId !== "string") return;
  forget(toolCallId);
  const { error_code, return_code, stdout, stderr, content: inner } = fieldsOf(content);
  const hasFailed = is_error === true || error_code !== undefined || (return_code ?? 0) !== 0;
  for (const one of [...itemsOf(content), ...itemsOf(inner)]) {
    if (fieldsOf(one).type === "web_search_result") emitSource(emit, one);
  }
  const text = toText(content);
  const failure = hasFailed ? (error_code ?? stderr ?? text ?? content) : undefined;
  emitOutcome(emit, { toolCallId }, text ?? stdout ?? content, failure);
}

/** The text of content that is text alone. */
function toText(content: unknown): string | undefined {
  const texts = itemsOf(content).map((one) => fieldsOf(one).text);
  if (typeof content === "string") return content;
  return texts.length > 0 && texts.every((text) => typeof text === "string") ? texts.join("\n") : undefined;
}

function toCitation({ url, title, source, document_title, cited_text }: Item): Citation {
  return {
    source: { url: stringOf(url ?? source), title: stringOf(title ?? document_title) },
    citedText: stringOf(cited_text),
  };
}
