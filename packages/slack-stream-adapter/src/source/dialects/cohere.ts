import { createCallBuffer } from "./call-buffer.ts";
import {
  type Dialect,
  emitError,
  emitFinish,
  emitSource,
  emitText,
  emitThought,
  fieldsOf,
  itemsOf,
  stringOf,
} from "./dialect.ts";

/** Events of Cohere's `chatStream` in version 2. */
export const cohere: Dialect = {
  reads: ({ type, delta }) => typeof delta === "object" && types.test(stringOf(type) ?? ""),
  create(emit) {
    const calls = createCallBuffer(emit);

    return ({ type, index, delta }) => {
      const { message, finishReason, error } = fieldsOf(delta);
      const { content, toolPlan, toolCalls, citations } = fieldsOf(message);
      const { text, thinking } = fieldsOf(content);
      const { id, function: named } = fieldsOf(toolCalls);
      if (type === "message-start") calls.settleAll();
      emitThought(emit, thinking ?? toolPlan);
      emitText(emit, text);
      if (type === "tool-call-start") calls.begin(index, id, fieldsOf(named).name);
      calls.add(index, fieldsOf(named).arguments);
      if (type === "tool-call-end") calls.end(index);
      for (const source of itemsOf(fieldsOf(citations).sources)) {
        emitSource(emit, fieldsOf(source).document);
      }
      if (type !== "message-end") return;
      if (typeof error === "string") return emitError(emit, error);
      calls.endAll();
      emitFinish(emit, finishReason);
    };
  },
};

const types = /^(message|content|tool-call|citation|tool-plan)-(start|delta|end)$/;
