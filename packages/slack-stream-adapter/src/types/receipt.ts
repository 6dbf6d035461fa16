/** How a stream ended without failing. */
export type StreamOutcome = "completed" | "silent" | "aborted" | "superseded" | "stopped-by-user";

/** The text of the source, how much of it Slack took, and in which messages. */
export interface StreamReceipt {
  /**
   * How the stream ended:
   *
   * - `completed`: the source ended, and everything was delivered.
   * - `silent`: nothing was posted. The source had nothing to show and there was no notice, or the answer was one of the `silentReplies`.
   * - `aborted`: your `abortSignal`, a shutdown or the source's own abort ended it.
   * - `superseded`: a newer answer in the same thread ended it.
   * - `stopped-by-user`: somebody pressed stop in Slack.
   * - `failed`: the promise rejected. Only `onFinish` and errors have this outcome.
   */
  readonly outcome: StreamOutcome | "failed";
  /** All text of the source, without what the library added, such as notices. */
  readonly text: string;
  /** How many characters of `text` (UTF-16) Slack has acknowledged. */
  readonly delivered: number;
  /** The Slack messages of the answer, in order. With the outcome `completed` they hold all of `text`, otherwise perhaps only its beginning. */
  readonly segments: readonly StreamSegment[];
  /**
   * Why the answer was posted and edited from some point on, instead of streamed: mostly one of Slack's codes. Undefined if Slack's
   * streaming was used to the end, and if a complete answer was posted because Slack had refused its start for a rate limit.
   */
  readonly fallbackReason?: string | undefined;
  /**
   * Only with a `checkpoint`. `kept`: the store kept the answer to its end. `off`: the store failed. `lost`: another process took
   * over the answer.
   */
  readonly checkpoint?: "kept" | "off" | "lost" | undefined;
  /**
   * Only with a `checkpoint`. True if this is the receipt of an earlier call with the same `id`: nothing was sent now. See {@link
   * ReplayedReceipt}.
   */
  readonly replayed?: boolean | undefined;
  /** How many calls and repairs the answer needed. */
  readonly counts: StreamCounts;
  /** How long the steps took, ms. */
  readonly times: StreamTimes;
}

/** The receipt of an earlier call with the same checkpoint `id`. Nothing was sent now. The store does not keep the text, so `text` is missing. */
export interface ReplayedReceipt extends Omit<StreamReceipt, "text" | "replayed"> {
  /** Distinguishes it from a receipt with text. */
  readonly replayed: true;
  /** Always missing. */
  readonly text?: undefined;
}

/** One Slack message of an answer. */
export interface StreamSegment {
  /** `ts` of the message. Empty only if the library could not find out whether Slack made it. */
  readonly ts: string;
  /** ID of the channel or direct message. */
  readonly channel: string;
  /** Where its text begins in the receipt's `text` (UTF-16): 0, or the `end` of the previous message. */
  readonly start: number;
  /** Where its text ends in the receipt's `text` (UTF-16). */
  readonly end: number;
  /** How it was opened: by Slack's streaming (`stream`), by a post that is edited (`edit`), or by a post that is not edited (`post`). */
  readonly transport: "stream" | "edit" | "post";
  /** How it ended. */
  readonly ended: SegmentEnd;
  /** True if the library wrote the whole message again by `chat.update` at its end. */
  readonly repaired: boolean;
  /** True if the library could not find out whether Slack carried out one of the calls. Some text may be shown twice or be missing. */
  readonly uncertain: boolean;
  /** How many zero-width spaces, sent as signs of life, the library could not remove from this message. */
  readonly keepalivesLeft: number;
}

/**
 * How a message ended:
 *
 * - `stopped`: the library closed it at the end of the answer.
 * - `rotated`: the library closed it because of its age.
 * - `full`: the library closed it because of its size.
 * - `expired`: Slack ended it first, or refused to add to it. `repaired` says whether the library wrote it again.
 * - `deleted`: somebody deleted it.
 * - `user-stop`: somebody pressed stop.
 * - `unknown`: the library could not find out, or could not close it.
 */
export type SegmentEnd = "stopped" | "rotated" | "full" | "expired" | "deleted" | "user-stop" | "unknown";

/** How many calls and repairs an answer needed. */
export interface StreamCounts {
  /** Calls that write messages: starts, appends, stops, edits and posts. */
  readonly calls: number;
  /** Appends and edits that were not refused. */
  readonly appends: number;
  /** Signs of life that were sent while the source was silent. */
  readonly keepalives: number;
  /** Messages that the library closed because of their age. */
  readonly rotations: number;
  /** Finished messages that the library wrote again as a whole. */
  readonly repairs: number;
  /** Calls that Slack refused because of a rate limit. */
  readonly rateLimited: number;
  /** Calls without a usable response: at first the library did not know whether Slack had carried them out. */
  readonly unknownOutcomes: number;
}

/** Milliseconds since the call of `streamToSlack`. */
export interface StreamTimes {
  /** When the source gave its first text. Undefined if it gave none. */
  readonly firstTextMs?: number | undefined;
  /** When the first call that writes a message was sent. Undefined if there was none. */
  readonly firstCallMs?: number | undefined;
  /** When the source ended. Undefined if it did not. */
  readonly sourceEndMs?: number | undefined;
  /** When the promise settled. */
  readonly totalMs: number;
}
