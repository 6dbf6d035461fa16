import type { AxiosDoor } from "./doors/axios-door.ts";
import type { FetchDoor } from "./doors/fetch-door.ts";
import type { HttpApp } from "./doors/http-app.ts";
import type { Listening, ListenOptions } from "./doors/http-server.ts";
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

/** A running Slack. Bots call it; a test breaks its calls, plays its people, and reads what it holds. */
export interface SlackEmulator {
  /** The token of the first app. */
  readonly token: string;
  /** The people, apps and channels of the workspace. */
  readonly directory: Directory;
  /** The time of this Slack. */
  readonly clock: EmulatorClock;
  /** As given, with what was changed since. */
  readonly options: Readonly<EmulatorOptions>;
  /**
   * Changes limits and other conditions while it runs. Throws a `RangeError` for a wrong value, and changes nothing then.
   */
  configure(changes: Conditions): void;
  /**
   * Moves the clock ahead by `ms`. Streams end and timers fire on the way. Throws a `TypeError` if the given clock has no
   * `advance()`.
   */
  advance(ms: number): Promise<void>;
  /** Answers in-process. For web-api 8, and everything else that takes a `fetch`. */
  readonly fetch: FetchDoor;
  /** Answers in-process. For web-api 7, and everything else that uses axios. */
  readonly axiosAdapter: AxiosDoor;
  /** What a `WebClient` of that major version needs to talk to this Slack in-process. */
  webClientOptions(major: 7): { slackApiUrl: string; adapter: AxiosDoor };
  /** The same for `@slack/web-api` 8, which takes a `fetch`. */
  webClientOptions(major: 8): { slackApiUrl: string; fetch: FetchDoor };
  /** The same Slack as an app, Request → Response, to be mounted anywhere. */
  readonly app: HttpApp;
  /** Serves it over HTTP. `close()` of the emulator ends the server too. */
  listen(options?: ListenOptions): Promise<Listening>;

  /**
   * Breaks the next calls of a method. `"*"` is every method. Throws a `RangeError` for an unknown method or fault, with the
   * nearest name.
   */
  failNext(method: string, fault: Fault, options?: FaultOptions): void;
  /** The scripted faults that are left, with how many calls each will still meet. */
  unusedFaults(): readonly ScriptedFault[];
  /** Removes every scripted fault that is left. */
  clearFaults(): void;
  /** Throws an `Error` that names every scripted fault that no call met. */
  assertNoFaultLeft(): void;

  /** Every request in order. The newest 50,000 are kept. */
  readonly calls: readonly Call[];
  /** Every message in order. Reading ends the streams whose time is over, so read anew after the clock has moved. */
  readonly messages: readonly Readonly<StoredMessage>[];
  /** What people were notified of, in order. */
  readonly notifications: readonly Notification[];
  /** The emoji on messages. */
  readonly reactions: readonly Reaction[];
  /** Status lines and agent sessions. */
  readonly statuses: Statuses;
  /** Modals and home tabs, open or not. */
  readonly views: readonly Readonly<StoredView>[];
  /** Every file, also one that waits for its bytes. */
  readonly files: readonly Readonly<StoredFile>[];
  /** What only one person sees. */
  readonly ephemeralMessages: readonly Readonly<EphemeralMessage>[];
  /** What will be posted later. */
  readonly scheduledMessages: readonly ScheduledMessage[];
  /** The prompts that an assistant thread offers. */
  suggestedPrompts(channel: string, threadTs: string): SuggestedPrompts | undefined;
  /** The title of an assistant thread. Undefined when none was set. */
  threadTitle(channel: string, threadTs: string): string | undefined;
  /** A trigger id, as if somebody had clicked. It opens one view within three seconds. */
  issueTrigger(options?: { user?: string | undefined; viewId?: string | undefined }): string;
  /** The connections by Socket Mode. */
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
  /** Deletes a message, open or not, as an admin would. */
  deleteMessage(ts: string): void;
  /** Lets somebody write a message. Throws a `RangeError` for a channel that is not there. */
  postUserMessage(message: UserMessage): Readonly<StoredMessage>;
  /** Clicks an element of a message. The listeners of `onClick` are called. */
  click(click: ButtonClick): void;

  /**
   * What people read in a thread, with the status line below it. With `pushes: "shown"` it also has what each push
   * notification says.
   */
  thread(channel: string, threadTs: string, options?: ThreadOptions): string;
  /** The run as lines. */
  transcript(): string[];

  /** Calls `listener` with each request once it was carried out, until the returned function is called. */
  onCall(listener: (call: Call) => void): () => void;
  /** Calls `listener` with everything that changes, until the returned function is called. */
  onChange(listener: (change: Change) => void): () => void;
  /** Calls `listener` with each stop event that Slack sends to the app, until the returned function is called. */
  onEvent(listener: (event: AgentSessionStopped) => void): () => void;

  /**
   * Calls `listener` with each event that an app may subscribe to, until the returned function is called. They are about
   * messages, streams, reactions, members, files, pins and channels. A person or any app may have caused them.
   */
  onActivity(listener: (activity: Activity) => void): () => void;

  /** Calls `listener` with each click on an element of a message, until the returned function is called. */
  onClick(listener: (click: ButtonClick) => void): () => void;

  /**
   * Forgets messages, calls, statuses and scripted faults. Clients, bots and listeners stay connected, and the clock is not
   * moved back. The workspace is as it was seeded at first, or as `workspace` seeds it. After another seed a bot has to
   * connect again. Throws a `RangeError` for a wrong seed, and forgets nothing then.
   */
  reset(options?: { workspace?: WorkspaceSeed | undefined }): void;
  /** Ends every server that was started. */
  close(): Promise<void>;
  /** `await using slack = createSlackEmulator()` closes it at the end of the block. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** An element of a message's blocks that somebody pressed. */
export interface ButtonClick {
  /** The message that holds the element. */
  ts: string;
  /** `action_id` of the element. */
  actionId: string;
  /** `block_id` of the block that holds it. */
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
