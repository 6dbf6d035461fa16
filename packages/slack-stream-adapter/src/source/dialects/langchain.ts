import { createCallBuffer, parseInput } from "./call-buffer.ts";
import { type Dialect, fieldsOf, type Item, itemsOf, stringOf, textOf, toError } from "./dialect.ts";
import { toFinishReason } from "./finish-reason.ts";

/**
 * LangChain: message chunks of a model, the `[chunk, metadata]` of LangGraph's `streamMode: "messages"`, alone or beside other
 * modes, and the events of `streamEvents`.
 */
export const langchain: Dialect = {
  reads: (item) => {
    const [first, second] = itemsOf(item);
    // With `subgraphs: true` the place of the subgraph comes first.
    if (Array.isArray(first)) return modes.has(second) || isMessage(itemsOf(second)[0]);
    if (first !== undefined) return modes.has(first) || isMessage(first);
    const { event } = item;
    return isMessage(item) || (typeof event === "string" && event.startsWith("on_"));
  },
  create(emit) {
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
        emit({ type: "finish-step", finishReason: toFinishReason(reason) });
        emit({ type: "finish", finishReason: toFinishReason(reason) });
      }
      return said;
    };

    const readSources = (annotations: unknown) => {
      for (const source of itemsOf(annotations)) {
        const { url, title } = fieldsOf(source);
        if (typeof url === "string") emit({ type: "source", url, title: stringOf(title) });
      }
    };

    const readContent = ({ content, additional_kwargs }: Item): boolean => {
      const thought = textOf(fieldsOf(additional_kwargs).reasoning_content);
      if (thought !== "") emit({ type: "reasoning-delta", text: thought });
      let said = false;
      for (const one of typeof content === "string" ? [{ type: "text", text: content }] : itemsOf(content)) {
        const { type, text, thinking, reasoning, annotations } = fieldsOf(one);
        const thoughts = thinking ?? reasoning;
        if (typeof thoughts === "string") emit({ type: "reasoning-delta", text: thoughts });
        else if (typeof text === "string" && text !== "" && type !== "reasoning") {
          said = true;
          emit({ type: "text-delta", text });
        }
        readSources(annotations);
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

    const readToolMessage = ({ tool_call_id, name, content, status }: Item) => {
      if (typeof tool_call_id !== "string") return false;
      calls.endAll();
      calls.forget(tool_call_id);
      emitOutcome({ toolCallId: tool_call_id, toolName: stringOf(name) }, content, status);
      return false;
    };

    const emitOutcome = (
      call: { toolCallId: string; toolName: string | undefined },
      content: unknown,
      status: unknown,
    ) => {
      const output = typeof content === "string" ? content : textOf(content) || content;
      if (status === "error") emit({ type: "tool-error", ...call, error: toError(output) });
      else emit({ type: "tool-result", ...call, output });
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
          return emit({ type: "text-delta", text: stringOf(fieldsOf(chunk).text) ?? "" });
        case "on_tool_start":
          return emit({ type: "tool-call", ...call, input: parseInput(fieldsOf(input).input ?? input) });
        case "on_tool_end": {
          const { content, status } = fieldsOf(fieldsOf(output).kwargs ?? output);
          return emitOutcome(call, content ?? output, status);
        }
        case "on_tool_error":
          return emit({ type: "tool-error", ...call, error: toError(error ?? output) });
      }
    };

    const readTuple = (tuple: readonly unknown[]) => {
      const [first, second] = tuple;
      // The namespace of a subgraph comes first, then the mode of streaming.
      if (Array.isArray(first)) {
        readTuple(Array.isArray(second) ? second : tuple.slice(1));
        return;
      }
      if (typeof first === "string") {
        if (first === "messages" && Array.isArray(second)) readTuple(second);
        return;
      }
      if (!isMessage(first)) return;
      const { langgraph_checkpoint_ns, langgraph_node } = fieldsOf(second);
      const from = langgraph_checkpoint_ns ?? langgraph_node;
      if (from !== node && from !== undefined) emit({ type: "start-step" });
      node = from;
      readMessage(first, "calls");
    };

    return (item) => {
      if (Array.isArray(item)) readTuple(item);
      else if (typeof item.event === "string") readEvent(item);
      else readMessage(item, "calls");
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

/** The fields before an item if a graph streams in several modes. */
const modes: ReadonlySet<unknown> = new Set([
  "messages",
  "updates",
  "values",
  "custom",
  "debug",
  "tasks",
  "checkpoints",
  "tools",
]);
