/** A block of Block Kit, as Slack takes it. Fields beside `type` are handed on as they are. */
export type SlackBlock =
  | {
      /** Such as `section`. */
      readonly type: string;
    }
  // What is declared as an interface, such as a block of `@slack/types`, has no index signature; what is written in place has fields.
  | {
      /** Such as `section`. */
      readonly type: string;
      readonly [field: string]: unknown;
    };

/** Adds Markdown to the end of the message. */
export interface MarkdownTextChunk {
  /** Which chunk it is. */
  readonly type: "markdown_text";
  /** Markdown, cut anywhere. */
  readonly text: string;
}

/**
 * Makes or changes a task card. `title` and `status` replace; `details`, `output` and `sources` are added to what the card
 * holds. Cards need an app that is declared an agent; where Slack refuses them, the text goes on without.
 */
export interface TaskUpdateChunk {
  /** Which chunk it is. */
  readonly type: "task_update";
  /** Names the card within an answer. */
  readonly id: string;
  /** What is done, as plain text. */
  readonly title?: string | undefined;
  /** A card that is open when the answer ends is closed: as `complete` after a completed answer, as `error` after an abort or a failure. */
  readonly status?: TaskStatus | undefined;
  /** Added below the title. */
  readonly details?: string | undefined;
  /** Added as the result. */
  readonly output?: string | undefined;
  /** Added as links. */
  readonly sources?: readonly TaskSource[] | undefined;
  /** Passed to Slack as it is. */
  readonly hide_title?: boolean | undefined;
  /** Passed to Slack as it is. */
  readonly icon?: string | undefined;
}

/** State of a task card. */
export type TaskStatus = "pending" | "in_progress" | "complete" | "error";

/** A link on a task card. */
export interface TaskSource {
  /** Slack knows no other. */
  readonly type: "url";
  /** What is shown. */
  readonly text: string;
  /** Where it leads. */
  readonly url: string;
}

/** Replaces the title of the plan that holds the cards. */
export interface PlanUpdateChunk {
  /** Which chunk it is. */
  readonly type: "plan_update";
  /** The new title, as plain text. */
  readonly title: string;
}

/**
 * Puts blocks between the text, 1 to 50. Any kind that Slack takes passes, `data_table`, `alert`, `card`, `carousel` and charts too. A
 * block that a workspace refuses is left out alone, with an event `decoration-dropped` that names its type; text and cards stay.
 */
export interface BlocksChunk {
  /** Which chunk it is. */
  readonly type: "blocks";
  /** Block Kit, as Slack takes it. Mentions in it are yours and are not touched. */
  readonly blocks: readonly SlackBlock[];
}

/** One piece of what Slack's streaming methods take. `type` says which kind. */
export type SlackChunk = MarkdownTextChunk | TaskUpdateChunk | PlanUpdateChunk | BlocksChunk;

/** Event metadata of a message, read back with `include_all_metadata`. */
export interface SlackMetadata {
  /** Your name for the kind of event. */
  readonly event_type: string;
  /** Anything that JSON can hold. */
  readonly event_payload: Readonly<Record<string, unknown>>;
}

/** Status of a thread's agent session. `processing` shows the stop button, `suspended` waits for the user. */
export type SessionStatus = "active" | "processing" | "suspended" | "closed";

/** How cards are laid out: one below the other between the text, or together as a plan. */
export type TaskDisplayMode = "timeline" | "plan";

/**
 * A `WebClient` of `@slack/web-api` 7 or 8, or any object with the methods that are used. Of a `WebClient` the
 * token, proxy, interceptors, `fetch` and logger are kept; its retries and its queue are not used.
 */
export interface SlackClient {
  /** Its methods, such as `startStream`; used where there is no `apiCall`, or where a method was replaced. */
  readonly chat: object;
  /** `(method, arguments) => Promise`, as a `WebClient` has it. */
  readonly apiCall?: unknown;
}

/** Slack's event for a pressed stop button: the fields that this library reads. */
export interface AgentSessionStoppedEvent {
  /** Where it was pressed. */
  readonly channel: string;
  /** In which thread. */
  readonly thread_ts?: string | undefined;
  /** The app's streaming messages that Slack has stopped; empty when none was open. */
  readonly streaming_message_ts?: readonly string[] | undefined;
  /** When it was pressed, in Slack's form (`seconds.micros`): a stream that began later goes on. */
  readonly event_ts?: string | undefined;
}
