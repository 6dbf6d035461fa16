import type { CanonicalPart } from "../canonical-parts.ts";
import {
  type Dialect,
  fieldsOf,
  type Item,
  inputOf,
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
  reads: ({ type }) => typeof type === "string" && nameOf(type) !== undefined,
  create(writer) {
    const { emit, turns } = writer;
    return (item) => {
      const given = item.type as string;
      const { id } = item;
      const begins = given === "text-start" && id !== undefined;
      // Two texts that follow each other may be one. Two at the same time are two.
      if (begins && turns.first !== undefined) turns.take(id, () => emit({ type: "reasoning-end" }));
      if (begins || (given.startsWith("text-") && turns.has(id))) turns.take(id, () => read(item, given));
      else read(item, given);
      if (given === "text-end") turns.over(id);
      if (given === "text-start") writer.isAtWork = true;
      else if (given !== "text-delta") writer.isAtWork = false;
    };

    function read(item: Item, given: string) {
      // A token. If the part is canonical already, it is passed on.
      if (given === "text-delta" && typeof item.text === "string")
        return emit(item as unknown as CanonicalPart);
      const name = nameOf(given);
      if (name === undefined || name === "start") return;
      if (name.endsWith("-step")) turns.end();
      // A result may report a failure if the provider runs the tool. An invalid call is of a tool that is not there, or has wrong arguments.
      const hasFailed = name === "tool-result" ? item.isError : name === "tool-call" && item.invalid;
      for (const { source } of pickItems(item, "citations")) writer.source(source, true);
      const part = toPart(hasFailed === true ? "tool-error" : name, item);
      // A part that does not name its call can't be shown.
      if (part.toolCallId !== undefined || !/^tool-(?!approval-response)/.test(part.type))
        emit(part as unknown as CanonicalPart);
    }
  },
};

/** The parts whose name is canonical. */
const canonical =
  /^(text|reasoning)-(start|delta|end)$|^tool-(input-start|call|result|error|output-denied|approval-re(quest|sponse))$|^(start|finish|reset)-step$|^(source|file|start|finish|error|abort)$/;
/** The canonical names of the others. */
const renamed = new Map(
  Object.entries({
    reasoning: "reasoning-delta",
    "tool-call-streaming-start": "tool-input-start",
    "tool-input-available": "tool-call",
    "tool-input-error": "tool-error",
    "tool-output-available": "tool-result",
    "tool-output-error": "tool-error",
    "source-url": "source",
    "source-document": "source",
    // Of Mastra.
    "tool-call-input-streaming-start": "tool-input-start",
    "tool-call-approval": "tool-approval-request",
    "step-start": "start-step",
    "step-finish": "finish-step",
    "model-call-end": "finish-step",
  }),
);

function nameOf(type: string): string | undefined {
  return canonical.test(type) ? type : renamed.get(type);
}

/** Every field that a part may have. Each type of part uses its own fields. */
function toPart(type: string, item: Item) {
  // In version 4 sources and files are inside the part, and so is the call of an approval request.
  const all: Item = { ...fieldsOf(item.toolCall ?? item.source ?? item.file), ...item };
  return {
    ...all,
    type,
    title: stringOf(all.title),
    // A file may have this field as a getter.
    mediaType: pickString(all, "mediaType mimeType file.mediaType"),
    text: pickString(all, "text delta textDelta") ?? "",
    ...(type.startsWith("tool-") && { toolCallId: pickString(all, "toolCallId id") }),
    toolName: stringOf(all.toolName),
    input: inputOf(all),
    output: "output" in all ? all.output : all.result,
    error:
      type === "error"
        ? toError(pick(all, "error errorText") ?? item)
        : pick(all, "error errorText output result"),
    approvalId: stringOf(all.approvalId),
    approved: all.approved === true,
    // A language model of version 7 also gives the provider's own reason.
    finishReason: pickString(all, "finishReason.unified finishReason"),
  };
}
