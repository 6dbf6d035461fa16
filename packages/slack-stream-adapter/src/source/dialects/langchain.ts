import type { ToolCallFields } from "../canonical-parts.ts";
import {
  type Dialect,
  fieldsOf,
  type Handlers,
  handle,
  type Item,
  itemsOf,
  matches,
  parseInput,
  pick,
  pickItems,
  pickString,
  stringOf,
  textOf,
} from "./dialect.ts";
import type { Block } from "./writer.ts";

/**
 * LangChain: message chunks of a model, the `[chunk, metadata]` of LangGraph's `streamMode: "messages"`, alone or beside other
 * modes, and the events of `streamEvents`.
 */
export const langchain: Dialect = {
  reads: (item) => {
    if (interruptsOf(item).length > 0) return true;
    if (Array.isArray(item)) return readTuple(item) !== undefined;
    const { event, type, method } = item;
    if (type === "event") return method === "messages" || method === "tools";
    return isMessage(item) || matches(event, events);
  },
  create(writer) {
    const { emit } = writer;
    const { turns } = writer;
    /** The message that spoke last. */
    let last: unknown;
    /** The step of the graph, and the nodes that have spoken in it. */
    const spoken = new Set<unknown>();
    /** The runs of models that gave their text in pieces: it comes whole at their end. */
    const streamed = new Set<unknown>();

    /** Says whether there was text in it. */
    const readMessage = (message: Item, place: "stream" | "graph" | "events"): boolean => {
      const type = typeOf(message);
      const fields = contentsOf(message);
      // Events tell of calls by themselves.
      const hasCalls = place !== "events";
      if (type === "tool" && hasCalls) readToolMessage(fields);
      if (type !== "ai") return false;
      const said = readContent(fields);
      const { tool_call_chunks: pieces, tool_calls } = fields;
      if (hasCalls && itemsOf(pieces).length > 0) writer.calls(pieces, "pieces");
      else if (hasCalls) writer.calls(tool_calls, "whole");
      const reason = reasonOf(fields);
      if (reason !== undefined) (place === "graph" ? writer.finishMessage : writer.finish)(reason);
      return said;
    };

    const readContent = (message: Item): boolean => {
      writer.thought(pick(message, "additional_kwargs.reasoning_content"));
      let said = false;
      const { content } = message;
      for (const one of typeof content === "string" ? [{ text: content }] : pickItems(message, "content")) {
        const { type, text } = one as Item;
        const thoughts = pick(one, "thinking reasoning");
        writer.thought(thoughts);
        if (thoughts === undefined && type !== "reasoning") {
          said ||= text !== undefined && text !== "";
          writer.text(text);
        }
        pickItems(one, "annotations").forEach(writer.source);
      }
      return said;
    };

    const readToolMessage = (message: Item) => {
      const toolCallId = stringOf(message.tool_call_id);
      if (toolCallId === undefined) return;
      writer.endCalls();
      readOutput({ toolCallId, toolName: stringOf(message.name) }, message);
    };

    /** The output of a tool is a message, or what the tool returned. */
    const readOutput = (call: ToolCallFields, value: unknown) => {
      const { content = value, status } = fieldsOf(pick(value, "kwargs") ?? value);
      const output = typeof content === "string" ? content : textOf(content) || content;
      writer.result(call, output, status === "error" ? output : undefined);
    };

    /** Nodes may speak at the same time, each of them several times. */
    const readFrom = ([given, metadata]: readonly Item[]) => {
      const message = fieldsOf(given);
      const from = pickString(metadata, "langgraph_checkpoint_ns langgraph_node") ?? "";
      const graph = `${from.split("|").slice(0, -1)} `;
      const step = `${graph}${pick(metadata, "langgraph_step")} `;
      const fields = contentsOf(message);
      const key = `${step}${fields.id ?? from}`;
      // A graph makes its next step when all nodes of this one are ready.
      const speaks = String(turns.first() ?? step);
      if (speaks.startsWith(graph) && !speaks.startsWith(step)) turns.over(speaks);
      turns.take(key, () => {
        if (key !== last) {
          // The next step, or a node that asks its model again.
          if (!spoken.has(step) || spoken.has(from)) emit({ type: "finish-step" });
          if (!spoken.has(step)) spoken.clear();
          spoken.add(step).add(from);
          if (from !== "") writer.step();
          last = key;
        }
        readMessage(message, from === "" ? "stream" : "graph");
      });
      if (typeOf(message) !== "ai" || reasonOf(fields) !== undefined) turns.over(key);
    };

    /** A graph that waits for a person says what for, once for each way of streaming. */
    const asked = new Set<unknown>();
    const ask = ({ id, interrupt_id = id, value }: Item) => {
      if (asked.has(interrupt_id)) return;
      asked.add(interrupt_id);
      const requests = pickItems(value, "actionRequests action_requests");
      for (const one of requests.length > 0 ? requests : [{ args: value }])
        writer.ask(interrupt_id, undefined, pickString(one, "name action"), one.args);
    };

    const callOf = (item: Item): ToolCallFields => ({
      toolCallId: pickString(item, "tool_call_id run_id") ?? "",
      toolName: pickString(item, "tool_name name"),
    });
    const called = (item: Item, input: unknown) =>
      emit({ type: "tool-call", ...callOf(item), input: parseInput(input) });

    const handlers: Handlers = {
      // Version 2 of `streamEvents`.
      on_chat_model_start: writer.step,
      on_chat_model_stream({ data, run_id }) {
        if (readMessage(fieldsOf(pick(data, "chunk")), "events")) streamed.add(run_id);
      },
      on_chat_model_end({ data, run_id }) {
        if (!streamed.delete(run_id)) readMessage(fieldsOf(pick(data, "output")), "events");
        emit({ type: "finish-step" });
      },
      on_llm_stream: ({ data }) => writer.text(pick(data, "chunk.text")),
      on_tool_start: (item) => called(item, pick(item, "data.input.input data.input")),
      on_tool_end: (item) => readOutput(callOf(item), pick(item, "data.output")),
      on_tool_error: (item) =>
        writer.result(callOf(item), undefined, pick(item, "data.error data.output") ?? "failed"),
      // Version 3.
      "message-start"({ node }) {
        // A graph tells of results, and its other nodes may go on without them.
        if (node === undefined) writer.again();
        writer.step();
      },
      "content-block-start"({ index, content }) {
        const { type, id, name, output, status } = fieldsOf(content);
        const by = stringOf(type)?.startsWith("server") ? "provider" : "app";
        writer.begin(index, { type: blockTypes[type as string] ?? "other", id, name, by });
        const toolCallId = pickString(content, "toolCallId");
        writer.result({ toolCallId }, output, status === "error" ? (output ?? status) : undefined);
        writer.add(index, pick(content, "text"));
      },
      "content-block-delta"({ index, delta }) {
        writer.add(index, pick(delta, "text"), pick(delta, "reasoning"), pick(delta, "args fields.args"));
      },
      "content-block-finish": ({ index, content }) => writer.end(index, pick(content, "args")),
      "message-finish": ({ reason }) => writer.finishMessage(reason),
      "tool-started": (item) => called(item, item.input),
      "tool-finished": (item) => readOutput(callOf(item), item.output),
      "tool-error": (item) => writer.result(callOf(item), undefined, item.message),
      error: writer.fail,
    };

    return (item) => {
      const interrupts = interruptsOf(item);
      if (interrupts.length > 0) {
        turns.end();
        interrupts.forEach(ask);
        return writer.finish("tool-calls");
      }
      const { event, data } = item;
      const tuple = readTuple(Array.isArray(item) ? item : [event, data]);
      if (tuple !== undefined) return readFrom(tuple);
      if (item.type !== "event" && typeof event !== "string") return void readMessage(item, "stream");
      const isWhole = data === undefined || stringOf(event)?.startsWith("on_");
      const inner = item.type === "event" ? pick(item, "params.data") : isWhole ? item : data;
      const fields: Item = { node: pick(item, "params.node"), ...fieldsOf(inner) };
      const { event: name, run_id } = fields;
      if (!Object.hasOwn(handlers, name as string)) return;
      turns.take(run_id, () => handle(handlers, name, fields));
      if (!matches(name, goesOn)) turns.over(run_id);
    };
  },
};

