import { createCallBuffer } from "./call-buffer.ts";
import { type Dialect, fieldsOf, type Item, stringOf, toError } from "./dialect.ts";

/** Events of the AG-UI protocol. */
export const agUi: Dialect = {
  reads: ({ type }) => typeof type === "string" && (Object.hasOwn(silent, type) || prefix.test(type)),
  create(emit) {
    const calls = createCallBuffer(emit);
    /** The message that is being written, and whether it is the agent's. */
    let message: unknown;
    let isShown = true;

    const startMessage = ({ messageId, role }: Item) => {
      if (messageId === message && role === undefined) return;
      // Another message is another text.
      if (messageId !== message) emit({ type: "start-step" });
      message = messageId;
      isShown = role === undefined || role === "assistant";
    };
    const text: Handler = (item) => {
      if (item.messageId !== undefined && item.messageId !== message) startMessage(item);
      const { delta, messageId } = item;
      if (isShown && typeof delta === "string")
        emit({ type: "text-delta", text: delta, id: stringOf(messageId ?? message) });
    };
    const think: Handler = ({ delta }) => emit({ type: "reasoning-delta", text: stringOf(delta) ?? "" });
    const startThought = () => emit({ type: "reasoning-start" });
    const endThought = () => emit({ type: "reasoning-end" });
    let lastCall: unknown;
    const call: Handler = ({ toolCallId, toolCallName, delta }) => {
      if (toolCallId !== undefined && toolCallId !== lastCall) {
        lastCall = toolCallId;
        calls.begin(toolCallId, toolCallId, toolCallName);
      }
      calls.add(lastCall, delta);
    };

    const handlers: Readonly<Record<string, Handler>> = {
      TEXT_MESSAGE_START: startMessage,
      TEXT_MESSAGE_CONTENT: text,
      TEXT_MESSAGE_CHUNK: text,
      TOOL_CALL_START: call,
      TOOL_CALL_ARGS: call,
      TOOL_CALL_CHUNK: call,
      TOOL_CALL_END: ({ toolCallId }) => calls.end(toolCallId),
      TOOL_CALL_RESULT: ({ toolCallId, content }) => {
        if (typeof toolCallId !== "string") return;
        calls.end(toolCallId);
        calls.forget(toolCallId);
        emit({ type: "tool-result", toolCallId, output: content });
      },
      THINKING_START: startThought,
      THINKING_TEXT_MESSAGE_CONTENT: think,
      THINKING_END: endThought,
      REASONING_START: startThought,
      REASONING_MESSAGE_CONTENT: think,
      REASONING_MESSAGE_CHUNK: think,
      REASONING_END: endThought,
      STEP_STARTED: () => emit({ type: "start-step" }),
      STEP_FINISHED: () => emit({ type: "finish-step" }),
      RUN_FINISHED: ({ outcome }) => {
        calls.endAll();
        const { type } = fieldsOf(outcome);
        const isWaiting = outcome === "interrupt" || type === "interrupt";
        emit({ type: "finish", finishReason: isWaiting ? "tool-calls" : "stop" });
      },
      RUN_ERROR: (item) => emit({ type: "error", error: toError(item) }),
    };

    return (item) => {
      const type = item.type as string;
      if (Object.hasOwn(handlers, type)) handlers[type]?.(item);
    };
  },
};

type Handler = (item: Item) => void;

const prefix = /^(TEXT_MESSAGE|TOOL_CALL|THINKING|REASONING|STEP|RUN|SUBAGENT|STATE|ACTIVITY|MESSAGES)_/;
const silent = { RAW: true, CUSTOM: true };
