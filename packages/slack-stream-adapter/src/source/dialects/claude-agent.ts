import { anthropic } from "./anthropic.ts";
import {
  type Dialect,
  fieldsOf,
  type Handlers,
  handle,
  type Item,
  itemsOf,
  matches,
  pick,
  pickItems,
  pickString,
} from "./dialect.ts";
import { Writer } from "./writer.ts";

/** Messages of the Claude Agent SDK. A subagent's text stays inside its tool, which is a card. */
export const claudeAgent: Dialect = {
  reads: ({ type, message, event, subtype, session_id }) =>
    matches(type, /^(assistant|user|stream_event|result|system)$/)
      ? (message ?? event ?? subtype) !== undefined
      : typeof type === "string" && typeof session_id === "string",
  create(outer, open) {
    const called = new Set<unknown>();
    let hasText = false;
    let current: unknown;
    /** The parts of the current message. The next message may replace them. */
    const replaceable = new Set<unknown>();
    /** The model refused to go on with this message. */
    let isRefused = false;
    const writer = new Writer((part) => {
      // A step is a message and the results of its calls.
      if (/^(start|finish)-step$|^finish$/.test(part.type)) {
        isRefused ||= part.type === "finish" && part.finishReason === "content-filter";
        return;
      }
      if (part.type === "tool-call") called.add(part.toolCallId);
      hasText ||= part.type === "text-delta";
      outer.emit(part);
    });
    const readEvent = anthropic.create(writer, open);
    /** The messages that came in pieces (`includePartialMessages`). They come whole once more. */
    const streamed = new Set<unknown>();

    const replace = (ids: unknown) => {
      const isReplaced = isRefused || itemsOf(ids).some((id) => replaceable.has(id));
      if (isReplaced) outer.emit({ type: "reset-step" });
      replaceable.clear();
      isRefused = false;
      return isReplaced;
    };
    const beginMessage = (id: unknown, replaced?: unknown) => {
      if (id === current) return;
      current = id;
      if (!replace(replaced)) outer.message(id);
    };

    const deny = ({ tool_use_id }: Item) => {
      // The calls of a subagent are not shown.
      if (called.has(tool_use_id))
        writer.emit({ type: "tool-output-denied", toolCallId: tool_use_id as string });
    };

    const readResult = (item: Item) => {
      pickItems(item, "permission_denials").forEach(deny);
      const { subtype, is_error, errors, result, stop_reason } = item;
      if (is_error === true || subtype !== "success") {
        const words = pickString(item, "errors.0 result");
        const message = [subtype === "success" ? undefined : subtype, words].filter(Boolean).join(": ");
        return writer.fail({ message, subtype, errors, result });
      }
      if (!hasText) writer.text(result);
      outer.finish(stop_reason ?? "stop");
    };

    const handlers: Handlers = {
      stream_event({ event }) {
        const id = pick(event, "message.id");
        if (id !== undefined) beginMessage(id);
        streamed.add(id);
        readEvent(fieldsOf(event));
      },
      user({ message }) {
        for (const block of pickItems(message, "content")) writer.result(block);
      },
      assistant({ message, error, supersedes, uuid }) {
        // An error of the API is a message too. The result repeats it.
        if (error !== undefined) return;
        const id = pick(message, "id");
        // A message may come as several items, one for each block.
        beginMessage(id, supersedes);
        replaceable.add(uuid);
        if (streamed.has(id)) return;
        for (const block of pickItems(message, "content")) writer.block(block);
      },
      result: readResult,
      permission_denied: deny,
      local_command_output: ({ content }) => writer.text(content),
      model_refusal_fallback: ({ retracted_message_uuids }) => void replace(retracted_message_uuids),
    };

    return (item) => {
      const { type, subtype, parent_tool_use_id } = item;
      const isInner = parent_tool_use_id !== undefined && parent_tool_use_id !== null;
      if (!isInner || subtype === "permission_denied")
        handle(handlers, type === "system" ? subtype : type, item);
    };
  },
};
