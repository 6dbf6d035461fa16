import type { CanonicalPart, ToolCallFields } from "../canonical-parts.ts";
import { toFinishReason } from "./finish-reason.ts";

/** An item that is an object with unknown fields. */
export type Item = Readonly<Record<string, unknown>>;

export type Emit = (part: CanonicalPart) => void;

/** One way in which libraries speak of an answer: which items are theirs, and what these mean. */
export interface Dialect {
  /** Is the item of this dialect? Asked for each item, so it looks at one or two fields. */
  reads(item: Item): boolean;
  /**
   * Makes the reader of one source; what it remembers of earlier items is its own. `open` makes a reader of all dialects, for
   * items that hold items.
   */
  create(emit: Emit, open: OpenReader): (item: Item) => void;
}

/** The reader says whether an item is of any dialect. */
export type OpenReader = (emit: Emit) => (item: Item) => boolean;

/** The fields of a value that may be an object. Any other value has none. */
export function fieldsOf(value: unknown): Item {
  return typeof value === "object" && value !== null ? (value as Item) : {};
}

export function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The first of several answers that a model gives at once: the only one that is read. */
export function firstOf(answers: unknown): Item {
  return (
    itemsOf(answers)
      .map(fieldsOf)
      .find(({ index }) => index === undefined || index === 0) ?? {}
  );
}

/**
 * The error that a source reports. Many report plain data: that becomes an `Error` with its message, and the data is
 * its `cause`. An error passes through as it is.
 */
export function toError(value: unknown): unknown {
  try {
    if (value instanceof Error || Object.prototype.toString.call(value) === "[object Error]") return value;
    return new Error(messageOf(value) ?? unnamed, { cause: value });
  } catch {
    return new Error(unnamed, { cause: value }); // A getter or a proxy that throws.
  }
}

const unnamed = "the source reported an error";

/** Where the dialects put the words of an error, the most telling first. */
function messageOf(value: unknown, depth = 0): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  if (depth > 3) return undefined;
  const { message, errorText, error, details, reason, code, type } = fieldsOf(value);
  const deeper = [message, errorText, error, details, reason].map((one) => messageOf(one, depth + 1));
  const codes = depth === 0 ? [] : [code, type].map((one) => messageOf(one, 4));
  return [...deeper, ...codes].find((one) => one !== undefined);
}

export function emitText(emit: Emit, text: unknown, id?: unknown): void {
  if (typeof text === "string" && text !== "") emit({ type: "text-delta", text, id: stringOf(id) });
}

export function emitThought(emit: Emit, text: unknown): void {
  if (typeof text === "string" && text !== "") emit({ type: "reasoning-delta", text });
}

/** Something that the answer rests on, if it can be named. */
export function emitSource(emit: Emit, source: unknown): void {
  const { url, title, filename } = fieldsOf(source);
  if (typeof (url ?? title ?? filename) === "string")
    emit({ type: "source", url: stringOf(url), title: stringOf(title), filename: stringOf(filename) });
}

/** The model ended its turn. An app that asks it again goes on with the next. */
export function emitFinish(emit: Emit, reason: unknown): void {
  const finishReason = typeof reason === "string" ? toFinishReason(reason) : undefined;
  emit({ type: "finish-step", finishReason });
  emit({ type: "finish", finishReason });
}

export function emitError(emit: Emit, error: unknown): void {
  emit({ type: "error", error: toError(error) });
}

/** What came of a call: its output, or its failure where there is one. */
export function emitOutcome(emit: Emit, call: ToolCallFields, output: unknown, error?: unknown): void {
  if (error === undefined || error === null) emit({ type: "tool-result", ...call, output });
  else emit({ type: "tool-error", ...call, error: toError(error) });
}

/** A text, or the texts of a list of content parts. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return itemsOf(value)
    .map((one) => stringOf(fieldsOf(one).text) ?? "")
    .join("");
}
