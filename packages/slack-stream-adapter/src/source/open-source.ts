import { describe } from "../options/check.ts";
import type { StreamSource } from "../types/index.ts";
import type { SourceIterator } from "./let-go.ts";

/**
 * Tells whether a source can be read at all, before anything is done.
 *
 * @throws TypeError that says what was given.
 */
export function checkSource(source: unknown): asserts source is StreamSource {
  if (typeof source !== "function" && !isReadable(source)) throw wrongSource("source", source);
}

/** Makes the iterator of a source: calls the function, picks the stream of a `streamText` result, opens a web stream. */
export async function openSource(source: StreamSource, signal: AbortSignal): Promise<SourceIterator> {
  if (typeof source !== "function") return toIterator(source);
  const made: unknown = await source(signal);
  if (!isReadable(made)) throw wrongSource("the source function must return a source; it returned", made);
  return toIterator(made);
}

function toIterator(readable: object): SourceIterator {
  const stream = readStreamOnce(readable);
  if (isAsyncIterable(stream)) return stream[Symbol.asyncIterator]();
  if (isWebStream(stream)) return readWebStream(stream as ReadableStream);
  throw wrongSource("source", readable);
}

/** Looks without touching: each read of `fullStream` makes the AI SDK tee its stream, and a tee that nobody reads fills up. */
function isReadable(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return isAsyncIterable(value) || isWebStream(value) || "fullStream" in value || "stream" in value;
}

/** `fullStream` is the AI SDK's in version 6 and 7, `stream` in 7: the only ones that tell of errors and aborts. */
function readStreamOnce(readable: object): object {
  if (isAsyncIterable(readable) || isWebStream(readable)) return readable;
  const name = "fullStream" in readable ? "fullStream" : "stream";
  const inner: unknown = (readable as Record<string, unknown>)[name];
  return typeof inner === "object" && inner !== null ? inner : readable;
}

function isAsyncIterable(value: object): value is { [Symbol.asyncIterator](): SourceIterator } {
  return typeof (value as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator] === "function";
}

function isWebStream(value: object): boolean {
  return typeof (value as { getReader?: unknown }).getReader === "function";
}

/** For runtimes whose `ReadableStream` can't be iterated. */
function readWebStream(stream: ReadableStream): SourceIterator {
  const reader = stream.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    return: () => reader.cancel(),
  };
}

function wrongSource(what: string, value: unknown): TypeError {
  return new TypeError(
    `${what}: expected an async iterable, a ReadableStream, a streamText result or a function that makes one, got ${describe(value)}`,
  );
}
