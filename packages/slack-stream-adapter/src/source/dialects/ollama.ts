import { type Dialect, pick, pickItems, textOf } from "./dialect.ts";

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
  create: (writer) => (item) => {
    const given = pick(item, "token.text message.content response");
    const isForModel = pick(item, "token.special") === true;
    // Workers AI gives a token that is a number as a number.
    const text = isForModel ? "" : textOf(typeof given === "number" ? `${given}` : given);
    // It gives no end of an answer that consists of calls, and no result. Text behind them is the next answer.
    if (text !== "" && writer.isWaiting && !("done" in item)) writer.again();
    writer.add(undefined, item.message ?? item);
    writer.text(text);
    const calls = pickItems(item, "message.tool_calls tool_calls");
    const arePieces = calls.some((one) => "index" in one);
    writer.calls(calls, arePieces ? "pieces" : "whole");
    const reason = pick(item, "done_reason finish_reason details.finish_reason");
    if (item.done === true || reason || pick(item, "generated_text usage")) writer.finish(reason || "stop");
    else if (writer.isWaiting && !arePieces && !("done" in item)) writer.finishMessage("stop");
  },
};
