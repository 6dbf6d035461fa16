import type { ToolCallFields } from "../canonical-parts.ts";
import { parseInput } from "./call-buffer.ts";
import {
  type Dialect,
  type Emit,
  emitOutcome,
  emitText,
  fieldsOf,
  type Item,
  itemsOf,
  stringOf,
} from "./dialect.ts";

/** Events of `@openai/agents`, which a `StreamedRunResult` gives. A failed run throws. */
export const openaiAgents: Dialect = {
  reads: ({ type }) =>
    type === "raw_model_stream_event" ||
    type === "run_item_stream_event" ||
    type === "agent_updated_stream_event",
  create(emit, open) {
    /** The messages whose text was given in pieces: it comes as an item once more. */
    const given = new Set<unknown>();
    let message: unknown;
    // The events of the model's own API say all again; only what it thinks is nowhere else.
    const readThought = open((part) => {
      if (part.type.startsWith("reasoning-")) emit(part);
    });

    const say = (id: unknown, text: unknown) => {
      // Another message is another text.
      if (id !== message) emit({ type: "start-step" });
      message = id;
      given.add(id);
      emitText(emit, text, id);
    };

    const readModel = (data: Item) => {
      switch (data.type) {
        case "response_started":
          return given.clear();
        case "output_text_delta":
          return say(data.itemId, data.delta);
        case "response_done":
          return emit({ type: "finish-step" });
        case "model":
          readThought(fieldsOf(data.event));
      }
    };

    const readItem = (item: Item) => {
      const raw = fieldsOf(item.rawItem);
      const call = toCall(item, raw);
      switch (item.type) {
        case "message_output_item":
          // Where the pieces do not say of which message they are, they are of all.
          if (!given.has(raw.id) && !given.has(undefined)) say(raw.id, wholeText(raw));
          message = raw;
          return;
        case "tool_call_item":
          emit({ type: "tool-call", ...call, input: parseInput(raw.arguments ?? raw.action ?? raw.input) });
          // Those have their result with them.
          if (call.providerExecuted === true)
            emitOutcome(emit, call, raw.output, raw.status === "failed" ? raw : undefined);
          return;
        case "handoff_call_item":
          return emit({ type: "tool-call", ...call, input: parseInput(raw.arguments) });
        case "tool_call_output_item":
        case "handoff_output_item":
          return emitOutput(emit, call, item.output ?? fieldsOf(raw.output).text ?? raw.output);
        case "tool_approval_item":
          return emit({
            type: "tool-approval-request",
            ...call,
            approvalId: call.toolCallId,
            input: parseInput(raw.arguments),
          });
      }
    };

    return ({ type, data, item }) => {
      if (type === "raw_model_stream_event") readModel(fieldsOf(data));
      else if (type === "run_item_stream_event") readItem(fieldsOf(item));
    };
  },
};

function toCall(item: Item, raw: Item): ToolCallFields {
  return {
    toolCallId: stringOf(raw.callId ?? raw.id) ?? "",
    toolName: stringOf(item.toolName ?? raw.name ?? raw.type)?.replace(/_call$/, ""),
    ...(raw.type === "hosted_tool_call" ? { providerExecuted: true } : {}),
  };
}

/** A tool that fails, and one that a person refused, have a text of the SDK's as their output. */
function emitOutput(emit: Emit, call: ToolCallFields, output: unknown): void {
  const text = stringOf(output) ?? "";
  const hasFailed = /^An error occurred while (running|parsing) /.test(text);
  if (text === "Tool execution was not approved.") emit({ type: "tool-output-denied", ...call });
  else emitOutcome(emit, call, output, hasFailed ? output : undefined);
}

function wholeText({ content }: Item): string {
  if (typeof content === "string") return content;
  return itemsOf(content)
    .map((one) => stringOf(fieldsOf(one).text ?? fieldsOf(one).refusal) ?? "")
    .join("");
}
