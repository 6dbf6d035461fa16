import {
  type Dialect,
  type Handlers,
  handle,
  type Item,
  parseInput,
  pickItems,
  pickString,
  stringOf,
} from "./dialect.ts";

/** Events of the AG-UI protocol. */
export const agUi: Dialect = {
  reads: ({ type }) => types.test(stringOf(type) ?? ""),
  create(writer) {
    /** The message that is being written, and whether it is the agent's. */
    let message: unknown;
    let isShown = true;
    /** An agent that streams nothing gives its answer as a state of the conversation. */
    let snapshot: Item = {};
    let lastCall: unknown;

    const startMessage = ({ messageId, role }: Item) => {
      if (messageId === message && role === undefined) return;
      writer.message(messageId);
      message = messageId;
      isShown = role === undefined || role === "assistant";
    };
    const text = (item: Item) => {
      if (item.messageId !== undefined && item.messageId !== message) startMessage(item);
      if (isShown) writer.text(item.delta, message);
    };
    const think = ({ delta }: Item) => writer.thought(delta);
    const startThought = () => writer.emit({ type: "reasoning-start" });
    const endThought = () => writer.emit({ type: "reasoning-end" });
    const call = ({ toolCallId, toolCallName, delta }: Item) => {
      if (toolCallId !== undefined && toolCallId !== lastCall) {
        lastCall = toolCallId;
        writer.beginCall(toolCallId, toolCallId, toolCallName);
      }
      writer.addInput(lastCall, delta);
    };

    const handlers: Handlers = {
      TEXT_MESSAGE_START: startMessage,
      TEXT_MESSAGE_CONTENT: text,
      TEXT_MESSAGE_CHUNK: text,
      TOOL_CALL_START: call,
      TOOL_CALL_ARGS: call,
      TOOL_CALL_CHUNK: call,
      TOOL_CALL_END: ({ toolCallId }) => writer.endCall(toolCallId),
      TOOL_CALL_RESULT({ toolCallId, content }) {
        writer.endCall(toolCallId);
        writer.result({ toolCallId: toolCallId as string }, parseInput(content));
      },
      THINKING_START: startThought,
      THINKING_TEXT_MESSAGE_CONTENT: think,
      THINKING_END: endThought,
      REASONING_START: startThought,
      REASONING_MESSAGE_CONTENT: think,
      REASONING_MESSAGE_CHUNK: think,
      REASONING_END: endThought,
      STEP_STARTED: writer.step,
      STEP_FINISHED: () => writer.emit({ type: "finish-step" }),
      MESSAGES_SNAPSHOT: (item) => {
        snapshot = item;
      },
      RUN_FINISHED(item) {
        writer.endCalls();
        if (message === undefined) {
          const said = pickItems(snapshot, "messages");
          for (const { id, role, content } of said.slice(
            said.findLastIndex((one) => one.role === "user") + 1,
          ))
            if (role === "assistant") text({ messageId: id, delta: content });
        }
        for (const one of pickItems(item, "outcome.interrupts")) {
          const [approvalId, toolCallId] = [pickString(one, "id"), pickString(one, "toolCallId")];
          if (toolCallId !== undefined)
            writer.emit({ type: "tool-approval-request", toolCallId, approvalId });
          else text({ messageId: approvalId, delta: one.message });
        }
        writer.emit({ type: "finish", finishReason: "stop" });
      },
      RUN_ERROR: writer.fail,
    };

    return (item) => {
      // What a subagent says is its own.
      if (item.subagentRunId === undefined) handle(handlers, item.type, item);
    };
  },
};

const types =
  /^(RAW|CUSTOM|(TEXT_MESSAGE|TOOL_CALL|THINKING|REASONING|STEP|RUN|SUBAGENT|STATE|ACTIVITY|MESSAGES)_.*)$/;
