import { createCallBuffer } from "./call-buffer.ts";
import { type Dialect, fieldsOf, type Item, itemsOf, stringOf, toError } from "./dialect.ts";
import { toFinishReason } from "./finish-reason.ts";

/** Chunks of Google's `generateContentStream`. Of several candidates the first is read. */
export const google: Dialect = {
  reads: ({ candidates, promptFeedback, usageMetadata }) =>
    Array.isArray(candidates) || isObject(promptFeedback) || isObject(usageMetadata),
  create(emit) {
    const calls = createCallBuffer(emit);
    let count = 0;
    let lastCallId = "";
    let isOver = false;
    const sources = new Set<unknown>();

    const callId = (id: unknown) => {
      count += 1;
      lastCallId = stringOf(id) ?? `call-${count}`;
      return lastCallId;
    };

    const readCode = ({ executableCode, codeExecutionResult }: Item) => {
      if (isObject(executableCode)) {
        const call = {
          toolCallId: callId(executableCode.id),
          toolName: "code_execution",
          providerExecuted: true,
        };
        emit({ type: "tool-call", ...call, input: executableCode });
      }
      if (isObject(codeExecutionResult)) {
        const { outcome, output } = codeExecutionResult;
        const isFailed = typeof outcome === "string" && outcome !== "OUTCOME_OK";
        if (isFailed) emit({ type: "tool-error", toolCallId: lastCallId, error: toError(output ?? outcome) });
        else emit({ type: "tool-result", toolCallId: lastCallId, output });
      }
    };

    const readPart = (part: Item) => {
      readCode(part);
      const { text, thought, functionCall, functionResponse, inlineData, fileData } = part;
      if (typeof text === "string" && text !== "")
        emit(thought === true ? { type: "reasoning-delta", text } : { type: "text-delta", text });
      if (isObject(functionCall)) {
        const { id, name, args } = functionCall;
        calls.begin(callId(id), lastCallId, name);
        calls.end(lastCallId, args);
      }
      if (isObject(functionResponse)) {
        const { id, response } = functionResponse;
        const toolCallId = stringOf(id) ?? lastCallId;
        calls.forget(toolCallId);
        emit({ type: "tool-result", toolCallId, output: response });
      }
      const file = isObject(inlineData) ? inlineData : fileData;
      if (isObject(file))
        emit({
          type: "file",
          mediaType: stringOf(file.mimeType),
          url: stringOf(file.fileUri),
          filename: stringOf(file.displayName),
        });
    };

    const readEnd = ({ promptFeedback }: Item, { finishReason, finishMessage }: Item) => {
      const blocked = fieldsOf(promptFeedback).blockReason;
      if (typeof blocked === "string") return emit({ type: "finish", finishReason: "content-filter" });
      if (typeof finishReason !== "string") return;
      if (finishReason.startsWith("MALFORMED") || finishReason === "UNEXPECTED_TOOL_CALL")
        return emit({
          type: "error",
          error: toError({ message: finishMessage ?? finishReason, finishReason }),
        });
      isOver = true;
      const reason = toFinishReason(finishReason);
      emit({ type: "finish-step", finishReason: reason });
      emit({ type: "finish", finishReason: reason });
    };

    return (item) => {
      if (isObject(item.error)) return emit({ type: "error", error: toError(item.error) });
      const first = itemsOf(item.candidates)[0];
      const { content, groundingMetadata } = fieldsOf(first);
      const parts = itemsOf(fieldsOf(content).parts);
      if (isOver && parts.length > 0) {
        isOver = false;
        calls.settleAll();
      }
      for (const part of parts) readPart(fieldsOf(part));
      for (const chunk of itemsOf(fieldsOf(groundingMetadata).groundingChunks)) {
        const { web, retrievedContext } = fieldsOf(chunk);
        const { uri, title } = fieldsOf(web ?? retrievedContext);
        // Each chunk says all sources so far.
        if (sources.has(uri) || uri === undefined) continue;
        sources.add(uri);
        emit({ type: "source", url: stringOf(uri), title: stringOf(title) });
      }
      readEnd(item, fieldsOf(first));
    };
  },
};

function isObject(value: unknown): value is Item {
  return typeof value === "object" && value !== null;
}
