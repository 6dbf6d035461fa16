import type { CanonicalPart } from "../canonical-parts.ts";
import type { Writer } from "./writer.ts";

/** An item that is an object with unknown fields. */
export type Item = Readonly<Record<string, unknown>>;

export type Emit = (part: CanonicalPart) => void;

/** The stream format of one library: which items belong to it, and how they are read. */
export interface Dialect {
  /** Whether the item belongs to this dialect. Called for each item, so it looks at one or two fields. */
  reads(item: Item): boolean;
  /**
   * Makes the reader of one source. The reader keeps its own state. `open` makes a reader of all dialects, for items that contain items.
   */
  create(writer: Writer, open: OpenReader): ReadItem;
}

/** Returns `false` for an unknown item inside an envelope. */
export type ReadItem = (item: Item) => unknown;

export type OpenReader = (emit: Emit) => DialectReader;

export interface DialectReader {
  /** Reads the item. Returns whether it belongs to any dialect. */
  read(item: Item): boolean;
  /** The source has ended. Reads the items that wait for their turn. */
  end(): void;
}

/** The functions that read the items of a dialect, by the items' names. */
export type Handlers = Readonly<Record<string, (item: Item) => void>>;

export function handle(handlers: Handlers, name: unknown, item: Item): void {
  if (Object.hasOwn(handlers, name as string)) handlers[name as string]?.(item);
}

/** The fields of a value. A value that is not an object has none. */
export function fieldsOf(value: unknown): Item {
  return typeof value === "object" && value !== null ? (value as Item) : {};
}

/** The value at the first of the given paths, such as `delta.content`, that has one. */
export function pick(value: unknown, places: string): unknown {
  for (const place of places.split(" ")) {
    const found = place.split(".").reduce((inner, name) => fieldsOf(inner)[name], value);
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}

export function pickString(value: unknown, places: string): string | undefined {
  return stringOf(pick(value, places));
}

/** The items of the list at the first of the given paths. */
export function pickItems(value: unknown, places: string): readonly Item[] {
  return itemsOf(pick(value, places)).map(fieldsOf);
}

/** Whether the value is a text that matches. */
export function matches(value: unknown, form: RegExp): boolean {
  return typeof value === "string" && form.test(value);
}

export function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The first of several answers that a model gives at once. Only this one is read. */
export function firstOf(answers: unknown): Item {
  return (
    itemsOf(answers)
      .map(fieldsOf)
      .find(({ index }) => index === undefined || index === 0) ?? {}
  );
}

/**
 * Returns the error that a source reports. Plain data becomes an `Error` with the data's message, and the data is its `cause`. An `Error` is
 * returned unchanged.
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

/** The paths to the message of an error, the most useful first. */
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
    .map((one) => pickString(one, "text refusal") ?? "")
    .join("");
}

/** The paths to the arguments of a call or a piece of them, and to the input of a hosted tool. */
const inputPlaces =
  "input args arguments partial_json fields.args toolUse.input function.arguments custom.input action operation queries code";

export function inputOf(call: unknown): unknown {
  return pick(call, inputPlaces);
}

/** Parses the arguments of a call, which most APIs send as JSON text. Other text stays unchanged. */
export function parseInput(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return value === "" ? {} : JSON.parse(value);
  } catch {
    return value;
  }
}
