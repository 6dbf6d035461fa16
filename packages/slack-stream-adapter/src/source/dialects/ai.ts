import type { CanonicalPart, Citation, SourcePart, ToolCallFields } from "../canonical-parts.ts";
import { type Dialect, type Emit, fieldsOf, type Item, itemsOf, stringOf, toError } from "./dialect.ts";

/**
 * The AI SDK: full streams of its versions 4 to 7, UI message streams of 5 to 7, what `WorkflowAgent` writes, and
 * `streamObject`. Version 4 says `textDelta`, `args` and `result`, UI message streams `delta` and `errorText`.
 */
export const ai: Dialect = {
  reads: ({ type }) =>
    typeof type === "string" &&
    (Object.hasOwn(handlers, type) || silent.has(type) || type.startsWith("data-")),
  create: (emit) => (item) => {
    const type = item.type as string;
    if (Object.hasOwn(handlers, type)) handlers[type]?.(item, emit);
  },
};

type Handler = (item: Item, emit: Emit) => void;

const text: Handler = (item, emit) => {
  // A token: where the part is canonical already, no other is made.
  if (typeof item.text === "string") return emit(item as unknown as CanonicalPart);
  const given = item.delta ?? item.textDelta;
  if (typeof given === "string") emit({ type: "text-delta", text: given, id: stringOf(item.id) });
};

const reasoning: Handler = (item, emit) => {
  const given = item.text ?? item.delta ?? item.textDelta;
  emit({ type: "reasoning-delta", text: stringOf(given) ?? "" });
};

const inputStart: Handler = (item, emit) =>
  withCall(item, emit, (call) => ({ type: "tool-input-start", ...call }));

const call: Handler = (item, emit) =>
  withCall(item, emit, (call) => ({
    type: "tool-call",
    ...call,
    input: item.input ?? item.args,
    ...(item.invalid === true ? { invalid: true, error: item.error } : {}),
  }));

const outputOf = (item: Item) => ("output" in item ? item.output : item.result);

const result: Handler = (item, emit) => {
  // A tool that the provider runs may say so in its result.
  if (item.isError === true) return toolError({ ...item, error: outputOf(item) }, emit);
  withCall(item, emit, (call) => ({
    type: "tool-result",
    ...call,
    output: outputOf(item),
    ...(item.preliminary === true ? { preliminary: true } : {}),
    ...inputOf(item),
  }));
};

const toolError: Handler = (item, emit) =>
  withCall(item, emit, (call) => ({
    type: "tool-error",
    ...call,
    error: item.error ?? item.errorText,
    ...inputOf(item),
  }));

const source: Handler = (item, emit) => emit({ type: "source", ...toSource(item) });

const finishStep: Handler = (item, emit) =>
  emit({ type: "finish-step", finishReason: toReason(item.finishReason) });

const handlers: Readonly<Record<string, Handler>> = {
  "text-start": (item, emit) => emit({ type: "text-start", id: stringOf(item.id) }),
  "text-delta": text,
  "text-end": (item, emit) =>
    emit({ type: "text-end", id: stringOf(item.id), citations: toCitations(item.citations) }),
  reasoning,
  "reasoning-start": (_item, emit) => emit({ type: "reasoning-start" }),
  "reasoning-delta": reasoning,
  "reasoning-end": (_item, emit) => emit({ type: "reasoning-end" }),
  "tool-input-start": inputStart,
  "tool-call-streaming-start": inputStart,
  "tool-call": call,
  "tool-input-available": call,
  "tool-input-error": toolError,
  "tool-result": result,
  "tool-output-available": result,
  "tool-error": toolError,
  "tool-output-error": toolError,
  "tool-output-denied": (item, emit) =>
    withCall(item, emit, (call) => ({ type: "tool-output-denied", ...call })),
  "tool-approval-request": (item, emit) =>
    withCall(item, emit, (call) => ({
      type: "tool-approval-request",
      ...call,
      approvalId: stringOf(item.approvalId),
      ...(item.isAutomatic === true ? { isAutomatic: true } : {}),
      ...inputOf(item),
    })),
  "tool-approval-response": (item, emit) =>
    emit({
      type: "tool-approval-response",
      ...toCall(item),
      approvalId: stringOf(item.approvalId),
      approved: item.approved === true,
    }),
  source,
  "source-url": source,
  "source-document": source,
  file: (item, emit) => emit({ type: "file", ...toFile(item) }),
  "start-step": (_item, emit) => emit({ type: "start-step" }),
  "step-start": (_item, emit) => emit({ type: "start-step" }),
  "finish-step": finishStep,
  "step-finish": finishStep,
  "model-call-end": finishStep,
  "reset-step": (_item, emit) => emit({ type: "reset-step" }),
  finish: (item, emit) => emit({ type: "finish", finishReason: toReason(item.finishReason) }),
  error: (item, emit) => emit({ type: "error", error: toError(item.error ?? item.errorText ?? item) }),
  abort: (item, emit) => emit({ type: "abort", reason: item.reason }),
};

