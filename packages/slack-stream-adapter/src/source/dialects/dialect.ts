import type { CanonicalPart } from "../canonical-parts.ts";
import type { Writer } from "./writer.ts";

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
  create(writer: Writer, open: OpenReader): (item: Item) => void;
}

export type OpenReader = (emit: Emit) => DialectReader;

export interface DialectReader {
  /** Says whether the item is of any dialect. */
  read(item: Item): boolean;
  /** Nothing comes any more: what waits for its turn is read now. */
  end(): void;
}

/** What the items of a dialect mean, by their names. */
export type Handlers = Readonly<Record<string, (item: Item) => void>>;

export function handle(handlers: Handlers, name: unknown, item: Item): void {
  if (Object.hasOwn(handlers, name as string)) handlers[name as string]?.(item);
}

/** The fields of a value that may be an object. Any other value has none. */
export function fieldsOf(value: unknown): Item {
  return typeof value === "object" && value !== null ? (value as Item) : {};
}

/** The first of the places, such as `delta.content`, where something is. */
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

/** The items of the list in the first of the places. */
export function pickItems(value: unknown, places: string): readonly Item[] {
  return itemsOf(pick(value, places)).map(fieldsOf);
}

/** Is it a text of that form? */
export function matches(value: unknown, form: RegExp): boolean {
  return typeof value === "string" && form.test(value);
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

/** A text, or the texts of a list of content parts. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return itemsOf(value)
    .map((one) => pickString(one, "text refusal") ?? "")
    .join("");
}

/** Many SDKs have no other sign for a call that a person refused than these words: Claude's, LangChain's, OpenAI's, Mastra's, ADK's and Strands'. */
const refusal =
  /^(?:The user doesn't want to|User rejected the|This tool call is rejected|Tool \w+ (?:was not approved|by user))/i;

export function isRefusal(words: unknown): boolean {
  return refusal.test(textOf(words));
}

/** Where the SDKs put the arguments of a call, or a piece of them, and what a hosted tool works on. */
const inputPlaces =
  "input args arguments partial_json fields.args toolUse.input function.arguments custom.input action operation queries code";

export function inputOf(call: unknown): unknown {
  return pick(call, inputPlaces);
}

/** The arguments of a call, which most APIs send as JSON text; text that is no JSON stays as it is. */
export function parseInput(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return value === "" ? {} : JSON.parse(value);
  } catch {
    return value;
  }
}
