import { createCallBuffer } from "./call-buffer.ts";
import {
  type Dialect,
  type Emit,
  fieldsOf,
  type Item,
  itemsOf,
  stringOf,
  textOf,
  toError,
} from "./dialect.ts";
import { toFinishReason } from "./finish-reason.ts";

/** Chunks of OpenAI's Chat Completions, and of the many servers that speak the same. Of several choices the first is read. */
export const openaiChat: Dialect = {
  reads: ({ object, choices }) =>
    object === "chat.completion.chunk" ||
    (Array.isArray(choices) && (choices.length === 0 || "delta" in fieldsOf(choices[0]))),
  create(emit) {
    const calls = createCallBuffer(emit);
    let completion: unknown;

    const readDelta = (delta: Item) => {
      const thought = textOf(delta.reasoning_content ?? delta.reasoning);
      if (thought !== "") emit({ type: "reasoning-delta", text: thought });
      for (const part of [delta.content, delta.refusal]) {
        const text = textOf(part);
        if (text !== "") emit({ type: "text-delta", text });
      }
      for (const one of itemsOf(delta.tool_calls)) {
        const { index, id, function: named } = fieldsOf(one);
        const { name, arguments: text } = fieldsOf(named);
        calls.begin(index ?? id, id, name);
        calls.add(index ?? id, text);
      }
      for (const one of itemsOf(delta.annotations)) emitCitation(fieldsOf(one).url_citation, emit);
    };

    return (item) => {
      if (item.error !== undefined && item.error !== null)
        return emit({ type: "error", error: toError(item.error) });
      if (item.id !== completion) calls.settleAll();
      completion = item.id;
      const { index, delta, finish_reason } = fieldsOf(itemsOf(item.choices)[0]);
      if (index !== undefined && index !== 0) return;
      readDelta(fieldsOf(delta));
      if (typeof finish_reason !== "string") return;
      calls.endAll();
      const finishReason = toFinishReason(finish_reason);
      emit({ type: "finish-step", finishReason });
      emit({ type: "finish", finishReason });
    };
  },
};

export function emitCitation(value: unknown, emit: Emit): void {
  const { url, title } = fieldsOf(value);
  if (typeof url === "string") emit({ type: "source", url, title: stringOf(title) });
}
