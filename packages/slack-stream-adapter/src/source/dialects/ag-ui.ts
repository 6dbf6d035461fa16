import {
  type Dialect,
  type Handlers,
  handle,
  type Item,
  matches,
  parseInput,
  pickItems,
  pickString,
} from "./dialect.ts";

/** Events of the AG-UI protocol. */
export const agUi: Dialect = {
  reads: ({ type }) => matches(type, types),
  create(writer) {
    const { turns } = writer;
    /** The message that is being written, and whether the agent writes it. */
    let message: unknown;
    let isShown = true;
    /** An agent that does not stream gives its answer as a snapshot of the conversation. */
    let snapshot: Item = {};
    let lastCall: unknown;

    const text = ({ messageId = message, role, delta }: Item) => {
      if (messageId !== message) {
        writer.message(messageId);
        // An agent may not report the results of its calls.
        if (message !== undefined) writer.again();
        message = messageId;
        isShown = role === undefined || role === "assistant";
      }
      if (isShown) writer.text(delta, message);
    };
    const inTurn = (item: Item) => turns.take(item.messageId, () => text(item));
    const call = ({ toolCallId = lastCall, toolCallName, delta }: Item) => {
      lastCall = toolCallId;
      writer.begin(toolCallId, { type: "tool_call", id: toolCallId, name: toolCallName, args: delta });
    };

    /** The steps of other agents may begin and end while a message is written. */
    const isBetween = () => turns.first === undefined;

    const handlers: Handlers = {
      RUN_STARTED: () => writer.turn(),
      TEXT_MESSAGE_START: inTurn,
      TEXT_MESSAGE_CONTENT: inTurn,
      TEXT_MESSAGE_END: ({ messageId }) => turns.over(messageId),
      // It has no end event. Another message ends it.
      TEXT_MESSAGE_CHUNK: text,
      TOOL_CALL_START: call,
      TOOL_CALL_ARGS: call,
      TOOL_CALL_CONTENT: call,
      TOOL_CALL_END: ({ toolCallId }) => writer.end(toolCallId),
      TOOL_CALL_RESULT({ toolCallId, content }) {
        writer.end(toolCallId);
        writer.settle({ toolCallId: toolCallId as string }, parseInput(content));
      },
      REASONING_START: () => writer.emit({ type: "reasoning-start" }),
      REASONING_MESSAGE_CONTENT: ({ delta }) => writer.thought(delta),
      REASONING_END: () => writer.emit({ type: "reasoning-end" }),
      STEP_STARTED: () => void (isBetween() && writer.step()),
      STEP_FINISHED: () => void (isBetween() && writer.endStep()),
      // The events of LangGraph name an interrupt so.
      CUSTOM: ({ name, value }) =>
        void (name === "on_interrupt" && writer.ask(undefined, undefined, undefined, parseInput(value))),
      MESSAGES_SNAPSHOT: (item) => {
        snapshot = item;
      },
      RUN_FINISHED(item) {
        turns.end();
        writer.endCalls();
        if (message === undefined) {
          const said = pickItems(snapshot, "messages");
          for (const { id, role, content } of said.slice(
            said.findLastIndex((one) => one.role === "user") + 1,
          ))
            if (role === "assistant") text({ messageId: id, delta: content });
        }
        const interrupts = pickItems(item, "outcome.interrupts");
        for (const one of interrupts)
          writer.ask(one.id, pickString(one, "toolCallId"), undefined, one.message ?? one);
        writer.finish(interrupts.length > 0 ? "tool-calls" : "stop");
      },
      RUN_ERROR: (item) => writer.fail(item),
    };

    return (item) => {
      // The text of a subagent is not shown.
      if (item.subagentRunId !== undefined) return;
      // The names of its first versions, and those of what is whole in one event.
      const name = (item.type as string)
        .replace(/^THINKING(_TEXT)?/, "REASONING")
        .replace(/(?<!TEXT_MESSAGE_)CHUNK$/, "CONTENT");
      handle(handlers, name, item);
    };
  },
};

const types =
  /^(RAW|CUSTOM|(TEXT_MESSAGE|TOOL_CALL|THINKING|REASONING|STEP|RUN|SUBAGENT|STATE|ACTIVITY|MESSAGES)_.*)$/;
