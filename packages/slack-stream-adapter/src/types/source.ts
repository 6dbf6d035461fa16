import type { StreamFrom } from "./checkpoint.ts";
import type { SlackChunk } from "./slack.ts";

/**
 * What a stream can be read from, as the SDKs give it. Each in three lines: the guide on sources.
 *
 * - the result of the AI SDK's `streamText` or of an agent, of versions 4 to 7: it is read through its `fullStream`, so that a
 *   failing model is seen
 * - any async iterable, iterable or `ReadableStream` of {@link StreamItem}
 * - a `Response`, of plain text or of server-sent events
 * - text
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
 * One thing that a source may yield: text, bytes of UTF-8 text, a Slack chunk, or what an SDK streams, in any mixture.
 *
 * Known are the parts and UI message chunks of the AI SDK (4 to 7), chunks of OpenAI's Chat Completions, events of OpenAI's
 * Responses and of Anthropic's Messages, events of `@openai/agents`, message chunks and events of LangChain and LangGraph, chunks of
 * Mastra and of Google's `generateContentStream`, AG-UI events, and messages of the Claude Agent SDK. They are `object` here, because
 * the library depends on none of these packages. Parts of unknown type are passed over; a source of which nothing is known is
 * rejected with a `TypeError`.
 */
export type StreamItem = string | Uint8Array | StreamPart | SlackChunk | object;

/** A stream part by its discriminant alone. */
export interface StreamPart {
  /** Such as `text-delta`. Of the other fields those are read that the type stands for. */
  readonly type: string;
}

/**
 * What is read of a `Response`. Of `text/event-stream`, and of a body that begins with an event whose data is JSON, the events
 * are read as items; any other body is text. An HTTP error, HTML and JSON are failures of the source.
 */
export interface ResponseLike {
  /** Whether `status` is 200 to 299. When it is false, the body is not read: the source fails with an `Error` that names the status. */
  readonly ok: boolean;
  /** The HTTP status, such as 200. */
  readonly status: number;
  /** The words beside the status, such as `Not Found`; may be empty. */
  readonly statusText: string;
  /** The headers of the answer: `content-type` decides how the body is read, and no other is needed. */
  readonly headers: {
    /** The value of a header, whose name may be written in any case; null when it was not sent. */
    get(name: string): string | null;
  };
  /** A `ReadableStream` of bytes, or null when there is none. */
  readonly body: unknown;
}

/** The part of a `streamText` result that is read: `fullStream` (AI SDK 4 to 7, Mastra) or `stream` (7). */
export type StreamTextLike =
  | {
      /** All parts, those of a failure and an abort too. */
      readonly fullStream: AsyncIterable<object> | ReadableStream<object>;
    }
  | {
      /** The same, by its name in version 7. */
      readonly stream: AsyncIterable<object> | ReadableStream<object>;
    };

/**
 * A source, or a function that makes one. The function is given a signal that fires when the user presses stop,
 * when `abortSignal` fires, on shutdown and when the stream fails: hand it to the model, and stop stops the model. With a
 * `checkpoint` it is also told where it may begin, when an earlier process has begun the answer.
 */
export type StreamSource =
  | StreamInput
  | ((signal: AbortSignal, from: StreamFrom) => StreamInput | PromiseLike<StreamInput>);
