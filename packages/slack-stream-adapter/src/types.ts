import type { AgentOptions } from "./agent-types.ts";
import type { Clock } from "./clock.ts";
import type { SlackStreamError } from "./errors.ts";

// ---------------------------------------------------------------------------------------------- source

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
  readonly type: string;
}

/** The part of a `streamText` result that is read: `fullStream` (AI SDK 6 and 7) or `stream` (7). */
export type StreamTextLike =
  | { readonly fullStream: AsyncIterable<StreamPart> | ReadableStream<StreamPart> }
  | { readonly stream: AsyncIterable<StreamPart> | ReadableStream<StreamPart> };

/**
 * A source, or a function that makes one. The function is given a signal that fires when the user presses stop,
 * when `abortSignal` fires, on shutdown and when the stream fails: hand it to the model, and stop stops the model.
 */
export type StreamSource = StreamInput | ((signal: AbortSignal) => StreamInput | PromiseLike<StreamInput>);

// ---------------------------------------------------------------------------------------------- Slack

/** A block of Block Kit, as Slack takes it. */
export interface SlackBlock {
  readonly type: string;
}

export interface MarkdownTextChunk {
  readonly type: "markdown_text";
  readonly text: string;
}

/** Makes or changes a task card. `title` and `status` replace; `details`, `output` and `sources` are added to what the card holds. */
export interface TaskUpdateChunk {
  readonly type: "task_update";
  readonly id: string;
  readonly title?: string | undefined;
  readonly status?: TaskStatus | undefined;
  readonly details?: string | undefined;
  readonly output?: string | undefined;
  readonly sources?: readonly TaskSource[] | undefined;
  readonly hide_title?: boolean | undefined;
  readonly icon?: string | undefined;
}

export type TaskStatus = "pending" | "in_progress" | "complete" | "error";

export interface TaskSource {
  readonly type: "url";
  readonly text: string;
  readonly url: string;
}

/** Replaces the title of the plan that holds the cards. */
export interface PlanUpdateChunk {
  readonly type: "plan_update";
  readonly title: string;
}

/** Puts blocks between the text, 1 to 50. */
export interface BlocksChunk {
  readonly type: "blocks";
  readonly blocks: readonly SlackBlock[];
}

export type SlackChunk = MarkdownTextChunk | TaskUpdateChunk | PlanUpdateChunk | BlocksChunk;

/** Event metadata of a message. */
export interface SlackMetadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

export type SessionStatus = "active" | "processing" | "suspended" | "closed";
export type TaskDisplayMode = "timeline" | "plan";

/**
 * A `WebClient` of `@slack/web-api` 7 or 8, or any object with the methods that are used. Of a `WebClient` the
 * token, proxy, interceptors, `fetch` and logger are kept; its retries and its queue are not used.
 */
export interface SlackClient {
  readonly chat: object;
  readonly apiCall?: unknown;
}

/** Where a stream goes. `client` or `token` is needed, and `channel`. */
export interface StreamTarget {
  /** A `WebClient`, or any object with the methods that are used. */
  readonly client?: SlackClient | undefined;
  /** A bot token, instead of `client`: calls go out by the global `fetch`. */
  readonly token?: string | undefined;
  /** With `token`: the root of the Web API, such as `https://slack-gov.com/api/`. @default "https://slack.com/api/" */
  readonly slackApiUrl?: string | undefined;
  /** Conversation ID. */
  readonly channel: string;
  /** `ts` of the message that is answered, the thread's parent. Native streaming needs it. */
  readonly threadTs?: string | undefined;
  /** The person who asked. Native streaming needs it in channels, together with `recipientTeamId`. */
  readonly recipientUserId?: string | undefined;
  /** The workspace of the person who asked. */
  readonly recipientTeamId?: string | undefined;
}

// ---------------------------------------------------------------------------------------------- options

