import { type Dialect, pick, pickItems } from "./dialect.ts";

/**
 * Chunks of the servers of open models: of Ollama's `chat` and `generate`, of Workers AI, and of Hugging Face's Text
 * Generation Inference, which are a token each.
 */
export const ollama: Dialect = {
  reads: ({ message, done, response, type, token, tool_calls }) =>
    type === undefined &&
    (response !== undefined ||
      Array.isArray(tool_calls) ||
      (typeof message === "object" && typeof done === "boolean") ||
      typeof pick(token, "text") === "string"),
  create(writer) {
    let isOver = false;
    let hasCalled = false;

    return (item) => {
      const isForModel = pick(item, "token.special") === true;
      const text = isForModel ? undefined : pick(item, "token.text message.content response");
      const calls = pickItems(item, "message.tool_calls tool_calls");
      // Workers AI gives no end of an answer that consists of calls, and no result. Text behind them is the next answer.
      const isNext = isOver ? text || calls.length > 0 : text && writer.isWaiting && !("done" in item);
      if (isNext) {
        writer.again();
        isOver = false;
        hasCalled = false;
      }
      writer.thought(pick(item, "message.thinking thinking"));
      writer.text(text);
      const isPiece = calls.some((one) => "index" in one);
      writer.calls(calls, isPiece ? "pieces" : "whole");
      hasCalled ||= calls.length > 0;
      const reason = pick(item, "done_reason finish_reason details.finish_reason");
      isOver ||= item.done === true || (reason ?? pick(item, "generated_text usage")) !== undefined;
      const ends = hasCalled ? "tool-calls" : (reason ?? "stop");
      if (isOver) writer.finish(ends);
      else if (hasCalled && !isPiece && !("done" in item)) writer.finishMessage(ends);
    };
  },
};
