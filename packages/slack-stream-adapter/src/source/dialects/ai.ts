import type { CanonicalPart, Citation, SourcePart } from "../canonical-parts.ts";
import {
  type Dialect,
  fieldsOf,
  type Item,
  isRefusal,
  pick,
  pickItems,
  pickString,
  stringOf,
  toError,
} from "./dialect.ts";

/**
 * The AI SDK: full streams of its versions 4 to 7, UI message streams of 5 to 7, what `WorkflowAgent` writes, and
 * `streamObject`. The canonical parts are those of version 7; the others have other names for the same fields.
 */
export const ai: Dialect = {
  reads: ({ type }) => typeof type === "string" && (Object.hasOwn(types, type) || silent.test(type)),
  create:
    ({ emit }) =>
    (item) => {
      const given = item.type as string;
      // A token: where the part is canonical already, no other is made.
      if (given === "text-delta" && typeof item.text === "string")
        return emit(item as unknown as CanonicalPart);
      const name = Object.hasOwn(types, given) ? types[given] : undefined;
      if (name === undefined) return;
      const part = toPart(toOutcome(item, name || given), item);
      // Of what names no call nothing can be shown.
      if (part.toolCallId !== undefined || !/^tool-(?!approval-response)/.test(part.type))
        emit(part as unknown as CanonicalPart);
    },
};

/** The canonical names; empty where the SDK has the same. */
const types: Readonly<Record<string, string>> = {
  "text-start": "",
  "text-delta": "",
  "text-end": "",
  "reasoning-start": "",
  "reasoning-delta": "",
  "reasoning-end": "",
  reasoning: "reasoning-delta",
  "tool-input-start": "",
  "tool-call-streaming-start": "tool-input-start",
  "tool-call": "",
  "tool-input-available": "tool-call",
  "tool-input-error": "tool-error",
  "tool-result": "",
  "tool-output-available": "tool-result",
  "tool-error": "",
  "tool-output-error": "tool-error",
  "tool-output-denied": "",
  "tool-approval-request": "",
  "tool-approval-response": "",
  source: "",
  "source-url": "source",
  "source-document": "source",
  file: "",
  "start-step": "",
  "step-start": "start-step",
  "finish-step": "",
  "step-finish": "finish-step",
  "model-call-end": "finish-step",
  "reset-step": "",
  finish: "",
  error: "",
  abort: "",
};

/** A result may say that the tool failed, where the provider runs it, and with Mastra that a person refused it. */
function toOutcome(item: Item, type: string): string {
  if (type !== "tool-result") return type;
  if (isRefusal(pick(item, "output result"))) return "tool-output-denied";
  return item.isError === true ? "tool-error" : type;
}

/** Known parts that readers of the answer do not see. */
const silent =
  /^(data-.*|start|raw|ping|custom|object|message-metadata|steering-message|(?:reasoning-)?(?:file|signature|part-finish)|redacted-reasoning|tool-(?:input-delta|input-end|call-delta)|stream-start|response-metadata|model-call-(?:start|response-metadata))$/;

/** Every field that a part may have: each kind reads its own. */
function toPart(type: string, item: Item) {
  // Version 4 has sources and files inside the part, and a request for an approval the call.
  const all: Item = { ...fieldsOf(item.toolCall ?? item.source ?? item.file), ...item };
  return {
    type,
    ...toSource(all),
    text: pickString(all, "text delta textDelta") ?? "",
    citations: toCitations(all),
    ...(type.startsWith("tool-") && { toolCallId: pickString(all, "toolCallId id") }),
    toolName: stringOf(all.toolName),
    providerExecuted: all.providerExecuted === true || undefined,
    input: pick(all, "input args"),
    output: "output" in all ? all.output : all.result,
    preliminary: all.preliminary === true || undefined,
    invalid: all.invalid === true || undefined,
    error:
      type === "error"
        ? toError(pick(all, "error errorText") ?? item)
        : pick(all, "error errorText output result"),
    approvalId: stringOf(all.approvalId),
    isAutomatic: all.isAutomatic === true || undefined,
    approved: all.approved === true,
    // A language model of version 7 gives its provider's word beside its own.
    finishReason: pickString(all, "finishReason.unified finishReason"),
    reason: all.reason,
  };
}

function toSource(item: unknown): Omit<SourcePart, "type"> {
  return {
    id: pickString(item, "id sourceId"),
    url: pickString(item, "url"),
    title: pickString(item, "title"),
    filename: pickString(item, "filename"),
    // A file may have it as a getter.
    mediaType: pickString(item, "mediaType mimeType file.mediaType"),
  };
}

function toCitations(part: Item): readonly Citation[] | undefined {
  const citations = pickItems(part, "citations").map(
    ({ source, startIndex, endIndex, citedText }): Citation => ({
      source: toSource(source),
      startIndex: startIndex as number,
      endIndex: endIndex as number,
      citedText: stringOf(citedText),
    }),
  );
  return citations.length === 0 ? undefined : citations;
}
