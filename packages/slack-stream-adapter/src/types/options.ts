import type { Clock } from "../clock.ts";
import type { AgentOptions, NoticeContext } from "./agent.ts";
import type { CheckpointOptions } from "./checkpoint.ts";
import type { StreamEvent } from "./events.ts";
import type { StreamReceipt } from "./receipt.ts";
import type { SessionStatus, SlackBlock, SlackClient, SlackMetadata, TaskDisplayMode } from "./slack.ts";

/** Where a stream goes: `client` or `token` is needed, and `channel`. */
export type StreamTarget = ClientTarget | TokenTarget;

/** A target that is reached by your client. */
export interface ClientTarget extends TargetPlace {
  /** A `WebClient`, or any object with the methods that are used. */
  readonly client: SlackClient;
  /** A bot token, sent with each call: for a client that was made without one, or serves many workspaces. */
  readonly token?: string | undefined;
}

/** A target that is reached by the global `fetch`. */
export interface TokenTarget extends TargetPlace {
  /** None: calls go out by the global `fetch`. */
  readonly client?: undefined;
  /** A bot token. */
  readonly token: string;
}

/** The place of a target. */
export interface TargetPlace {
  /** With `token`: the root of the Web API, such as `https://slack-gov.com/api/`. @default "https://slack.com/api/" */
  readonly slackApiUrl?: string | undefined;
  /** Conversation ID. */
  readonly channel: string;
  /** `ts` of the message that is answered, the thread's parent. Native streaming needs it; without it the answer is posted and edited. */
  readonly threadTs?: string | undefined;
  /**
   * User ID of the person who asked. Where nobody asked, the ID of the app's own bot user: then nobody sees the stream grow. Never a
   * bot ID (`B…`). Native streaming needs it in channels, together with `recipientTeamId`. In direct messages some workspaces need both and
   * some refuse them: give them, and the library finds out what is sent.
   */
  readonly recipientUserId?: string | undefined;
  /** The workspace of the person who asked, which may be another than the app's. */
  readonly recipientTeamId?: string | undefined;
}

/**
 * All are optional; durations are in milliseconds; an explicit `undefined` means the default. A wrong value is a
 * `TypeError` or `RangeError` at once, which names the option, the rule and the value.
 */