/** All are optional; durations are in milliseconds; an explicit `undefined` means the default. */
export interface StreamOptions extends AgentOptions {
  /** Stop reading, send what was read, close the message. The promise resolves with outcome `aborted`. */
  readonly abortSignal?: AbortSignal | undefined;
  /** Longest silence on an open message before a sign of life is sent; `false` for none. @default 20_000 */
  readonly keepaliveMs?: number | false | undefined;
  /**
   * Age at which a message is closed at the next paragraph or line end outside a fence or table; 30 s later, and
   * never later than 285 s after its start, at a word. At most 285,000; `false` leaves closing to Slack. @default 240_000
   */
  readonly rotateAfterMs?: number | false | undefined;
  /** At the end of a message's life go on in a new `message`, or in the same one by `edit`. @default "message" */
  readonly continuation?: "message" | "edit" | undefined;
  /** `stream`: native streaming or an error; `edit`: post and edit, which everyone in a channel sees live; `auto`: native where it serves. @default "auto" */
  readonly transport?: "auto" | "stream" | "edit" | undefined;
  /** Least time between two appends. The first call never waits. @default 500, after 5 s of streaming 1_000; edits: 1_000, then 3_000 */
  readonly minIntervalMs?: number | undefined;
  /** Gather text this long before the first call: a push banner shows a message's first text. @default 0 */
  readonly firstTextMs?: number | undefined;
  /** Deadline of one call to Slack. @default 15_000 */
  readonly callTimeoutMs?: number | undefined;
  /** Deadline of closing after an abort or a failure. @default 10_000 */
  readonly closeTimeoutMs?: number | undefined;
  /** A source that is silent for longer fails the stream with `source-timeout`; `false` for never. @default false */
  readonly sourceTimeoutMs?: number | false | undefined;
  /** Size of one message, in weighted UTF-8 bytes: 500 to 12,000. @default 9_000 */
  readonly maxMessageBytes?: number | undefined;
  /** Rate budget shared by the streams of a workspace; `false` for none. @default one for the process */
  readonly budget?: RateBudget | false | undefined;
  /** Shown at the end when the source fails after something was shown; `false` for nothing. */
  readonly failureNotice?: string | false | ((error: unknown) => string) | undefined;
  /** Is told what happens, as it happens. Never awaited; what it throws is dropped. */
  readonly onEvent?: ((event: StreamEvent) => void) | undefined;
  /** Is told the end, on every way out. Never awaited; what it throws is dropped. */
  readonly onFinish?: ((receipt: StreamReceipt, error?: unknown) => void) | undefined;
  /** How task cards are shown. */
  readonly taskDisplayMode?: TaskDisplayMode | undefined;
  /** Blocks below the finished answer, on its last message only. */
  readonly stopBlocks?: readonly SlackBlock[] | undefined;
  /** Metadata of the finished answer, on its last message only. */
  readonly metadata?: SlackMetadata | undefined;
  /** Status of the agent session after the answer. @default Slack's own, "active" */
  readonly sessionStatus?: SessionStatus | undefined;
  /** Name shown instead of the app's; needs `chat:write.customize`. */
  readonly username?: string | undefined;
  readonly iconEmoji?: string | undefined;
  readonly iconUrl?: string | undefined;
  /** Where time comes from, for tests. @default the system's */
  readonly clock?: Clock | undefined;
}

/** Shares a workspace's rate limits between streams. Give your own to share them between processes. */
export interface RateBudget {
  /** Milliseconds until this call may be sent; 0 takes a place at once. Asked again after that time. */
  take(call: RateBudgetCall): number;
  /** Is told when Slack refused a call for its rate, with what Slack said. */
  refused(call: RateBudgetCall, retryAfterMs: number): void;
}

export interface RateBudgetCall {
  /** The Web API method, such as `chat.appendStream`. */
  readonly method: string;
  /** What the limits are counted by: a workspace, as far as it is known. */
  readonly workspace: string;
  readonly channel: string;
  /** Closing and rotating go before keepalive, keepalive before text. */
  readonly priority: "close" | "keepalive" | "text";
  readonly nowMs: number;
}

// ---------------------------------------------------------------------------------------------- receipt

