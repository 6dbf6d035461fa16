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
  /** How long the call waited for the rate budget, or because of a rate limit of Slack's, ms. */
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
  /** When it happened, ms since the Unix epoch, by the stream's clock. */
  readonly atMs: number;
}

/** A stream begins. */
export interface StreamStarted extends StreamMessageBase {
  /** Always the same. */
  readonly type: "start";
  /** A subscriber may set this function. The stream then runs inside it: the source's function and the calls to Slack. */
  around?: (<Result>(work: () => Result) => Result) | undefined;
}

/** Something happened in a stream. */
export interface StreamEventHappened extends StreamMessageBase {
  /** Always the same. */
  readonly type: "event";
  /** What `onEvent` is told, without the error. */
  readonly event: ObservedEvent;
}

/** A call with text was sent, and Slack did not refuse it. */
export interface StreamTextShown extends StreamMessageBase {
  /** Always the same. */
  readonly type: "shown";
  /** How long the oldest text of the call had waited when the call was sent, ms. */
  readonly lagMs: number;
  /** Set for the first text of the stream: how long after the stream's start the call was sent, ms. */
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

/** A {@link StreamEvent}. Where Slack ended a message, `cause` holds only the code. */
export type ObservedEvent =
  | Exclude<StreamEvent, { readonly type: "segment-end" }>
  | (Omit<Extract<StreamEvent, { readonly type: "segment-end" }>, "cause"> & {
      /** Set where Slack ended the message: Slack's or the client's code. */
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
