import { describeKind } from "../options/check.ts";
import type { StreamFrom, StreamSource } from "../types/index.ts";
import { hintFor } from "./dialects/hints.ts";
import type { TextForm } from "./dialects/text-reader.ts";
import type { SourceIterator } from "./return-iterator.ts";

/** The arguments of a source function. */
export interface OpeningArguments {
  /** Only a source function uses the signal, so no signal is made for other sources. */
  readonly control: Pick<AbortController, "signal">;
  readonly from: StreamFrom;
}

/** A source that is open. */
export interface OpenedSource {
  readonly iterator: SourceIterator;
  /** The form of its text, if a response names it. */
  readonly form: "guess" | TextForm;
  /** The encoding of its bytes, if a response of plain text names it. Events and JSON are UTF-8. */
  readonly charset?: string | undefined;
  /** The source can be read only once, and may have been read before. */
  readonly isOnce: boolean;
}

/**
 * Checks whether a source can be read, before anything else is done.
 *
 * @throws TypeError that names the given value.
 */
export function checkSource(source: unknown): asserts source is StreamSource {
  if (typeof source === "function") return;
  if (!isReadable(source)) throw wrongSource("source", source);
  refuseSpent(source);
}

/** Makes the iterator of a source: calls a source function, takes the stream of a `streamText` result, or opens a web stream. */
export async function openSource(
  source: StreamSource,
  { control, from }: OpeningArguments,
): Promise<OpenedSource> {
  const given: unknown = typeof source === "function" ? source(control.signal, from) : source;
  // A stream may also be a promise of its whole answer. Then it must not be awaited.
  const made = isReadable(given) ? given : await given;
  if (!isReadable(made)) throw wrongSource("the source function returned no source", made);
  refuseSpent(made);
  if (typeof made === "string" || made instanceof Uint8Array) return open([made]);
  return isResponse(made) ? openResponse(made) : open(made);
}

/** Sources that were read once and are their own iterator, so they cannot be read again. */
const spent = new WeakSet<object>();

function open(readable: object, form: OpenedSource["form"] = "guess", charset?: string): OpenedSource {
  const stream = readStreamOnce(readable);
  refuseSpent(stream);
  const iterator = iteratorOf(stream);
  if (iterator === undefined) throw wrongSource("source", readable);
  const isOnce = (iterator as object) === stream || has(stream, "getReader");
  if (isOnce) spent.add(stream);
  return { iterator, form, charset, isOnce };
}

function iteratorOf(stream: object): SourceIterator | undefined {
  if (has(stream, Symbol.asyncIterator)) return stream[Symbol.asyncIterator]();
  if (has(stream, "getReader")) return readWebStream(stream as unknown as ReadableStream);
  return has(stream, Symbol.iterator) ? stream[Symbol.iterator]() : undefined;
}

function has<K extends PropertyKey>(value: object, method: K): value is Record<K, () => SourceIterator> {
  return typeof (value as Partial<Record<K, unknown>>)[method] === "function";
}

function refuseSpent(source: string | object): void {
  if (typeof source === "string") return;
  const isLocked = (source as { locked?: unknown }).locked === true;
  if (isLocked || spent.has(source) || (source as { bodyUsed?: unknown }).bodyUsed === true) {
    const state = isLocked ? "is being read by somebody else" : "was read before";
    throw new TypeError(
      `source: it ${state}, and a generator, a stream or a Response can be read once: give a new one, or a function that makes it`,
    );
  }
}

/** Checks without reading the property: each read of `fullStream` makes the AI SDK tee its stream, and an unread tee fills up. */
function isReadable(value: unknown): value is string | object {
  if (typeof value === "string") return true;
  if (typeof value !== "object" || value === null || value instanceof Map) return false;
  return iteratesItself(value) || isResponse(value) || "fullStream" in value || "stream" in value;
}

/** `fullStream` is the stream of the AI SDK 4 to 7, `stream` that of 7. Only these streams report errors and aborts. */
function readStreamOnce(readable: object): object {
  if (iteratesItself(readable)) return readable;
  const name = "fullStream" in readable ? "fullStream" : "stream";
  const inner: unknown = (readable as Record<string, unknown>)[name];
  return typeof inner === "object" && inner !== null ? inner : readable;
}

function iteratesItself(value: object): boolean {
  return [Symbol.asyncIterator, "getReader", Symbol.iterator].some((method) => has(value, method));
}

/** For runtimes whose `ReadableStream` can't be iterated. */
function readWebStream(stream: ReadableStream): SourceIterator {
  const reader = stream.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    return: () => reader.cancel(),
  };
}

function isResponse(value: object): value is Response {
  const { headers, status, body } = value as Partial<Response>;
  return typeof status === "number" && typeof headers?.get === "function" && body !== undefined;
}

function openResponse(response: Response): OpenedSource {
  const { body, headers, ok, status, statusText } = response;
  const type = headers.get("content-type")?.toLowerCase() ?? "";
  const form = formOf(type);
  if (!ok || form === undefined) {
    void body?.cancel().catch(() => {});
    const problem = ok
      ? `it is ${type}, where text or text/event-stream was expected`
      : `it has the HTTP status ${`${status} ${statusText}`.trim()}`;
    throw new Error(`the Response is no answer: ${problem}`, { cause: response });
  }
  return open(body ?? [], form, /^text\/(?!event-stream).*charset="?([\w-]+)/.exec(type)?.[1]);
}

function formOf(type: string): OpenedSource["form"] | undefined {
  if (type.startsWith("text/event-stream")) return "events";
  if (/ndjson|jsonl|stream\+json/.test(type)) return "lines";
  if (type.startsWith("application/json")) return "array";
  return /^(text\/(?!html)|application\/octet-stream|$)/.test(type) ? "guess" : undefined;
}

function wrongSource(what: string, value: unknown): TypeError {
  return new TypeError(
    `${what}: expected text, an iterable, a ReadableStream, a Response, a streamText result or a function that makes one, got ${describeKind(value)}${hintFor(value)}`,
  );
}
