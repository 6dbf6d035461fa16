import type { Clock } from "../clock.ts";
import type { AgentOptions, NoticeContext } from "./agent.ts";
import type { CheckpointOptions } from "./checkpoint.ts";
import type { StreamEvent } from "./events.ts";
import type { StreamReceipt } from "./receipt.ts";
import type { SessionStatus, SlackBlock, SlackClient, SlackMetadata, TaskDisplayMode } from "./slack.ts";

/** Where an answer goes. It needs `channel`, and `client` or `token`. */
export type StreamTarget = ClientTarget | TokenTarget;

/** A target with your client. The library makes its calls with this client. */
export interface ClientTarget extends TargetPlace {
  /** A `WebClient` of `@slack/web-api` 7 or 8, or any object with the methods that are used. */
  readonly client: SlackClient;
  /** A bot token (`xoxb-…`) that is sent with each call. Give it if the client has none, or serves many workspaces. @default the client's own */
  readonly token?: string | undefined;
  /** Left out. The client has its own. */
  readonly slackApiUrl?: undefined;
}

/** A target with a token and without a client. The library makes its calls with the global `fetch`. */
export interface TokenTarget extends TargetPlace {
  /** Left out. A target with a client is a `ClientTarget`. */
  readonly client?: undefined;
  /** A bot token (`xoxb-…`). */
  readonly token: string;
  /** The root of the Web API, such as `https://slack-gov.com/api/`. @default "https://slack.com/api/" */
  readonly slackApiUrl?: string | undefined;
}

/** The fields that all targets have. */
export interface TargetPlace {
  /** ID of the channel or direct message, such as `C0123456789`. */
  readonly channel: string;
  /** `ts` of the thread's first message. Slack streams only in threads: without it the answer is posted and edited. */
  readonly threadTs?: string | undefined;
  /**
   * User ID (`U…` or `W…`) of the person who asked. Slack does not take a bot ID (`B…`). If nobody asked, give the ID of the app's own bot
   * user. Then nobody sees the message grow, and everybody sees the finished message.
   *
   * In channels Slack streams only with this field and `recipientTeamId`. In direct messages some workspaces need both and others refuse
   * them. Give them there too: the library tries both ways, and remembers which one works.
   */
  readonly recipientUserId?: string | undefined;
  /** ID (`T…`) of the workspace of the person who asked. In a shared channel it may differ from the app's workspace. */
  readonly recipientTeamId?: string | undefined;
}

/**
 * The options of `streamToSlack` and `createSlackStream`. All are optional, and an explicit `undefined` means the default. Durations are in
 * milliseconds. A wrong value throws a `TypeError` or `RangeError` at once, which names the option, the rule and the value.
 */
