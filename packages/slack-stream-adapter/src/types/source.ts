import type { StreamFrom } from "./checkpoint.ts";
import type { SlackChunk } from "./slack.ts";

/**
 * A source: text, or the stream of an SDK as the SDK gives it.
 *
 * - the result of the AI SDK's `streamText` or of an agent, of versions 4 to 7. The library reads its `fullStream`, which tells when the
 *   model fails.
 * - any async iterable, iterable or `ReadableStream` of {@link StreamItem}.
 * - a `Response` of plain text or of server-sent events.
 * - a string, or bytes of UTF-8 text.
 */
export type StreamInput =
  | string
  | Uint8Array
  | AsyncIterable<StreamItem>
  | Iterable<StreamItem>
  | ReadableStream<StreamItem>
  | ResponseLike
  | StreamTextLike;

/**
 * One item of a source: text, bytes of UTF-8 text, a Slack chunk, or a part of an SDK's stream. A source may mix them.
 *
 * The library knows the parts and UI message chunks of the AI SDK (4 to 7), chunks of OpenAI's Chat Completions, events of OpenAI's
 * Responses and of Anthropic's Messages, events of `@openai/agents`, message chunks and events of LangChain and LangGraph, chunks of
 * Mastra, AG-UI events, messages of the Claude Agent SDK, and the streams of Google's SDKs, Bedrock, Mistral, Cohere, Ollama, Workers AI
 * and Strands. Their type is `object` here, because the library depends on none of these packages. The library ignores parts of unknown
 * type. If a source has no known part at all, the stream rejects with a `TypeError`.
 */
export type StreamItem = string | Uint8Array | StreamPart | SlackChunk | object;

/** A part of a stream. Its `type` says which other fields the library reads. */
export interface StreamPart {
  /** The kind of part, such as `text-delta`. */
  readonly type: string;
}

/**
 * The fields of a `Response` that the library reads. It reads the events of `text/event-stream` and the lines of JSON lines
 * (`application/x-ndjson`). It reads a body that begins like one of the two in the same way. Any other body is text. An HTTP error,
 * HTML, JSON and files are failures of the source.
 */
export interface ResponseLike {
  /**
   * Whether `status` is 200 to 299. If it is false, the library does not read the body, and the source fails with an `Error` that names the
   * status.
   */
  readonly ok: boolean;
  /** The HTTP status, such as 200. */
  readonly status: number;
  /** The text of the status, such as `Not Found`. It may be empty. */
  readonly statusText: string;
  /** The headers of the response. The library reads only `content-type`, which decides how it reads the body. */
  readonly headers: {
    /** Returns the value of a header, or null if there is none. The name may be in upper or lower case. */
    get(name: string): string | null;
  };
  /** A `ReadableStream` of bytes, or null if the response has no body. */
  readonly body: unknown;
}

/** The fields of a `streamText` result that the library reads: `fullStream` (AI SDK 4 to 7, Mastra) or `stream` (7). */
export type StreamTextLike =
  | {
      /** All parts of the stream, also those that report a failure or an abort. */
      readonly fullStream: AsyncIterable<object> | ReadableStream<object>;
    }
  | {
      /** The same stream as `fullStream`, by its name in version 7. */
      readonly stream: AsyncIterable<object> | ReadableStream<object>;
    };

/**
 * A source, or a function that makes one. The function gets a signal that fires when the user presses stop, when your `abortSignal` fires,
 * at a shutdown, and when the stream fails. Pass it to the model, so that the model stops too. With a `checkpoint` the function also gets
 * the place where it may begin.
 */
export type StreamSource =
  | StreamInput
  | ((signal: AbortSignal, from: StreamFrom) => StreamInput | PromiseLike<StreamInput>);
