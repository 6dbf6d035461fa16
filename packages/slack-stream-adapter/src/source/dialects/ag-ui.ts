import { createCallBuffer, parseInput } from "./call-buffer.ts";
import {
  type Dialect,
  emitError,
  emitText,
  emitThought,
  fieldsOf,
  type Item,
  itemsOf,
  stringOf,
} from "./dialect.ts";

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
      if (isShown) emitText(emit, delta, messageId ?? message);
    };
    /** An agent that streams nothing gives its answer as a state of the conversation. */
    let snapshot: unknown;
    const readSnapshot = () => {
      const said = itemsOf(snapshot).map(fieldsOf);
      for (const { id, role, content } of said.slice(said.findLastIndex((one) => one.role === "user") + 1))
        if (role === "assistant") text({ messageId: id, delta: content });
    };
    const think: Handler = ({ delta }) => emitThought(emit, delta);
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
        emit({ type: "tool-result", toolCallId, output: parseInput(content) });
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
      MESSAGES_SNAPSHOT: ({ messages }) => {
        snapshot = messages;
      },
      RUN_FINISHED: ({ outcome }) => {
        calls.endAll();
        if (message === undefined) readSnapshot();
        const { interrupts } = fieldsOf(outcome);
        for (const one of itemsOf(interrupts)) {
          const { id, toolCallId, message: question } = fieldsOf(one);
          const approvalId = stringOf(id);
          if (typeof toolCallId === "string") emit({ type: "tool-approval-request", toolCallId, approvalId });
          else text({ messageId: approvalId, delta: question });
        }
        emit({ type: "finish", finishReason: "stop" });
      },
      RUN_ERROR: (item) => emitError(emit, item),
    };

    return (item) => {
      const type = item.type as string;
      // What a subagent says is its own.
      if (item.subagentRunId !== undefined) return;
      if (Object.hasOwn(handlers, type)) handlers[type]?.(item);
    };
  },
};

type Handler = (item: Item) => void;

const prefix = /^(TEXT_MESSAGE|TOOL_CALL|THINKING|REASONING|STEP|RUN|SUBAGENT|STATE|ACTIVITY|MESSAGES)_/;
const silent = { RAW: true, CUSTOM: true };
