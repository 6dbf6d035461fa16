import { createCallBuffer, parseInput } from "./call-buffer.ts";
import { type Dialect, fieldsOf, type Item, itemsOf, stringOf, toError } from "./dialect.ts";
import { toFinishReason } from "./finish-reason.ts";
import { emitCitation } from "./openai-chat.ts";

/** Events of OpenAI's Responses API. Its `error` event is read as the AI SDK's. */
export const openaiResponses: Dialect = {
  reads: ({ type }) => typeof type === "string" && type.startsWith("response."),
  create(emit) {
    const calls = createCallBuffer(emit);
    /** The content parts whose text was given in pieces: it comes whole once more. */
    const given = new Set<string>();

    const addText = (item: Item, text: unknown) => {
      if (typeof text === "string") emit({ type: "text-delta", text, id: toPartId(item) });
    };
    const delta: Handler = (item) => {
      given.add(toPartId(item));
      addText(item, item.delta);
    };
    const whole: Handler = (item) => {
      if (!given.has(toPartId(item))) delta({ ...item, delta: item.text ?? item.refusal });
    };
    const think: Handler = ({ delta }) => emit({ type: "reasoning-delta", text: stringOf(delta) ?? "" });

    const outputDone: Handler = ({ item }) => {
      const output = fieldsOf(item);
      const { type, id, call_id } = output;
      if (type === "reasoning") return emit({ type: "reasoning-end" });
      if (type === "function_call" || type === "custom_tool_call") {
        calls.begin(id, call_id ?? id, output.name);
        return calls.end(id, parseInput(output.arguments ?? output.input));
      }
      if (type === "mcp_approval_request" && typeof id === "string") {
        const call = { toolCallId: id, toolName: stringOf(output.name) };
        return emit({
          type: "tool-approval-request",
          ...call,
          approvalId: id,
          input: parseInput(output.arguments),
        });
      }
      const tool = toHostedTool(output);
      if (tool === undefined) return;
      const { error, status, results, outputs } = output;
      emit({
        type: "tool-call",
        ...tool,
        input: parseInput(output.arguments) ?? output.action ?? output.queries ?? output.code,
      });
      const isFailed = (error !== undefined && error !== null) || status === "failed";
      if (isFailed) emit({ type: "tool-error", ...tool, error: toError(error ?? "failed") });
      else emit({ type: "tool-result", ...tool, output: output.output ?? results ?? outputs });
    };

    const end = ({ response }: Item, reason: string) => {
      const output = itemsOf(fieldsOf(response).output).map(fieldsOf);
      // A server that streams no pieces says it all here.
      for (const message of output)
        itemsOf(message.content).forEach((part, index) => {
          const { text, refusal } = fieldsOf(part);
          whole({ item_id: message.id, content_index: index, text: text ?? refusal });
        });
      const called = output.some(({ type }) => type === "function_call" || type === "custom_tool_call");
      const finishReason = called && reason === "stop" ? "tool-calls" : reason;
      emit({ type: "finish-step", finishReason });
      emit({ type: "finish", finishReason });
    };

    const handlers: Readonly<Record<string, Handler>> = {
      created: () => calls.settleAll(),
      "output_text.delta": delta,
      "output_text.done": whole,
      "refusal.delta": delta,
      "refusal.done": whole,
      "output_text.annotation.added": ({ annotation }) => emitCitation(annotation, emit),
      "reasoning_summary_text.delta": think,
      "reasoning_text.delta": think,
      "output_item.added": ({ item }) => {
        const output = fieldsOf(item);
        const { type, id, call_id, name } = output;
        if (type === "reasoning") return emit({ type: "reasoning-start" });
        if (type === "function_call" || type === "custom_tool_call")
          return calls.begin(id, call_id ?? id, name);
        const tool = toHostedTool(output);
        if (tool !== undefined) emit({ type: "tool-input-start", ...tool });
      },
      "output_item.done": outputDone,
      completed: (item) => end(item, "stop"),
      incomplete: (item) => {
        const { reason } = fieldsOf(fieldsOf(item.response).incomplete_details);
        end(item, toFinishReason(stringOf(reason) ?? "other"));
      },
      failed: ({ response }) => emit({ type: "error", error: toError(fieldsOf(response).error ?? response) }),
      cancelled: () => emit({ type: "abort" }),
    };

    return (item) => {
      const name = (item.type as string).slice("response.".length);
      if (Object.hasOwn(handlers, name)) handlers[name]?.(item);
    };
  },
};

type Handler = (item: Item) => void;

function toPartId({ item_id, content_index }: Item): string {
  return `${item_id}:${content_index}`;
}

/** A tool that OpenAI runs: `web_search_call`, `mcp_call`, … */
function toHostedTool({ type, id, name }: Item) {
  if (typeof type !== "string" || typeof id !== "string" || !type.endsWith("_call")) return undefined;
  return {
    toolCallId: id,
    toolName: stringOf(name) ?? type.slice(0, -"_call".length),
    providerExecuted: true,
  };
}
