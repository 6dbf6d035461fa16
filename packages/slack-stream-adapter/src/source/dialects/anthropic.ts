import {
  type Dialect,
  fieldsOf,
  type Handlers,
  handle,
  type Item,
  itemsOf,
  matches,
  pick,
  pickString,
  stringOf,
  textOf,
} from "./dialect.ts";
import type { Block, Writer } from "./writer.ts";

/** Events of Anthropic's Messages API. Its `error` and `ping` events are read as the AI SDK's. */
export const anthropic: Dialect = {
  reads: ({ type }) => matches(type, /^(message|content_block)_(start|delta|stop)$/),
  create(writer) {
    const handlers: Handlers = {
      message_start: writer.again,
      content_block_start: ({ index, content_block }) => beginBlock(writer, index, fieldsOf(content_block)),
      content_block_delta({ index, delta }) {
        writer.add(index, pick(delta, "text"), pick(delta, "thinking"), pick(delta, "partial_json"));
        const citation = pick(delta, "citation");
        if (citation !== undefined)
          writer.cite({
            url: pickString(citation, "url source"),
            title: pickString(citation, "title document_title"),
          });
      },
      content_block_stop: ({ index }) => writer.end(index),
      message_delta({ delta }) {
        const reason = pick(delta, "stop_reason");
        if (reason !== undefined) writer.finish(reason);
      },
    };
    return (item) => handle(handlers, item.type, item);
  },
};

const types: Readonly<Record<string, Block["type"]>> = {
  text: "text",
  thinking: "thought",
  redacted_thinking: "thought",
  tool_use: "call",
  server_tool_use: "call",
  mcp_tool_use: "call",
};

/** Begins a block, which may be whole already. */
export function beginBlock(writer: Writer, index: unknown, block: Item): void {
  const { id, name, type } = block;
  const by = type === "tool_use" ? "app" : "provider";
  writer.begin(index, { type: types[type as string] ?? "other", id, name, by });
  writer.add(index, block.text, block.thinking);
  readToolResult(writer, block);
}

/** A block may say what came of a call: the app's `tool_result`, or that of a tool that Anthropic runs. */
export function readToolResult(writer: Writer, block: Item): void {
  const toolCallId = stringOf(block.tool_use_id);
  if (toolCallId === undefined) return;
  const { content, is_error } = block;
  const { error_code, return_code, stdout, stderr, content: inner } = fieldsOf(content);
  const hasFailed = is_error === true || error_code !== undefined || (return_code ?? 0) !== 0;
  for (const one of [...itemsOf(content), ...itemsOf(inner)])
    if (pick(one, "type") === "web_search_result") writer.source(one);
  const output = textOf(content) || content;
  const failure = hasFailed ? (error_code ?? stderr ?? output) : undefined;
  writer.result({ toolCallId }, stdout ?? output, failure);
}