export interface StreamOptions extends AgentOptions {
  /** Ends the answer: the library stops reading, sends the text it has read, and closes the message. The outcome is `aborted`. */
  readonly abortSignal?: AbortSignal | undefined;
  /**
   * Longest silence on an open message before the library sends a sign of life, ms; `false` for none. It sends an open card again. Without an
   * open card it sends a zero-width space, but only where that changes nothing for readers. Closing the message removes these spaces. No sign
   * of life makes Slack keep a message open for longer. @default 20_000
   */
  readonly keepaliveMs?: number | false | undefined;
  /**
   * Age of a message, in ms, after which the library closes it and goes on in the next one, because Slack ends a message after about 300 s.
   * It closes the message at the next end of a line that is not in a code block or table. 30 s later the end of a word is enough. At 285 s
   * it closes the message at once. At most 285,000; `false` leaves the closing to Slack. @default 240_000
   */
  readonly rotateAfterMs?: number | false | undefined;
  /** How an answer goes on when a message has reached its age limit: in a new `message`, or in the same one by `edit`. @default "message" */
  readonly continuation?: "message" | "edit" | undefined;
  /**
   * How the answer gets into Slack:
   *
   * - `auto`: by Slack's streaming methods. Where Slack doesn't stream, the answer is posted and edited.
   * - `stream`: by Slack's streaming methods. Where Slack doesn't stream, the promise rejects with `native-unavailable` or `recipient-missing`.
   * - `edit`: by a post that is edited. In a channel everybody sees it grow. A native stream grows only for the person who asked.
   * - `post`: by posts that are never edited, when the whole answer is there. Choose it if other bots react to each edit.
   * - `shared`: in channels by a post that is edited, with a native stream beside it for the cards and the stop button. Elsewhere as `auto`.
   *
   * With `post` cards are lines of text. With `post` and `shared` sources are footnotes. @default "auto"
   */
  readonly transport?: "auto" | "stream" | "edit" | "post" | "shared" | undefined;
  /**
   * Shortest time between two appends or two edits, ms. The first call of a message does not wait for it. @default for appends 330, and 676
   * after 7.4 s; for edits 1_000, later 3_000
   */
  readonly minIntervalMs?: number | undefined;
  /**
   * How long the first text of a message may wait, ms. It waits for the end of a sentence or for 80 characters, because a push notification
   * shows this text. It does not wait if the answer is over. 0 sends it at once. @default 600
   */
  readonly firstTextMs?: number | undefined;
  /**
   * Deadline of one call to Slack, ms. Slack may still carry out a call after its deadline. Therefore the library does not send an append
   * again, and writes the whole message again at its end. @default 15_000
   */
  readonly callTimeoutMs?: number | undefined;
  /** How long closing the message may take after an abort or a failure, ms. @default 10_000 */
  readonly closeTimeoutMs?: number | undefined;
  /**
   * How long the promise may take to settle after the source's end, ms. Waits because of Slack's rate limits do not count, up to
   * 600,000 ms. If Slack has not taken all text by then, the promise rejects with a `SlackStreamError` that names the last failed call.
   * @default 120_000
   */
  readonly deliveryTimeoutMs?: number | undefined;
  /** How long the source may be silent, ms. After that the promise rejects with `source-timeout`. `false` sets no limit. @default false */
  readonly sourceTimeoutMs?: number | false | undefined;
  /**
   * Size of one message, in bytes: 500 to 12,000. Text counts as UTF-8, with `&`, `<` and `>` as entities. A card counts 100, each of its
   * fields 150 more, and the texts of these fields twice. @default 9_000
   */
  readonly maxMessageBytes?: number | undefined;
  /**
   * How much text may wait for Slack, in bytes of memory: two for each UTF-16 unit. `false` for no bound. @default 8_388_608
   */
  readonly maxPendingBytes?: number | false | undefined;
  /**
   * What happens when `maxPendingBytes` are waiting. `pause`: the library stops reading until half of the text was sent. `fail`: the
   * promise rejects with `pending-full`. `createSlackStream` can't pause your code, so it rejects in both cases. @default "pause"
   */
  readonly whenPendingFull?: "pause" | "fail" | undefined;
  /**
   * Decides when a call may be sent, so that all streams of a workspace keep to Slack's rate limits; `false` for none. @default one budget
   * for all streams of the process
   */
  readonly budget?: RateBudget | false | undefined;
  /**
   * Markdown that is shown when the source fails. It is shown below the text, or alone if there is no text. `false` shows nothing. A
   * function gets the error, and `shown`, which says whether there is text.
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
  /** Called once, however the stream ends, with the receipt and, if the promise rejects, the error. Not awaited; exceptions in it are ignored. */
  readonly onFinish?: ((receipt: StreamReceipt, error?: unknown) => void) | undefined;
  /**
   * How Slack lays out cards: `timeline` shows each card at its place between the text, and `plan` shows all cards in one list. @default
   * "timeline", which is Slack's default
   */
  readonly taskDisplayMode?: TaskDisplayMode | undefined;
  /** Up to 50 blocks below the finished answer, on its last message only. If Slack refuses them, the message is closed without them. @default none */
  readonly stopBlocks?: readonly SlackBlock[] | undefined;
  /** Metadata of the finished answer, on its last message only. If Slack refuses it, the message is closed without it. @default none */
  readonly metadata?: SlackMetadata | undefined;
  /**
   * Stops older answers in the same thread before this one begins. Their sources' signals fire, their messages are closed with the text that
   * is shown, and their outcome is `superseded`. This answer's first message is sent when they have ended; its source is read meanwhile. With
   * a `checkpoint` the answers of other processes are stopped too, and this one waits for them for 30 s at most. Without a thread the option does
   * nothing. @default false
   */
  readonly supersede?: boolean | undefined;
  /** Status of the thread's agent session after the answer. @default "active", which is Slack's default */
  readonly sessionStatus?: SessionStatus | undefined;
  /** Name shown instead of the app's. It needs the scope `chat:write.customize`. @default the app's */
  readonly username?: string | undefined;
  /** Emoji shown instead of the app's icon, such as `:robot_face:`. It needs the scope `chat:write.customize`. If `iconUrl` is given too, the emoji is shown. @default the app's icon */
  readonly iconEmoji?: string | undefined;
  /** Address of a picture that is shown instead of the app's icon. It needs the scope `chat:write.customize`. @default the app's icon */
  readonly iconUrl?: string | undefined;
  /**
   * Keeps the state of the answer in a store, so that the answer survives the end of its process. A second call with the same `id` goes on
   * with an unfinished answer, and resolves with the receipt of a finished answer. If the store fails, the answer goes on without a
   * checkpoint. @default none
   */
  readonly checkpoint?: CheckpointOptions | undefined;
  /** Tells the time and sets timers. Tests give a clock that they control. @default the system's clock */
  readonly clock?: Clock | undefined;
}

/**
 * Decides when calls may be sent, so that several streams keep to one workspace's rate limits. `sharedBudget` makes a budget for several
 * processes.
 */
export interface RateBudget {
  /**
   * Says when a call may be sent. Return 0 to let the call go now, and count it. Otherwise return how many milliseconds it has to wait, and
   * the stream asks again after that time. If you return a promise, the library waits for it for at most 250 ms. If the promise takes
   * longer or rejects, the process's own budget decides about this call.
   */
  take(call: RateBudgetCall): number | PromiseLike<number>;
  /** Called when Slack has refused a call because of its rate. `retryAfterMs` is how long Slack asks to wait, or 0 if it did not say. */
  refused(call: RateBudgetCall, retryAfterMs: number): void;
}

/** The call that a budget decides about. */
export interface RateBudgetCall {
  /** The Web API method, such as `chat.appendStream`. */
  readonly method: string;
  /** Names the workspace, because Slack counts its limits by workspace. It is a digest and does not contain the token. */
  readonly workspace: string;
  /** ID of the channel or direct message. Slack limits posts by channel. */
  readonly channel: string;
  /** `close` calls end a message and should go first, then `keepalive`, then `text`. */
  readonly priority: "close" | "keepalive" | "text";
  /** Names the stream within this process. A stream that is alone in its workspace may go faster. */
  readonly stream: string;
  /** The time by the stream's clock, ms since the Unix epoch. */
  readonly nowMs: number;
}
