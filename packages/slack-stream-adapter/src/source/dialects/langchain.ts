import { blockHandlers, toSnakeCase } from "./anthropic.ts";
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
  stringOf,
} from "./dialect.ts";
import type { CallNames, Writer } from "./writer.ts";

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
    return toMessage(item).type !== undefined || matches(event, events);
  },
  create(writer) {
    const reader = new LangchainReader(writer);
    return (item) => reader.read(item);
  },
};

class LangchainReader {
  readonly #writer: Writer;
  readonly #handlers: Handlers;
  /** The message with the latest text. */
  #last: unknown;
  /** The present step of the graph, and its nodes that have written. */
  readonly #spoken = new Set<unknown>();
  /** The model runs that gave their text in pieces. The text comes whole at their end. */
  readonly #streamed = new Set<unknown>();
  /** The interrupts of the graph that were read. A graph reports each of them in every stream mode. */
  readonly #asked = new Set<unknown>();
  /** The events of a graph or a chain report calls separately. Those of a model alone do not. */
  #isGraph = false;

  constructor(writer: Writer) {
    this.#writer = writer;
    const call = (item: Item) => {
      const { toolCallId, toolName } = toNames(item);
      const input = pick(item, "data.input.input data.input input");
      writer.call({ id: toolCallId, name: toolName }, input);
    };
    const fail = (item: Item) =>
      writer.settle(toNames(item), undefined, pick(item, "data.error data.output message") ?? "failed");
    const result = (item: Item) => readOutput(writer, pick(item, "data.output output"), toNames(item));
    this.#handlers = {
      ...blockHandlers(writer),
      // Version 2 of `streamEvents`.
      on_chat_model_start: () => (this.#isGraph ? writer.step() : writer.again()),
      on_chat_model_stream: ({ data, run_id }) => {
        this.#streamed.add(run_id);
        this.#readMessage(pick(data, "chunk"), this.#place);
      },
      on_chat_model_end: ({ data, run_id }) => {
        if (!this.#streamed.delete(run_id)) this.#readMessage(pick(data, "output"), this.#place);
        writer.endCalls();
        writer.endStep();
      },
      on_llm_stream: ({ data }) => writer.text(pick(data, "chunk.text")),
      on_tool_start: call,
      on_tool_end: result,
      on_tool_error: fail,
      // Version 3. The events of blocks are above.
      message_start({ node }) {
        // A graph reports results, and its other nodes may go on without them.
        if (node === undefined) writer.again();
        writer.step();
      },
      message_finish: ({ reason }) => writer.finishMessage(reason),
      tool_started: call,
      tool_finished: result,
      tool_error: fail,
      error: (item) => writer.fail(item),
    };
  }

  read(item: Item): void {
    const { turns } = this.#writer;
    const interrupts = interruptsOf(item);
    if (interrupts.length > 0) {
      turns.end();
      for (const one of interrupts) this.#ask(one);
      this.#writer.finish("tool-calls");
      return;
    }
    const { event, data, type } = item;
    const tuple = readTuple(Array.isArray(item) ? item : [event, data]);
    if (tuple !== undefined) this.#readFrom(tuple);
    else if (type === "event" || typeof event === "string") this.#readEvent(item);
    else this.#readMessage(item, "stream");
  }

  #readEvent(item: Item): void {
    const { event, data, type } = item;
    const isWhole = data === undefined || stringOf(event)?.startsWith("on_");
    const inner = type === "event" ? pick(item, "params.data") : isWhole ? item : data;
    const fields: Item = { node: pick(item, "params.node"), event, ...fieldsOf(inner) };
    const name = toSnakeCase(pickString(fields, "event") ?? "");
    this.#isGraph ||= name === "on_chain_start" || pick(fields, "metadata.langgraph_node") !== undefined;
    if (!Object.hasOwn(this.#handlers, name)) return;
    const { turns } = this.#writer;
    const { run_id } = fields;
    turns.take(run_id, () => handle(this.#handlers, name, fields));
    if (!matches(name, goesOn)) turns.over(run_id);
  }

  get #place() {
    return this.#isGraph ? "events" : "stream";
  }

  /** Nodes may write at the same time, each of them several messages. */
  #readFrom([given, metadata]: readonly Item[]): void {
    const { turns } = this.#writer;
    const { type, fields } = toMessage(given);
    const from = pickString(metadata, "langgraph_checkpoint_ns langgraph_node") ?? "";
    const graph = `${from.split("|").slice(0, -1)} `;
    const step = `${graph}${pick(metadata, "langgraph_step")} `;
    const key = `${step}${fields.id ?? from}`;
    // A graph begins its next step when all nodes of the present step are done.
    const speaks = String(turns.first ?? step);
    if (speaks.startsWith(graph) && !speaks.startsWith(step)) turns.over(speaks);
    // Some models give no reason, and only mark the last piece.
    const isOver = type !== "ai" || reasonOf(fields) !== undefined || fields.chunk_position === "last";
    if (!isOver && !turns.has(key) && isEmpty(fields)) return;
    turns.take(key, () => {
      if (key !== this.#last) this.#beginMessage(key, step, from);
      this.#readMessage(given, from === "" ? "stream" : "graph");
    });
    if (isOver) turns.over(key);
  }

  #beginMessage(key: string, step: string, from: string): void {
    // The next step, or a node that calls its model again.
    if (!this.#spoken.has(step) || this.#spoken.has(from)) this.#writer.endStep();
    if (!this.#spoken.has(step)) this.#spoken.clear();
    this.#spoken.add(step).add(from);
    if (from !== "") this.#writer.step();
    this.#last = key;
  }

  #readMessage(message: unknown, place: "stream" | "graph" | "events"): void {
    const { type, fields } = toMessage(message);
    const hasCalls = place !== "events";
    if (type === "tool" && hasCalls) {
      this.#writer.endCalls();
      readOutput(this.#writer, fields, { ...toNames(fields), toolCallId: stringOf(fields.tool_call_id) });
    }
    if (type !== "ai") return;
    const { content, tool_call_chunks: pieces, tool_calls } = fields;
    // It holds the reasoning and the refusals of OpenAI's API.
    this.#writer.add(undefined, fields.additional_kwargs);
    this.#writer.content(content);
    if (hasCalls && itemsOf(pieces).length > 0) this.#writer.calls(pieces, "pieces");
    else if (hasCalls) this.#writer.calls(tool_calls, "whole");
    const reason = reasonOf(fields);
    if (place === "stream") this.#writer.finish(reason);
    else if (reason !== undefined) this.#writer.finishMessage(reason);
  }

  #ask({ id, interrupt_id = id, value }: Item): void {
    if (this.#asked.has(interrupt_id)) return;
    this.#asked.add(interrupt_id);
    const requests = pickItems(value, "actionRequests action_requests");
    for (const one of requests.length > 0 ? requests : [{ args: value }])
      this.#writer.ask(interrupt_id, undefined, pickString(one, "name action"), one.args);
  }
}

/** The output of a tool is a message, or the value that the tool returned. */
function readOutput(writer: Writer, value: unknown, call: CallNames): void {
  const given = pick(value, "kwargs") ?? value;
  writer.result("content" in fieldsOf(given) ? given : { output: given }, call);
}

function toNames(item: Item): CallNames {
  return {
    toolCallId: pickString(item, "tool_call_id run_id"),
    toolName: pickString(item, "tool_name name"),
  };
}

/** The interrupts of a graph. Its modes `updates` and `values` report them. */
function interruptsOf(item: unknown): readonly Item[] {
  const inner = Array.isArray(item) ? item.at(-1) : item;
  return pickItems(
    inner,
    "__interrupt__ data.__interrupt__ data.chunk.__interrupt__ params.data.__interrupt__",
  );
}

function reasonOf({ additional_kwargs, response_metadata }: Item): string | undefined {
  const about = { ...fieldsOf(additional_kwargs), ...fieldsOf(response_metadata) };
  return (
    pickString(
      about,
      "finish_reason stop_reason finishReason done_reason stopReason messageStop.stopReason",
    ) || undefined
  );
}

/** The usage comes after the message, and has no text. */
function isEmpty({ content, tool_call_chunks, tool_calls, usage_metadata }: Item): boolean {
  const given = [content, tool_call_chunks, tool_calls] as readonly (string | undefined)[];
  return usage_metadata !== undefined && given.every((one) => !one?.length);
}

/**
 * The fields of a message, and its type: `ai`, `tool`, `human` or `system`. A message that was written to JSON has its fields inside, and the name
 * of its class says the type.
 */
function toMessage(value: unknown): { readonly type: string | undefined; readonly fields: Item } {
  const item = fieldsOf(value);
  const isWritten = item.lc === 1;
  const named = isWritten && Array.isArray(item.id) ? item.id.at(-1) : item.type;
  const name = typeof item._getType === "function" ? item._getType.call(item) : named;
  const [, type] = /^(ai|tool|human|system)(?:Message)?(?:Chunk)?$/i.exec(stringOf(name) ?? "") ?? [];
  return {
    type: isWritten || "content" in item ? type?.toLowerCase() : undefined,
    fields: isWritten && "kwargs" in item ? fieldsOf(item.kwargs) : item,
  };
}

/**
 * Returns the message and its metadata. The path of a subgraph (`subgraphs: true`) and the stream mode may come before them. Other stream modes
 * give no message.
 */
function readTuple(tuple: readonly unknown[]): readonly Item[] | undefined {
  const [first, second] = tuple;
  if (Array.isArray(first)) return readTuple(Array.isArray(second) ? second : tuple.slice(1));
  if (matches(first, /^messages(\||$)/)) return Array.isArray(second) ? readTuple(second) : undefined;
  return toMessage(first).type !== undefined ? (tuple as readonly Item[]) : undefined;
}

/** Those of `streamEvents` in version 2 and 3, and those of the client of a LangGraph server that give text. */
const events = /^(on_|messages(\||$)|message-|content-block-|tool-|error$)/;
/** The others end a message, or hold a whole message. */
const goesOn = /^(on_chat_model_(start|stream)|message_start|content_block_.*)$/;