/** Known parts that readers of the answer do not see. */
const silent: ReadonlySet<string> = new Set([
  "start",
  "raw",
  "ping",
  "custom",
  "object",
  "message-metadata",
  "steering-message",
  "reasoning-file",
  "reasoning-signature",
  "redacted-reasoning",
  "reasoning-part-finish",
  "tool-input-delta",
  "tool-input-end",
  "tool-call-delta",
  "stream-start",
  "response-metadata",
  "model-call-start",
  "model-call-response-metadata",
]);

/** Of what names no call nothing can be shown. */
function withCall(item: Item, emit: Emit, toPart: (call: ToolCallFields) => CanonicalPart): void {
  const call = toCall(item);
  const { toolCallId } = call;
  if (toolCallId !== undefined) emit(toPart({ ...call, toolCallId }));
}

/** Each kind of part has the call in a place of its own. */
function toCall(item: Item): Partial<ToolCallFields> {
  const inner = fieldsOf(item.toolCall);
  const toolCallId = item.toolCallId ?? inner.toolCallId ?? item.id;
  return {
    ...(typeof toolCallId === "string" ? { toolCallId } : {}),
    toolName: stringOf(item.toolName ?? inner.toolName),
    title: stringOf(item.title ?? inner.title),
    ...(item.providerExecuted === true || inner.providerExecuted === true ? { providerExecuted: true } : {}),
  };
}

function inputOf(item: Item): { readonly input?: unknown } {
  const input = item.input ?? item.args ?? fieldsOf(item.toolCall).input;
  return input === undefined ? {} : { input };
}

/** Version 4 has the source inside the part. */
function toSource(item: Item): Omit<SourcePart, "type"> {
  const { id, sourceId, url, title, filename, mediaType } = { ...fieldsOf(item.source), ...item };
  return {
    id: stringOf(id ?? sourceId),
    url: stringOf(url),
    title: stringOf(title),
    filename: stringOf(filename),
    mediaType: stringOf(mediaType),
  };
}

/** A language model of version 7 gives its provider's word beside its own. */
function toReason(value: unknown): string | undefined {
  return stringOf(value) ?? stringOf(fieldsOf(value).unified);
}

function toCitations(value: unknown): readonly Citation[] | undefined {
  const citations = itemsOf(value).map((one): Citation => {
    const { source, startIndex, endIndex, citedText } = fieldsOf(one);
    return {
      source: toSource(fieldsOf(source)),
      startIndex: numberOf(startIndex),
      endIndex: numberOf(endIndex),
      citedText: stringOf(citedText),
    };
  });
  return citations.length === 0 ? undefined : citations;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function toFile(item: Item) {
  const { mediaType, mimeType, filename, url } = { ...fieldsOf(item.file), ...item };
  return {
    mediaType: stringOf(mediaType ?? mimeType ?? fieldsOf(item.file).mediaType),
    filename: stringOf(filename),
    url: stringOf(url),
  };
}
