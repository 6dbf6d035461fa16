import { createCallBuffer } from "./call-buffer.ts";
import {
  type Dialect,
  emitError,
  emitFinish,
  emitOutcome,
  emitSource,
  emitText,
  emitThought,
  fieldsOf,
  firstOf,
  type Item,
  itemsOf,
  stringOf,
} from "./dialect.ts";

/**
 * Chunks of Google's `generateContentStream`, of which the first candidate is read; events of ADK, which are a candidate each; and
 * chunks of Genkit, whose parts have names of their own.
 */
export const google: Dialect = {
  reads: ({ candidates, promptFeedback, usageMetadata, invocationId, previousChunks, content }) =>
    Array.isArray(candidates) ||
    isObject(promptFeedback) ||
    isObject(usageMetadata) ||
    previousChunks !== undefined ||
    typeof invocationId === "string" ||
    Array.isArray(fieldsOf(content).parts),
  create(emit) {
    const calls = createCallBuffer(emit);
    let count = 0;
    let lastCallId = "";
    let isOver = false;
    let isGiven = false;

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
        emitOutcome(emit, { toolCallId: lastCallId }, output, isFailed ? (output ?? outcome) : undefined);
      }
    };

    const readPart = (part: Item) => {
      readCode(part);
      const { text, thought, reasoning } = part;
      const call = part.functionCall ?? part.toolRequest;
      const answer = part.functionResponse ?? part.toolResponse;
      if (thought === true) emitThought(emit, text);
      else emitText(emit, text);
      emitThought(emit, reasoning);
      if (isObject(call)) {
        const { id, ref, name, args, input } = call;
        calls.begin(callId(id ?? ref), lastCallId, name);
        calls.end(lastCallId, args ?? input);
      }
      if (isObject(answer)) {
        const { id, ref, output, response = output } = answer;
        const toolCallId = stringOf(id ?? ref) ?? lastCallId;
        calls.forget(toolCallId);
        emitOutcome(emit, { toolCallId }, response, fieldsOf(response).error);
      }
      const file = part.inlineData ?? part.fileData ?? part.media;
      if (isObject(file))
        emit({
          type: "file",
          mediaType: stringOf(file.mimeType ?? file.contentType),
          url: stringOf(file.fileUri ?? file.url),
          filename: stringOf(file.displayName),
        });
    };

    const readParts = (parts: readonly Item[], isPiece: boolean) => {
      const isAnswered = parts.some((part) => "functionResponse" in part);
      if (isOver && parts.length > 0 && !isAnswered) {
        isOver = false;
        calls.settleAll();
      }
      for (const part of parts) {
        // ADK gives the text in pieces, and then all parts as a whole.
        const isText = typeof part.text === "string";
        if (isText ? isPiece || !isGiven : !isPiece) readPart(part);
      }
      isGiven = isPiece;
    };

    const readEnd = ({ promptFeedback }: Item, { finishReason, finishMessage }: Item) => {
      if (typeof fieldsOf(promptFeedback).blockReason === "string")
        return emit({ type: "finish", finishReason: "content-filter" });
      if (typeof finishReason !== "string") return;
      if (/^MALFORMED|^UNEXPECTED_TOOL_CALL$/.test(finishReason))
        return emitError(emit, { message: finishMessage ?? finishReason, finishReason });
      isOver = true;
      emitFinish(emit, finishReason);
    };

    return (item) => {
      const error = item.error ?? item.errorMessage;
      if (error !== undefined && error !== null) return emitError(emit, error);
      const first = "candidates" in item ? firstOf(item.candidates) : item;
      const { content, groundingMetadata, partial, author } = first;
      if (author === "user") return;
      readParts(itemsOf(fieldsOf(content).parts ?? content).map(fieldsOf), partial === true);
      for (const chunk of itemsOf(fieldsOf(groundingMetadata).groundingChunks)) {
        const { web, retrievedContext } = fieldsOf(chunk);
        const { uri: url, title } = fieldsOf(web ?? retrievedContext);
        emitSource(emit, { url, title });
      }
      readEnd(item, first);
    };
  },
};

function isObject(value: unknown): value is Item {
  return typeof value === "object" && value !== null;
}
