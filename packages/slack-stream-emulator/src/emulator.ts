import type { EmulatorAxiosAdapter } from "./interfaces/axios-adapter.ts";
import type { EmulatorFetch } from "./interfaces/fetch.ts";
import type { HttpApp } from "./interfaces/http-app.ts";
import type { Listening, ListenOptions } from "./interfaces/http-server.ts";
import type { Conditions, EmulatorOptions } from "./options.ts";
import type { Call } from "./protocol/call-log.ts";
import type { Fault, FaultOptions, ScriptedFault } from "./protocol/faults.ts";
import type { SocketMode } from "./socket/hub.ts";
import type { EmulatorClock } from "./time/clock.ts";
import type { ThreadOptions } from "./view/thread.ts";
import type { StoredMessage, UserStopAnswer } from "./workspace/message.ts";
import type { Activity, Change } from "./workspace/observers.ts";
import type { Reaction } from "./workspace/reactions.ts";
import type {
  EphemeralMessage,
  ScheduledMessage,
  StoredFile,
  StoredView,
  SuggestedPrompts,
} from "./workspace/records.ts";
import type { Directory, WorkspaceSeed } from "./workspace/seed.ts";
import type { Statuses } from "./workspace/statuses.ts";
import type { AgentSessionStopped, Notification } from "./workspace/workspace.ts";

/** A running local Slack. Bots call it. A test can make calls fail, act for people, and read its data. */
export interface SlackEmulator {
  /** The token of the first app. */
  readonly token: string;
  /** The people, apps and channels of the workspace. */
  readonly directory: Directory;
  /** The clock of this Slack. */
  readonly clock: EmulatorClock;
  /** The options as they were given, with later changes. */
  readonly options: Readonly<EmulatorOptions>;
  /**
   * Changes limits and other conditions while the emulator runs. If a value is wrong, it throws a `RangeError` and
   * changes nothing.
   */
  configure(changes: Conditions): void;
  /**
   * Moves the clock ahead by `ms`. Streams end and timers fire on the way. Throws a `TypeError` if the given clock has no
   * `advance()`.
   */
  advance(ms: number): Promise<void>;
  /** A `fetch` that answers in-process. For web-api 8, and for all other clients that take a `fetch`. */
  readonly fetch: EmulatorFetch;
  /** An axios adapter that answers in-process. For web-api 7, and for all other clients that use axios. */
  readonly axiosAdapter: EmulatorAxiosAdapter;
  /** The options with which a `WebClient` of that major version calls this Slack in-process. */
  webClientOptions(major: 7): { slackApiUrl: string; adapter: EmulatorAxiosAdapter };
  /** The same for `@slack/web-api` 8, which takes a `fetch`. */
  webClientOptions(major: 8): { slackApiUrl: string; fetch: EmulatorFetch };
  /** The same Slack as a function from `Request` to `Response`, which you can mount in a server. */
  readonly app: HttpApp;
  /** Serves this Slack over HTTP. `close()` of the emulator ends the server too. */
  listen(options?: ListenOptions): Promise<Listening>;

  /**
   * Makes the next calls of a method fail. `"*"` is every method. For an unknown method or fault it throws a `RangeError`
   * with the nearest name.
   */
  failNext(method: string, fault: Fault, options?: FaultOptions): void;
  /** The scripted faults that are left, and how many calls each will still affect. */
  unusedFaults(): readonly ScriptedFault[];
  /** Removes every scripted fault that is left. */
  clearFaults(): void;
  /** Throws an `Error` that names every scripted fault that affected no call. */
  assertNoFaultLeft(): void;

