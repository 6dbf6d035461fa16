import { type Dialect, pick, pickItems } from "./dialect.ts";

/**
 * Chunks of the servers of open models: of Ollama's `chat` and `generate`, of Workers AI, of Hugging Face's Text Generation
 * Inference, whose text is a token each, and of llama.cpp.
 */
export const ollama: Dialect = {
  reads: ({ message, done, response, type, token, tool_calls, content, stop }) =>
    type === undefined &&
    (response !== undefined ||
      Array.isArray(tool_calls) ||
      (typeof message === "object" && typeof done === "boolean") ||
      typeof pick(token, "text") === "string" ||
      (typeof content === "string" && typeof stop === "boolean")),
  create(writer) {
    let isOver = false;
    let hasCalled = false;

    return (item) => {
      const token = pick(item, "token.special") === true ? undefined : pick(item, "token.text");
      const text = token ?? pick(item, "message.content response content");
      const calls = pickItems(item, "message.tool_calls tool_calls");
      if (isOver && (text || calls.length > 0)) {
        writer.again();
        isOver = false;
        hasCalled = false;
      }
      writer.thought(pick(item, "message.thinking thinking"));
      writer.text(text);
      const isPiece = "index" in (calls[0] ?? {});
      writer.calls(calls, isPiece ? "pieces" : "whole");
      hasCalled ||= calls.length > 0;
      const { done, stop, generated_text } = item;
      const reason = pick(item, "done_reason finish_reason details.finish_reason stop_type");
      isOver ||= done === true || stop === true || (reason ?? generated_text ?? item.usage) != null;
      // Workers AI does not say where an answer ends that is calls.
      if (isOver || (hasCalled && done === undefined && !isPiece))
        writer.finish(hasCalled ? "tool-calls" : (reason ?? "stop"));
    };
  },
};
