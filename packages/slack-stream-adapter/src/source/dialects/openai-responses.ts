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
} from "./dialect.ts";

/** Events of OpenAI's Responses API. Its `error` event is read as the AI SDK's. */
export const openaiResponses: Dialect = {
  reads: ({ type }) => typeof type === "string" && type.startsWith("response."),
  create(emit) {
    const calls = createCallBuffer(emit);
    /** The content parts whose text was given in pieces: it comes whole once more. */
    const given = new Set<string>();

    let message: unknown;

    const delta: Handler = (item) => {
      // Another message is another text.
      if (item.item_id !== message) emit({ type: "start-step" });
      message = item.item_id;
      const id = toPartId(item);
      given.add(id);
      emitText(emit, item.delta, id);
    };
    const whole: Handler = (item) => {
      if (!given.has(toPartId(item))) delta({ ...item, delta: item.text ?? item.refusal });
    };
    const think: Handler = ({ delta }) => emitThought(emit, delta);

    const outputDone: Handler = ({ item }) => {
      const output = fieldsOf(item);
      const { type, id, call_id, action, operation } = output;
      if (type === "reasoning") return emit({ type: "reasoning-end" });
      if (isAppCall(output)) {
        calls.begin(id, call_id ?? id, toToolName(output));
        return calls.end(id, parseInput(output.arguments ?? output.input) ?? action ?? operation);
      }
      if (typeof call_id === "string") {
        calls.forget(call_id);
        return emit({ type: "tool-result", toolCallId: call_id, output: output.output });
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
        input: parseInput(output.arguments) ?? action ?? output.queries ?? output.code,
      });
      const failure = error ?? (status === "failed" ? status : undefined);
      emitOutcome(emit, tool, output.output ?? results ?? outputs, failure);
    };

    const end = ({ response }: Item, reason: string) => {
      const output = itemsOf(fieldsOf(response).output).map(fieldsOf);
      // A server that streams no pieces says it all here.
      for (const message of output)
        itemsOf(message.content).forEach((part, index) => {
          const { text, refusal } = fieldsOf(part);
          whole({ item_id: message.id, content_index: index, text: text ?? refusal });
        });
      const called = output.some(
        (call) => isAppCall(call) && output.every((one) => one === call || one.call_id !== call.call_id),
      );
      emitFinish(emit, called && reason === "stop" ? "tool-calls" : reason);
    };

    const handlers: Readonly<Record<string, Handler>> = {
      created: () => calls.settleAll(),
      "output_text.delta": delta,
      "output_text.done": whole,
      "refusal.delta": delta,
      "refusal.done": whole,
      "output_text.annotation.added": ({ annotation }) => emitSource(emit, annotation),
      "reasoning_summary_text.delta": think,
      "reasoning_text.delta": think,
      "output_item.added": ({ item }) => {
        const output = fieldsOf(item);
        const { type, id, call_id } = output;
        if (type === "reasoning") return emit({ type: "reasoning-start" });
        if (isAppCall(output)) return calls.begin(id, call_id ?? id, toToolName(output));
        const tool = toHostedTool(output);
        if (tool !== undefined) emit({ type: "tool-input-start", ...tool });
      },
      "output_item.done": outputDone,
      completed: (item) => end(item, "stop"),
      incomplete: (item) => {
        const { reason } = fieldsOf(fieldsOf(item.response).incomplete_details);
        end(item, stringOf(reason) ?? "other");
      },
      failed: ({ response }) => emitError(emit, fieldsOf(response).error ?? response),
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
function toHostedTool(output: Item) {
  const { type, id } = output;
  if (typeof id !== "string" || !isCall(type)) return undefined;
  return { toolCallId: id, toolName: toToolName(output), providerExecuted: true };
}

/** The app answers to it: `function_call`, `custom_tool_call`, `computer_call`, `shell_call`, … */
function isAppCall({ type, call_id }: Item): boolean {
  return type === "function_call" || (typeof call_id === "string" && isCall(type));
}

function isCall(type: unknown): boolean {
  return typeof type === "string" && type.endsWith("_call");
}

function toToolName({ type, name }: Item): string {
  return stringOf(name) ?? String(type).slice(0, -"_call".length);
}
