import { createCallBuffer } from "./call-buffer.ts";
import { type Dialect, emitFinish, emitText, emitThought, fieldsOf, itemsOf } from "./dialect.ts";

/** Chunks of Ollama's `chat` and `generate`, and of Workers AI, whose text is in `response` too. */
export const ollama: Dialect = {
  reads: ({ message, done, response, type }) =>
    type === undefined &&
    (typeof response === "string" || (typeof message === "object" && typeof done === "boolean")),
  create(emit) {
    const calls = createCallBuffer(emit);
    let isOver = false;
    let hasCalled = false;

    return ({ message, response, thinking, tool_calls, done, done_reason }) => {
      const said = fieldsOf(message);
      if (isOver) calls.settleAll();
      isOver = done === true;
      emitThought(emit, said.thinking ?? thinking);
      emitText(emit, said.content ?? response);
      for (const one of itemsOf(said.tool_calls ?? tool_calls)) {
        const { id, function: named = one } = fieldsOf(one);
        const { name, arguments: input } = fieldsOf(named);
        calls.begin(one, id, name);
        calls.end(one, input);
        hasCalled = true;
      }
      if (!isOver) return;
      emitFinish(emit, hasCalled ? "tool-calls" : (done_reason ?? "stop"));
      hasCalled = false;
    };
  },
};