/** What a graph waits for; its modes `updates` and `values` say it. */
function interruptsOf(item: unknown): readonly Item[] {
  const inner = Array.isArray(item) ? item.at(-1) : item;
  return pickItems(
    inner,
    "__interrupt__ data.__interrupt__ data.chunk.__interrupt__ params.data.__interrupt__",
  );
}

/** A message that was written to JSON has its fields inside. */
function contentsOf(message: Item): Item {
  return message.lc === 1 && "kwargs" in message ? fieldsOf(message.kwargs) : message;
}

function reasonOf({ additional_kwargs, response_metadata }: Item): string | undefined {
  const about = { ...fieldsOf(additional_kwargs), ...fieldsOf(response_metadata) };
  return pickString(about, "finish_reason stop_reason finishReason");
}

function isMessage(value: unknown): value is Item {
  const item = fieldsOf(value);
  return ("content" in item || item.lc === 1) && typeOf(item) !== undefined;
}

/** `ai`, `tool`, `human`; of what was written to JSON the name of the class says it. */
function typeOf(item: Item): string | undefined {
  const { lc, id, type, _getType } = item;
  const name =
    typeof _getType === "function" ? _getType.call(item) : lc === 1 && Array.isArray(id) ? id.at(-1) : type;
  return /^(ai|tool|human|system)(?:Message)?(?:Chunk)?$/i.exec(stringOf(name) ?? "")?.[1]?.toLowerCase();
}

/**
 * The message and its metadata. Before them stand the place of a subgraph (`subgraphs: true`) and the way of streaming, if
 * there are several; other ways give no message.
 */
function readTuple(tuple: readonly unknown[]): readonly Item[] | undefined {
  const [first, second] = tuple;
  if (Array.isArray(first)) return readTuple(Array.isArray(second) ? second : tuple.slice(1));
  if (matches(first, /^messages(\||$)/)) return Array.isArray(second) ? readTuple(second) : undefined;
  return isMessage(first) ? (tuple as readonly Item[]) : undefined;
}

/** Those of `streamEvents` in version 2 and 3, and those of the client of a LangGraph server that give text. */
const events = /^(on_|message(?!s\/)|content-block-|tool-|error$)/;
/** The others end a message, or are whole. */
const goesOn = /^(on_chat_model_(start|stream)|message-start|content-block-.*)$/;
const blockTypes: Readonly<Record<string, Block["type"]>> = {
  text: "text",
  reasoning: "thought",
  tool_call: "call",
  tool_call_chunk: "call",
  server_tool_call: "call",
  server_tool_call_chunk: "call",
};