/** How a stream ended without failing. */
export type StreamOutcome = "completed" | "silent" | "aborted" | "stopped-by-user";

/** What was said, what reached Slack, and in which messages. */
export interface StreamReceipt {
  /** `completed`; `silent`: the source showed nothing, so nothing was posted; `aborted`; `stopped-by-user`; `failed`. */
  readonly outcome: StreamOutcome | "failed";
  /** All that the source said. */
  readonly text: string;
  /** Offset in `text` (UTF-16) up to which Slack acknowledged it. */
  readonly delivered: number;
  /** The Slack messages of the answer: together they partition `text`. */
  readonly segments: readonly StreamSegment[];
  /** Why native streaming was not used, or not to the end. */
  readonly fallbackReason?: string | undefined;
  readonly counts: StreamCounts;
  readonly times: StreamTimes;
}

export interface StreamSegment {
  /** The message; empty only where a start's fate is unknown. */
  readonly ts: string;
  readonly channel: string;
  /** Offsets into the receipt's `text`, UTF-16. */
  readonly start: number;
  readonly end: number;
  readonly transport: "stream" | "edit";
  readonly ended: SegmentEnd;
  /** The finished message was written whole by `chat.update`. */
  readonly repaired: boolean;
  /** A call's fate is unknown and could not be settled: something in it may be shown twice or be missing. */
  readonly uncertain: boolean;
  /** Keepalive characters that had to stay in the message. */
  readonly keepalivesLeft: number;
}

/** How a message ended: we closed it at the end, by age, by size; Slack ended it; somebody deleted it; the user stopped it; not known. */
export type SegmentEnd = "stopped" | "rotated" | "full" | "expired" | "deleted" | "user-stop" | "unknown";

export interface StreamCounts {
  readonly calls: number;
  readonly appends: number;
  readonly keepalives: number;
  readonly rotations: number;
  readonly repairs: number;
  readonly rateLimited: number;
  readonly unknownOutcomes: number;
}

/** Milliseconds since `streamToSlack` was called. */
export interface StreamTimes {
  readonly firstTextMs?: number | undefined;
  readonly firstCallMs?: number | undefined;
  readonly sourceEndMs?: number | undefined;
  readonly totalMs: number;
}

// ---------------------------------------------------------------------------------------------- events

/** What happens in a stream. Never carries message text or a token. */
export type StreamEvent =
  /** A message exists; persist `{ channel, ts }` and a crash can be repaired. */
  | {
      readonly type: "segment-start";
      readonly channel: string;
      readonly ts: string;
      readonly transport: "stream" | "edit";
    }
  | { readonly type: "append"; readonly ts: string; readonly characters: number }
  | { readonly type: "keepalive"; readonly ts: string; readonly form: "card" | "character" }
  | {
      readonly type: "segment-end";
      readonly ts: string;
      readonly ended: SegmentEnd;
      readonly cause?: StreamTrouble | undefined;
    }
  | { readonly type: "repair"; readonly ts: string; readonly succeeded: boolean }
  | { readonly type: "retry"; readonly method: string; readonly code: string; readonly waitMs: number }
  | { readonly type: "doubt"; readonly method: string; readonly code: string }
  | { readonly type: "decoration-dropped"; readonly decoration: string; readonly code: string }
  | { readonly type: "fallback"; readonly reason: string }
  | { readonly type: "stop"; readonly by: "user" | "signal" | "shutdown" };

/** Why a message ended early, or a call failed: Slack's or the client's code, and the error as it came. */
export interface StreamTrouble {
  readonly code: string;
  readonly error: unknown;
}

export type * from "./agent-types.ts";
export type { Clock, SlackStreamError };

/** Slack's event for a pressed stop button, as far as it is read. */
export interface AgentSessionStoppedEvent {
  readonly channel: string;
  readonly thread_ts?: string | undefined;
  /** The app's streaming messages that Slack has stopped; empty when none was open. */
  readonly streaming_message_ts?: readonly string[] | undefined;
}
