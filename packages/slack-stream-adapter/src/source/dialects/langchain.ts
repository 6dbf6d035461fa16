import type { ToolCallFields } from "../canonical-parts.ts";
import { anthropic } from "./anthropic.ts";
import { createCallBuffer, parseInput } from "./call-buffer.ts";
import {
  type Dialect,
  emitError,
  emitFinish,
  emitOutcome,
  emitSource,
  emitText,
  emitThought,
  fieldsOf,
  type Item,
  itemsOf,
  stringOf,
  textOf,
} from "./dialect.ts";

/**
 * LangChain: message chunks of a model, the `[chunk, metadata]` of LangGraph's `streamMode: "messages"`, alone or beside other
 * modes, and the events of `streamEvents`.
 */
export const langchain: Dialect = {
  reads: (item) => {
    if (Array.isArray(item)) return readTuple(item) !== undefined;
    const { event, type, method } = item;
    if (type === "event") return method === "messages" || method === "tools";
    return isMessage(item) || events.test(stringOf(event) ?? "");
  },
  create(emit, open) {
    const readBlock = anthropic.create(emit, open);
    const calls = createCallBuffer(emit);
    /** The node of a graph that spoke last. */
    let node: unknown;
    /** The runs of models that gave their text in pieces: it comes whole at their end. */
    const streamed = new Set<unknown>();

    const readMessage = (message: Item, tools: "calls" | "events") => {
      const type = typeOf(message);
      // Another message, as it is written to JSON.
      const fields = message.lc === 1 && "kwargs" in message ? fieldsOf(message.kwargs) : message;
      if (type.startsWith("tool")) return tools === "calls" && readToolMessage(fields);
      if (!type.startsWith("ai")) return false;
      const said = readContent(fields);
      if (tools === "calls") readCalls(fields);
      const { finish_reason, stop_reason, finishReason } = {
        ...fieldsOf(fields.additional_kwargs),
        ...fieldsOf(fields.response_metadata),
      };
      const reason = finish_reason ?? stop_reason ?? finishReason;
      if (typeof reason === "string") {
        calls.endAll();
        emitFinish(emit, reason);
      }
      return said;
    };

    const readContent = ({ content, additional_kwargs }: Item): boolean => {
      emitThought(emit, fieldsOf(additional_kwargs).reasoning_content);
      let said = false;
      for (const one of typeof content === "string" ? [{ type: "text", text: content }] : itemsOf(content)) {
        const { type, text, thinking, reasoning, annotations } = fieldsOf(one);
        const thoughts = thinking ?? reasoning;
        emitThought(emit, thoughts);
        if (thoughts === undefined && type !== "reasoning" && text !== undefined && text !== "") {
          said = true;
          emitText(emit, text);
        }
        for (const source of itemsOf(annotations)) emitSource(emit, source);
      }
      return said;
    };

    const readCalls = ({ tool_call_chunks, tool_calls }: Item) => {
      const chunks = itemsOf(tool_call_chunks);
      for (const one of chunks) {
        const { index, id, name, args } = fieldsOf(one);
        calls.begin(index ?? id, id, name);
        calls.add(index ?? id, args);
      }
      if (chunks.length > 0) return;
      for (const one of itemsOf(tool_calls)) {
        const { id, name, args } = fieldsOf(one);
        calls.begin(id, id, name);
        calls.end(id, args);
      }
    };

    const readToolMessage = (message: Item) => {
      const { tool_call_id, name } = message;
      if (typeof tool_call_id !== "string") return false;
      calls.endAll();
      calls.forget(tool_call_id);
      emitOutput({ toolCallId: tool_call_id, toolName: stringOf(name) }, message);
      return false;
    };

    /** The output of a tool is a message, or what the tool returned. */
    const emitOutput = (call: ToolCallFields, value: unknown) => {
      const { content = value, status } = fieldsOf(fieldsOf(value).kwargs ?? value);
      const output = typeof content === "string" ? content : textOf(content) || content;
      emitOutcome(emit, call, output, status === "error" ? output : undefined);
    };

    const readEvent = ({ event, name, run_id, data }: Item) => {
      const { chunk, output, input, error } = fieldsOf(data);
      const call = { toolCallId: stringOf(run_id) ?? "", toolName: stringOf(name) };
      switch (event) {
        case "on_chat_model_start":
          return emit({ type: "start-step" });
        case "on_chat_model_stream":
          if (readMessage(fieldsOf(chunk), "events")) streamed.add(run_id);
          return;
        case "on_chat_model_end":
          if (!streamed.delete(run_id)) readMessage(fieldsOf(output), "events");
          return emit({ type: "finish-step" });
        case "on_llm_stream":
          return emitText(emit, fieldsOf(chunk).text);
        case "on_tool_start":
          return emit({ type: "tool-call", ...call, input: parseInput(fieldsOf(input).input ?? input) });
        case "on_tool_end":
          return emitOutput(call, output);
        case "on_tool_error":
          return emitOutcome(emit, call, undefined, error ?? output ?? "failed");
      }
    };

    const readFrom = ([message, metadata]: readonly Item[]) => {
      const { langgraph_checkpoint_ns, langgraph_node } = fieldsOf(metadata);
      const from = langgraph_checkpoint_ns ?? langgraph_node;
      if (from !== node && from !== undefined) emit({ type: "start-step" });
      node = from;
      readMessage(fieldsOf(message), "calls");
    };

    /** What `streamEvents` of version 3 gives, which is named as Anthropic's events. */
    const readEvent3 = (item: Item) => {
      const { event, index, content, delta, reason, message, tool_call_id, tool_name, input, output } = item;
      const call = { toolCallId: stringOf(tool_call_id) ?? "", toolName: stringOf(tool_name) };
      switch (event) {
        case "message-start":
          return readBlock({ type: "message_start" });
        case "content-block-start": {
          const { type, ...block } = fieldsOf(content);
          const kind = blockTypes[type as string] ?? type;
          return readBlock({ type: "content_block_start", index, content_block: { ...block, type: kind } });
        }
        case "content-block-delta": {
          const { text, reasoning, args, fields } = fieldsOf(delta);
          const partial_json = args ?? fieldsOf(fields).args;
          return readBlock({
            type: "content_block_delta",
            index,
            delta: { text, thinking: reasoning, partial_json },
          });
        }
        case "content-block-finish":
          return readBlock({ type: "content_block_stop", index });
        case "message-finish":
          readBlock({ type: "message_delta", delta: { stop_reason: reason } });
          return readBlock({ type: "message_stop" });
        case "tool-started":
          return emit({ type: "tool-call", ...call, input: parseInput(input) });
        case "tool-finished":
          return emitOutput(call, output);
        case "tool-error":
          return emitOutcome(emit, call, undefined, message);
        case "error":
          return emitError(emit, item);
      }
    };

    return (item) => {
      const { event, data, params } = item;
      const tuple = readTuple(Array.isArray(item) ? item : [event, data]);
      if (tuple !== undefined) readFrom(tuple);
      else if (item.type === "event") readEvent3(fieldsOf(fieldsOf(params).data));
      else if (typeof event !== "string") readMessage(item, "calls");
      else if (event.startsWith("on_")) readEvent(item);
      else readEvent3(data === undefined ? item : fieldsOf(data));
    };
  },
};