  /** Every request in order. The newest 50,000 are kept. */
  readonly calls: readonly Call[];
  /** Every message in order. Reading this list ends the streams whose time is over, so read it again after the clock has moved. */
  readonly messages: readonly Readonly<StoredMessage>[];
  /** The notifications that people got, in order. */
  readonly notifications: readonly Notification[];
  /** The emoji on messages. */
  readonly reactions: readonly Reaction[];
  /** Status lines and agent sessions. */
  readonly statuses: Statuses;
  /** Modals and home tabs, open or not. */
  readonly views: readonly Readonly<StoredView>[];
  /** Every file, also a file whose bytes are not uploaded yet. */
  readonly files: readonly Readonly<StoredFile>[];
  /** Messages that only one person sees. */
  readonly ephemeralMessages: readonly Readonly<EphemeralMessage>[];
  /** Messages that will be posted later. */
  readonly scheduledMessages: readonly ScheduledMessage[];
  /** The prompts that an assistant thread offers. */
  suggestedPrompts(channel: string, threadTs: string): SuggestedPrompts | undefined;
  /** The title of an assistant thread. Undefined if none was set. */
  threadTitle(channel: string, threadTs: string): string | undefined;
  /** Creates a trigger ID, as if somebody had clicked. It can open one view within three seconds. */
  issueTrigger(options?: { user?: string | undefined; viewId?: string | undefined }): string;
  /** The Socket Mode connections. */
  readonly socketMode: SocketMode;
  /** The stop events sent so far. */
  readonly events: readonly AgentSessionStopped[];

  /** Ends an open stream as Slack does at the end of its life. */
  expire(ts: string): void;
  /** Presses the stop button of a thread. Returns the event that Slack sends to the app. */
  stopByUser(
    target: string | { channel: string; threadTs: string },
    options?: { answer?: UserStopAnswer | undefined; user?: string | undefined },
  ): AgentSessionStopped;
  /** Deletes a message as an admin would, also while it streams. */
  deleteMessage(ts: string): void;
  /** Lets a person write a message. Throws a `RangeError` for an unknown channel. */
  postUserMessage(message: UserMessage): Readonly<StoredMessage>;
  /** Clicks an element of a message, and calls the listeners of `onClick`. */
  click(click: ButtonClick): void;

  /**
   * The text that people read in a thread, with the status line below it. With `pushes: "shown"` it also contains
   * the text of each push notification.
   */
  thread(channel: string, threadTs: string, options?: ThreadOptions): string;
  /** The run as lines. */
  transcript(): string[];

  /** Calls `listener` with each request after it was carried out, until you call the returned function. */
  onCall(listener: (call: Call) => void): () => void;
  /** Calls `listener` with each change, until you call the returned function. */
  onChange(listener: (change: Change) => void): () => void;
  /** Calls `listener` with each stop event that Slack sends to the app, until you call the returned function. */
  onEvent(listener: (event: AgentSessionStopped) => void): () => void;

  /**
   * Calls `listener` with each event that an app may subscribe to, until you call the returned function. The events are
   * about messages, streams, reactions, members, files, pins and channels. They are caused by people or apps.
   */
  onActivity(listener: (activity: Activity) => void): () => void;

  /** Calls `listener` with each click on an element of a message, until you call the returned function. */
  onClick(listener: (click: ButtonClick) => void): () => void;

  /**
   * Deletes messages, calls, statuses and scripted faults. Clients, bots and listeners stay connected, and the clock is not
   * moved back. The workspace gets its first seed again, or the seed in `workspace`. After another seed a bot has to
   * connect again. If the seed is wrong, it throws a `RangeError` and deletes nothing.
   */
  reset(options?: { workspace?: WorkspaceSeed | undefined }): void;
  /** Ends all servers that were started. */
  close(): Promise<void>;
  /** `await using slack = createSlackEmulator()` closes the emulator at the end of the block. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** An element of a message's blocks that somebody pressed. */
export interface ButtonClick {
  /** The message with the element. */
  ts: string;
  /** `action_id` of the element. */
  actionId: string;
  /** `block_id` of the block with the element. */
  blockId?: string | undefined;
  /** Kind of the element. @default "button" */
  elementType?: string | undefined;
  /** `value` of the element. */
  value?: string | undefined;
  /** @default the first person */
  user?: string | undefined;
}

/** A message that somebody writes. */
export interface UserMessage {
  /** In mrkdwn, with mentions such as `<@U0000000099>`. */
  text: string;
  /** @default the first channel */
  channel?: string | undefined;
  /** @default the first person */
  user?: string | undefined;
  /** The message that began the thread. @default none: it begins one */
  threadTs?: string | undefined;
}
