/** How a stream ended without failing. */
export type StreamOutcome = "completed" | "silent" | "aborted" | "superseded" | "stopped-by-user";

/** What was said, what reached Slack, and in which messages. */
export interface StreamReceipt {
  /** `completed`; `silent`: the source showed nothing, so nothing was posted; `aborted`; `superseded` by a newer answer in its thread; `stopped-by-user`; `failed`. */
  readonly outcome: StreamOutcome | "failed";
  /** All that the source said. */
  readonly text: string;
  /** Offset in `text` (UTF-16) up to which Slack acknowledged it. */
  readonly delivered: number;
  /** The Slack messages of the answer: together they partition `text`. */
  readonly segments: readonly StreamSegment[];
  /** Why native streaming was not used, or not to the end: Slack's code, mostly. */
  readonly fallbackReason?: string | undefined;
  /** With a `checkpoint`. `kept`: to the end; `off`: the store failed; `lost`: another process has taken the answer over. */
  readonly checkpoint?: "kept" | "off" | "lost" | undefined;
  /** True for the receipt of an earlier call with the same `id`: nothing was sent now. See {@link ReplayedReceipt}. */
  readonly replayed?: boolean | undefined;
  /** What it took. */
  readonly counts: StreamCounts;
  /** How long it took, ms. */
  readonly times: StreamTimes;
}

/** With a `checkpoint`: the receipt of an earlier call with the same `id`. Nothing was sent now, and the text was not kept. */
export interface ReplayedReceipt extends Omit<StreamReceipt, "text" | "replayed"> {
  /** Tells it from a receipt that has the text. */
  readonly replayed: true;
  /** The store keeps no text. */
  readonly text?: undefined;
}

/** One Slack message of an answer. */
export interface StreamSegment {
  /** The message; empty only where a start's fate is unknown. */
  readonly ts: string;
  /** Where it is. */
  readonly channel: string;
  /** Where it begins in the receipt's `text`, UTF-16: 0, or the end of the one before. */
  readonly start: number;
  /** Where it ends in the receipt's `text`, UTF-16. */
  readonly end: number;
  /** How it was opened: by native streaming, by post and edit, or by a post that is never edited. */
  readonly transport: "stream" | "edit" | "post";
  /** How it ended. */
  readonly ended: SegmentEnd;
  /** The finished message was written whole by `chat.update`. */
  readonly repaired: boolean;
  /** A call's fate is unknown and could not be settled: something in it may be shown twice or be missing. */
  readonly uncertain: boolean;
  /** Keepalive characters that had to stay in the message. */
  readonly keepalivesLeft: number;
}

/** How a message ended: closed at the end of the answer, for its age, or for its size; ended by Slack; deleted; stopped by the user; not known. */
export type SegmentEnd = "stopped" | "rotated" | "full" | "expired" | "deleted" | "user-stop" | "unknown";

/** What an answer took. */
export interface StreamCounts {
  /** Message calls to Slack: starts, appends, stops, updates and posts. */
  readonly calls: number;
  /** Appends and edits that were not refused. */
  readonly appends: number;
  /** Signs of life in a silence. */
  readonly keepalives: number;
  /** Messages that were closed for their age. */
  readonly rotations: number;
  /** Finished messages that were written whole. */
  readonly repairs: number;
  /** Calls that Slack refused for their rate. */
  readonly rateLimited: number;
  /** Calls whose fate was not known at first. */
  readonly unknownOutcomes: number;
}

/** Milliseconds since `streamToSlack` was called. */
export interface StreamTimes {
  /** When the source said its first text. */
  readonly firstTextMs?: number | undefined;
  /** When the first message call went out. */
  readonly firstCallMs?: number | undefined;
  /** When the source had ended. */
  readonly sourceEndMs?: number | undefined;
  /** When all was done. */
  readonly totalMs: number;
}
