import type { CanonicalPart } from "../canonical-parts.ts";

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

/** A text, or the texts of a list of content parts. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return itemsOf(value)
    .map((one) => stringOf(fieldsOf(one).text) ?? "")
    .join("");
}
