import type { StreamEvent } from "./events.ts";
import type { SegmentEnd, StreamCounts, StreamOutcome, StreamTimes } from "./receipt.ts";

/** An answer that is streamed. All messages about one answer have the same object. */
export interface ObservedStream {
  /** Names the stream within this process. */
  readonly id: string;
  /** ID of the channel or direct message. */
  readonly channel: string;
  /** `ts` of the thread's first message. */
  readonly threadTs?: string | undefined;
}

/** A call to Slack. Its start and its end have the same object. */
export interface ObservedCall {
  /** The Web API method, such as `chat.appendStream`. */
  readonly method: string;
  /**
   * `message`: the answer's text or the end of a message depends on the call. `cosmetic`: the call is for a status, a reaction or a sign of
   * life.
   */
  readonly purpose: "message" | "cosmetic";
  /** How long the call waited for the rate budget, or because of a rate limit of Slack's, ms. */
  readonly waitedMs: number;
}

/**
 * Published on the diagnostics channel `slack-stream-adapter:stream`. `type` says which message it is. It holds no text, no token and no
 * error object.
 */
export type StreamMessage = StreamStarted | StreamEventHappened | StreamTextShown | StreamEnded;

/** Published on the diagnostics channel `slack-stream-adapter:call` for each call to Slack. `type` says which message it is. */
export type CallMessage = CallStarted | CallEnded;

/** The fields of all messages about a stream. */
export interface StreamMessageBase {
  /** The stream that the message is about. */
  readonly stream: ObservedStream;
  /** When it happened, ms since the Unix epoch, by the stream's clock. */
  readonly atMs: number;
}

/** A stream begins. */
export interface StreamStarted extends StreamMessageBase {
  /** The kind of message. */
  readonly type: "start";
  /**
   * A subscriber may set this function. The library calls it with the work of the whole stream: the source's function and the calls to
   * Slack.
   */
  around?: (<Result>(work: () => Result) => Result) | undefined;
}

/** Something happened in a stream. */
export interface StreamEventHappened extends StreamMessageBase {
  /** The kind of message. */
  readonly type: "event";
  /** The event that `onEvent` gets, without error objects. */
  readonly event: ObservedEvent;
}

/** A call with text was sent, and Slack did not refuse it. */
export interface StreamTextShown extends StreamMessageBase {
  /** The kind of message. */
  readonly type: "shown";
  /** How long the oldest text of the call had waited when the call was sent, ms. */
  readonly lagMs: number;
  /** Only for the first text of a stream: how long after the stream's start the call was sent, ms. */
  readonly firstPaintMs?: number | undefined;
}

/** A stream is over. */
export interface StreamEnded extends StreamMessageBase {
  /** The kind of message. */
  readonly type: "end";
  /** The same as in the receipt. */
  readonly outcome: StreamOutcome | "failed";
  /** Only with the outcome `failed`: the code of a `SlackStreamError`, or the name of the error that the source threw. */
  readonly error?: string | undefined;
  /** How each message of the answer ended. */
  readonly segments: readonly SegmentEnd[];
  /** The same as in the receipt. */
  readonly counts: StreamCounts;
  /** The same as in the receipt. */
  readonly times: StreamTimes;
  /** The same as in the receipt. */
  readonly fallbackReason?: string | undefined;
  /** The same as in the receipt. */
  readonly checkpoint?: "kept" | "off" | "lost" | undefined;
}

/**
 * A {@link StreamEvent} without error objects: `cause` of a message that Slack ended holds only the code. There is no event
 * `checkpoint-off`, because the store may fail before the stream starts. {@link StreamEnded.checkpoint} reports this failure.
 */
export type ObservedEvent =
  | Exclude<StreamEvent, { readonly type: "segment-end" | "checkpoint-off" }>
  | (Omit<Extract<StreamEvent, { readonly type: "segment-end" }>, "cause"> & {
      /** Set if Slack ended the message. It holds a code of Slack's or of the client's. */
      readonly cause?: { readonly code: string } | undefined;
    });

/** A call to Slack begins. */
export interface CallStarted extends StreamMessageBase {
  /** The kind of message. */
  readonly type: "start";
  /** The call that the message is about. */
  readonly call: ObservedCall;
}

/** A call to Slack is over. */
export interface CallEnded extends StreamMessageBase {
  /** The kind of message. */
  readonly type: "end";
  /** The call that the message is about. */
  readonly call: ObservedCall;
  /** `applied`: Slack carried it out. `refused`: Slack refused it. `unknown`: the library could not find out which. */
  readonly outcome: "applied" | "refused" | "unknown";
  /** Slack's or the client's code. Undefined if Slack carried out the call. */
  readonly code?: string | undefined;
  /** What a refusal means, such as `rate-limited`. Undefined for other outcomes. */
  readonly reason?: string | undefined;
}
