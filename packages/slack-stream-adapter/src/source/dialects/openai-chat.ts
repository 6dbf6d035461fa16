import { createCallBuffer } from "./call-buffer.ts";
import {
  type Dialect,
  emitError,
  emitFinish,
  emitSource,
  emitText,
  emitThought,
  fieldsOf,
  firstOf,
  type Item,
  itemsOf,
  textOf,
} from "./dialect.ts";

/**
 * Chunks of OpenAI's Chat Completions, and of the many servers that speak the same. Some SDKs write their fields without `_`, and
 * Mistral's puts each chunk into `data`. Of several choices the first is read.
 */
export const openaiChat: Dialect = {
  reads: (item) => {
    const { object, choices } = chunkOf(item);
    if (object === "chat.completion.chunk") return true;
    return Array.isArray(choices) && (choices.length === 0 || "delta" in fieldsOf(choices[0]));
  },
  create(emit) {
    const calls = createCallBuffer(emit);
    let completion: unknown;

    const readDelta = (delta: Item) => {
      emitThought(emit, textOf(delta.reasoning_content ?? delta.reasoning));
      emitText(emit, textOf(delta.content));
      emitText(emit, delta.refusal);
      const legacy = delta.function_call === undefined ? [] : [{ index: 0, function: delta.function_call }];
      for (const one of [...itemsOf(delta.tool_calls ?? delta.toolCalls), ...legacy]) {
        const { index, id, function: named } = fieldsOf(one);
        const { name, arguments: text } = fieldsOf(named);
        calls.begin(index ?? id, id, name);
        calls.add(index ?? id, text);
      }
      for (const one of itemsOf(delta.annotations)) emitSource(emit, fieldsOf(one).url_citation);
    };

    return (given) => {
      const item = chunkOf(given);
      if (item.error !== undefined && item.error !== null) return emitError(emit, item.error);
      if (item.id !== completion) calls.settleAll();
      completion = item.id;
      const { delta, finish_reason, finishReason: other } = firstOf(item.choices);
      readDelta(fieldsOf(delta));
      const reason = finish_reason ?? other;
      if (typeof reason !== "string") return;
      calls.endAll();
      emitFinish(emit, reason);
    };
  },
};

function chunkOf(item: Item): Item {
  return "choices" in fieldsOf(item.data) ? fieldsOf(item.data) : item;
}