function isMessage(value: unknown): value is Item {
  const item = fieldsOf(value);
  return ("content" in item || item.lc === 1) && typeOf(item) !== "";
}

/** `ai`, `tool`, `human`; of what was written to JSON the name of the class. */
function typeOf(item: Item): string {
  const { lc, id, type, _getType } = item;
  if (lc === 1 && Array.isArray(id)) return classType(id.at(-1));
  if (typeof _getType === "function") return stringOf(_getType.call(item)) ?? "";
  return classType(type);
}

function classType(name: unknown): string {
  const type = /^(AI|Tool|Human|System)Message(Chunk)?$/.exec(stringOf(name) ?? "")?.[1];
  return type === undefined ? (messageTypes.has(name as string) ? (name as string) : "") : type.toLowerCase();
}

const messageTypes = new Set(["ai", "tool", "human", "system"]);

/**
 * The message and its metadata. Before them stand the place of a subgraph (`subgraphs: true`) and the way of streaming, if
 * there are several; other ways give no message.
 */
function readTuple(tuple: readonly unknown[]): readonly Item[] | undefined {
  const [first, second] = tuple;
  if (Array.isArray(first)) return readTuple(Array.isArray(second) ? second : tuple.slice(1));
  if (/^messages(\||$)/.test(stringOf(first) ?? ""))
    return Array.isArray(second) ? readTuple(second) : undefined;
  return isMessage(first) ? (tuple as readonly Item[]) : undefined;
}

/** Those of `streamEvents` in version 2 and 3, and those of the client of a LangGraph server that give text. */
const events =
  /^(on_|messages(\||$)|error$|content-block-|message-(start|finish)$|tool-(started|finished|error|output-delta)$)/;
const blockTypes: Readonly<Record<string, string>> = {
  reasoning: "thinking",
  tool_call: "tool_use",
  tool_call_chunk: "tool_use",
};
