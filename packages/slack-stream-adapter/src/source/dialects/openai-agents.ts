import type { ToolCallFields } from "../canonical-parts.ts";
import {
  type Dialect,
  fieldsOf,
  type Handlers,
  handle,
  type Item,
  matches,
  parseInput,
  pick,
  pickString,
  textOf,
} from "./dialect.ts";

/** Events of `@openai/agents`, which a `StreamedRunResult` gives. A failed run throws. */
export const openaiAgents: Dialect = {
  reads: ({ type }) => matches(type, /^(raw_model|run_item|agent_updated)_stream_event$/),
  create(writer, open) {
    const { emit } = writer;
    // The events of the model's own API say all again; only what it thinks is nowhere else.
    const readThought = open((part) => {
      if (part.type.startsWith("reasoning-")) emit(part);
    }).read;
    const call = (item: Item) => emit({ type: "tool-call", ...toCall(item), input: toInput(item) });
    /** A tool that fails has a text of the SDK's as its output. */
    const output = (item: Item) => {
      const given = pick(item, "output rawItem.output.text rawItem.output");
      const hasFailed = matches(given, /^An error occurred while (running|parsing) /);
      writer.result(toCall(item), given, hasFailed ? given : undefined);
    };

    const handlers: Handlers = {
      response_started: writer.again,
      output_text_delta: ({ delta, itemId }) => writer.say(delta, itemId),
      response_done: () => emit({ type: "finish-step" }),
      model: ({ event }) => void readThought(fieldsOf(event)),
      message_output_item: ({ rawItem }) =>
        writer.sayWhole(textOf(pick(rawItem, "content")), pick(rawItem, "id")),
      tool_call_item(item) {
        call(item);
        const { rawItem } = item;
        // Those that OpenAI runs have their result with them.
        if (pick(rawItem, "type") !== "hosted_tool_call") return;
        const failure = pick(rawItem, "status") === "failed" ? rawItem : undefined;
        writer.result(toCall(item), pick(rawItem, "output"), failure);
      },
      handoff_call_item: call,
      tool_call_output_item: output,
      handoff_output_item: output,
      tool_approval_item(item) {
        const { toolCallId, toolName } = toCall(item);
        writer.ask(toolCallId, toolCallId, toolName, toInput(item));
      },
    };

    return ({ data, item }) => {
      const inner = fieldsOf(data ?? item);
      handle(handlers, inner.type, inner);
    };
  },
};

function toInput(item: Item): unknown {
  return parseInput(pick(item, "rawItem.arguments rawItem.action rawItem.input"));
}

function toCall(item: Item): ToolCallFields {
  return {
    toolCallId: pickString(item, "rawItem.callId rawItem.id") ?? "",
    toolName: pickString(item, "toolName rawItem.name rawItem.type")?.replace(/_call$/, ""),
    ...(pick(item, "rawItem.type") === "hosted_tool_call" ? { providerExecuted: true } : {}),
  };
}
