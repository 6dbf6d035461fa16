import type { StreamEvent } from "./events.ts";
import type { SegmentEnd, StreamCounts, StreamOutcome, StreamTimes } from "./receipt.ts";

/** An answer that is streamed, as subscribers see it: the same object in all messages about one answer. */
export interface ObservedStream {
  /** Names the stream within this process. */
  readonly id: string;
  /** Conversation ID. */
  readonly channel: string;
  /** The thread that is answered. */
  readonly threadTs?: string | undefined;
}

/** A call to Slack: the same object when it begins and when it is over. */
export interface ObservedCall {
  /** Web API method, such as `chat.appendStream`. */
  readonly method: string;
  /** `message`: text or the end of a message depends on it. `cosmetic`: a status, a reaction, a sign of life. */
  readonly purpose: "message" | "cosmetic";
  /** How long the rate budget, or a rate limit of Slack's, held it back, ms. */
  readonly waitedMs: number;
}

/**
 * Published on the diagnostics channel `slack-stream-adapter:stream`, told apart by `type`. Holds no text, no token and no
 * error object.
 */
export type StreamMessage = StreamStarted | StreamEventHappened | StreamTextShown | StreamEnded;

/** Published on the diagnostics channel `slack-stream-adapter:call`: each call to Slack that is made for an answer, told apart by `type`. */
export type CallMessage = CallStarted | CallEnded;

/** What all messages about a stream hold. */
export interface StreamMessageBase {
  /** Which stream it is. */
  readonly stream: ObservedStream;
  /** When it was, ms since the Unix epoch, by the stream's clock. */
  readonly atMs: number;
}

/** A stream begins. */
export interface StreamStarted extends StreamMessageBase {
  /** Always the same. */
  readonly type: "start";
  /** Set it, and all of the stream runs in it: the source's function and the calls to Slack. */
  around?: (<Result>(work: () => Result) => Result) | undefined;
}

/** Something happened in a stream. */
export interface StreamEventHappened extends StreamMessageBase {
  /** Always the same. */
  readonly type: "event";
  /** What `onEvent` is told, without the error. */
  readonly event: ObservedEvent;
}

/** Text has gone out, and was not refused. */
export interface StreamTextShown extends StreamMessageBase {
  /** Always the same. */
  readonly type: "shown";
  /** From when the oldest text of the call was there to when the call went out, ms. */
  readonly lagMs: number;
  /** It was the stream's first, so many ms after the stream began. */
  readonly firstPaintMs?: number | undefined;
}

/** A stream is over. */
export interface StreamEnded extends StreamMessageBase {
  /** Always the same. */
  readonly type: "end";
  /** As in the receipt. */
  readonly outcome: StreamOutcome | "failed";
  /** With `failed`: the code of a `SlackStreamError`, or the name of what the source threw. */
  readonly error?: string | undefined;
  /** How each message of the answer ended. */
  readonly segments: readonly SegmentEnd[];
  /** As in the receipt. */
  readonly counts: StreamCounts;
  /** As in the receipt. */
  readonly times: StreamTimes;
  /** As in the receipt. */
  readonly fallbackReason?: string | undefined;
}

/** A {@link StreamEvent}; of the trouble that ended a message only the code. */
export type ObservedEvent =
  | Exclude<StreamEvent, { readonly type: "segment-end" }>
  | (Omit<Extract<StreamEvent, { readonly type: "segment-end" }>, "cause"> & {
      /** Where Slack ended it: Slack's or the client's code. */
      readonly cause?: { readonly code: string } | undefined;
    });

/** A call to Slack begins. */
export interface CallStarted extends StreamMessageBase {
  /** Always the same. */
  readonly type: "start";
  /** Which call it is. */
  readonly call: ObservedCall;
}

/** A call to Slack is over. */
export interface CallEnded extends StreamMessageBase {
  /** Always the same. */
  readonly type: "end";
  /** Which call it is. */
  readonly call: ObservedCall;
  /** `unknown`: it is unconfirmed whether Slack carried it out. */
  readonly outcome: "applied" | "refused" | "unknown";
  /** Slack's or the client's code, unless it was applied. */
  readonly code?: string | undefined;
  /** What a refusal means, such as `rate-limited`. */
  readonly reason?: string | undefined;
}
