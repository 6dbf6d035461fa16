import type { ToolCallFields } from "../canonical-parts.ts";
import { parseInput } from "./call-buffer.ts";
import { type Dialect, fieldsOf, type Item, itemsOf, stringOf } from "./dialect.ts";

/** Events of `@openai/agents`, which a `StreamedRunResult` gives. A failed run throws. */
export const openaiAgents: Dialect = {
  reads: ({ type }) =>
    type === "raw_model_stream_event" ||
    type === "run_item_stream_event" ||
    type === "agent_updated_stream_event",
  create(emit, open) {
    /** The model's text is given in pieces, then as an item. */
    let isGiven = false;
    // The events of the model's own API say all again; only what it thinks is nowhere else.
    const readThought = open((part) => {
      if (part.type.startsWith("reasoning-")) emit(part);
    });

    const readModel = (data: Item) => {
      switch (data.type) {
        case "output_text_delta":
          isGiven = true;
          return emit({ type: "text-delta", text: stringOf(data.delta) ?? "", id: "text" });
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
          if (!isGiven) emit({ type: "text-delta", text: wholeText(raw), id: "text" });
          isGiven = false;
          return emit({ type: "text-end", id: "text" });
        case "tool_call_item":
          return emit({
            type: "tool-call",
            ...call,
            input: parseInput(raw.arguments ?? raw.action ?? raw.input),
          });
        case "handoff_call_item":
          return emit({ type: "tool-call", ...call, input: parseInput(raw.arguments) });
        case "tool_call_output_item":
        case "handoff_output_item":
          return emit({
            type: "tool-result",
            ...call,
            output: item.output ?? fieldsOf(raw.output).text ?? raw.output,
          });
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
    toolName: stringOf(item.toolName ?? raw.name ?? raw.type),
    // Those have their result with them.
    ...(raw.type === "hosted_tool_call" ? { providerExecuted: true } : {}),
  };
}

function wholeText({ content }: Item): string {
  if (typeof content === "string") return content;
  return itemsOf(content)
    .map((one) => stringOf(fieldsOf(one).text ?? fieldsOf(one).refusal) ?? "")
    .join("");
}
