import type { SlackChunk } from "./slack.ts";

/**
 * What a stream can be read from: any async iterable or `ReadableStream` of strings, AI SDK stream parts
 * (versions 6 and 7) or Slack chunks, in any mixture; or the result of the AI SDK's `streamText`, which is
 * read through its `fullStream` so that a failing model is seen.
 */
export type StreamInput = AsyncIterable<StreamItem> | ReadableStream<StreamItem> | StreamTextLike;

/** One thing that a source may yield. Parts of unknown type are passed over. */
export type StreamItem = string | StreamPart | SlackChunk;

/** An AI SDK stream part, by its discriminant alone: the library depends on no version of `ai`. */
export interface StreamPart {
  /** Such as `text-delta`. Of the other fields those are read that the type stands for. */
  readonly type: string;
}

/** The part of a `streamText` result that is read: `fullStream` (AI SDK 6 and 7) or `stream` (7). */
export type StreamTextLike =
  | {
      /** All parts, those of a failure and an abort too. */
      readonly fullStream: AsyncIterable<StreamPart> | ReadableStream<StreamPart>;
    }
  | {
      /** The same, by its name in version 7. */
      readonly stream: AsyncIterable<StreamPart> | ReadableStream<StreamPart>;
    };

/**
 * A source, or a function that makes one. The function is given a signal that fires when the user presses stop,
 * when `abortSignal` fires, on shutdown and when the stream fails: hand it to the model, and stop stops the model.
 */
export type StreamSource = StreamInput | ((signal: AbortSignal) => StreamInput | PromiseLike<StreamInput>);