export interface StreamOptions extends AgentOptions {
  /** Stop reading, send what was read, close the message. The promise resolves with outcome `aborted`. */
  readonly abortSignal?: AbortSignal | undefined;
  /**
   * Longest silence on an open message before a keepalive is sent, ms; `false` for none. A keepalive sends an open task card again, or
   * a zero-width space. A message does not live longer for it. When the message is closed, it is written without the zero-width
   * spaces, wherever that is possible. @default 20_000
   */
  readonly keepaliveMs?: number | false | undefined;
  /**
   * Age, in ms, at which a message is closed at the next paragraph or line end outside a fence or table; 30 s later, and
   * never later than 285 s after its start, at a word. At most 285,000, because Slack ends a message after about 300 s; `false` leaves closing to Slack. @default 240_000
   */
  readonly rotateAfterMs?: number | false | undefined;
  /** At the end of a message's life go on in a new `message`, or in the same one by `edit`. @default "message" */
  readonly continuation?: "message" | "edit" | undefined;
  /**
   * `stream`: native streaming or an error; `edit`: post and edit, which everyone in a channel sees live; `post`: posted when it is
   * whole, in as many messages as it needs, and never edited, for bots that hear every edit; `shared`: in channels post and edit for the
   * body, which everyone sees, and beside it a native stream of the cards with the stop button of the person who asked; elsewhere as
   * `auto`; `auto`: native where it serves. In a channel only the recipient sees a native stream grow. With `post` cards are lines;
   * with `post` and `shared` sources are footnotes. @default "auto"
   */
  readonly transport?: "auto" | "stream" | "edit" | "post" | "shared" | undefined;
  /** Least time between two appends, ms. A message is opened without waiting for it. @default 330, after 7.4 s of streaming 676; edits: 1_000, then 3_000 */
  readonly minIntervalMs?: number | undefined;
  /**
   * The first text of each message waits until it has a sentence or 80 characters, but no longer than this, ms: a push banner
   * shows that text. A reply that is over sooner does not wait; 0 sends the first text at once. @default 600
   */
  readonly firstTextMs?: number | undefined;
  /** Deadline of one call to Slack, ms. Whether Slack carried out a call that misses it is unconfirmed, so an append is not sent again. @default 15_000 */
  readonly callTimeoutMs?: number | undefined;
  /** Deadline of closing after an abort or a failure, ms. @default 10_000 */
  readonly closeTimeoutMs?: number | undefined;
  /**
   * How long after the source's end the promise settles at the latest, ms, whatever Slack does. Time that Slack's rate limits make the
   * stream wait does not count, up to 600,000 ms. @default 120_000
   */
  readonly deliveryTimeoutMs?: number | undefined;
  /** A source that is silent for longer, ms, fails the stream with `source-timeout`; `false` for never. @default false */
  readonly sourceTimeoutMs?: number | false | undefined;
  /**
   * Size of one message, in weighted UTF-8 bytes: 500 to 12,000. Counted are the text with its entities expanded, 100 for
   * a card and 150 for each of its fields, and their texts twice. @default 9_000
   */
  readonly maxMessageBytes?: number | undefined;
  /**
   * How much text may wait for Slack, in bytes of memory, two for each UTF-16 unit. It bounds a model that goes on while Slack
   * hangs. `false` for no bound. @default 8_388_608
   */
  readonly maxPendingBytes?: number | false | undefined;
  /**
   * What happens at `maxPendingBytes`. `pause`: the source is read again when half of that was sent. `fail`: the stream fails with
   * `pending-full`. `createSlackStream` can't pause the code that pushes, so there the stream fails in both cases. @default "pause"
   */
  readonly whenPendingFull?: "pause" | "fail" | undefined;
  /** Rate budget shared by the streams of a workspace; `false` for none. @default one for the process */
  readonly budget?: RateBudget | false | undefined;
  /**
   * Shown when the source fails, as Markdown: below what is shown, or alone where nothing is; `false` for nothing. A
   * function is told which.
   *
   * @default "The answer ends here: something went wrong.", or alone "I couldn't answer: the model did not respond. Please try again."
   */
  readonly failureNotice?:
    | string
    | false
    | ((error: unknown, context: NoticeContext) => string | undefined)
    | undefined;
  /** Called with each event as it happens. Not awaited; exceptions in it are ignored. */
  readonly onEvent?: ((event: StreamEvent) => void) | undefined;
  /** Called once, however the stream ends. Not awaited; exceptions in it are ignored. */
  readonly onFinish?: ((receipt: StreamReceipt, error?: unknown) => void) | undefined;
  /** How task cards are shown. @default Slack's own, "timeline" */
  readonly taskDisplayMode?: TaskDisplayMode | undefined;
  /** Blocks below the finished answer, on its last message only, up to 50. Where Slack refuses them, the answer goes without. */
  readonly stopBlocks?: readonly SlackBlock[] | undefined;
  /** Metadata of the finished answer, on its last message only. Where Slack refuses it, the answer goes without. */
  readonly metadata?: SlackMetadata | undefined;
  /**
   * Stops older answers in the same thread before this one begins. The older answers of this process close their messages, send none of
   * the text that still waits, and resolve with outcome `superseded`. Their sources' signals fire at once. This answer's source is read
   * meanwhile, and its first message is sent when they have ended. With a `checkpoint` the answers of other processes are stopped
   * through the store, and this one does not wait for them. Does nothing without a thread. @default false
   */
  readonly supersede?: boolean | undefined;
  /** Status of the agent session after the answer. @default Slack's own, "active" */
  readonly sessionStatus?: SessionStatus | undefined;
  /** Name shown instead of the app's; needs `chat:write.customize`. */
  readonly username?: string | undefined;
  /** Emoji shown instead of the app's icon, such as `:robot_face:`; needs the same, and goes before `iconUrl`. */
  readonly iconEmoji?: string | undefined;
  /** Picture shown instead of the app's icon; needs the same. */
  readonly iconUrl?: string | undefined;
  /**
   * Keeps the answer when its process ends. A second call with the same `id` goes on with an unfinished answer, and resolves with the
   * receipt of a finished one. If the store fails, the answer goes on without a checkpoint. @default none
   */
  readonly checkpoint?: CheckpointOptions | undefined;
  /** Where time comes from, for tests. @default the system's */
  readonly clock?: Clock | undefined;
}

/** Shares a workspace's rate limits between streams. Give your own to share them between processes. */
export interface RateBudget {
  /**
   * Asks whether a call may be sent now. Return 0 to let it go: the call counts from then on. Otherwise return how many milliseconds it
   * has to wait; the stream asks again after that time. A promise may take 250 ms. If it takes longer or rejects, the process's own
   * budget decides about this call.
   */
  take(call: RateBudgetCall): number | PromiseLike<number>;
  /** Slack refused a call for its rate. `retryAfterMs` is how long Slack asks to wait; 0 where it did not say. */
  refused(call: RateBudgetCall, retryAfterMs: number): void;
}

/** A call that asks for its place. */
export interface RateBudgetCall {
  /** The Web API method, such as `chat.appendStream`. */
  readonly method: string;
  /** Slack counts its limits by this: the workspace, as far as it is known. Holds no token. */
  readonly workspace: string;
  /** Conversation ID; posts are limited by channel. */
  readonly channel: string;
  /** Closing and rotating go before keepalive, keepalive before text. */
  readonly priority: "close" | "keepalive" | "text";
  /** Names the stream that asks, within this process: a stream that is alone may go faster. */
  readonly stream: string;
  /** The time, by the stream's clock. */
  readonly nowMs: number;
}
