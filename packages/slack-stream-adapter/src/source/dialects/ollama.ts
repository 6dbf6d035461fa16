import { type Dialect, pick, pickItems } from "./dialect.ts";

/** Chunks of Ollama's `chat` and `generate`, and of Workers AI, whose text is in `response` too. */
export const ollama: Dialect = {
  reads: ({ message, done, response, type }) =>
    type === undefined &&
    (typeof response === "string" || (typeof message === "object" && typeof done === "boolean")),
  create(writer) {
    let isOver = false;
    let hasCalled = false;

    return (item) => {
      if (isOver) writer.again();
      isOver = item.done === true;
      writer.thought(pick(item, "message.thinking thinking"));
      writer.text(pick(item, "message.content response"));
      const calls = pickItems(item, "message.tool_calls tool_calls");
      writer.calls(calls, "whole");
      hasCalled ||= calls.length > 0;
      if (!isOver) return;
      writer.finish(hasCalled ? "tool-calls" : (item.done_reason ?? "stop"));
      hasCalled = false;
    };
  },
};
