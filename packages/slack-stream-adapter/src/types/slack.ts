/** A block of Block Kit. The library passes its fields to Slack unchanged. */
export type SlackBlock =
  | {
      /** The kind of block, such as `section`. */
      readonly type: string;
    }
  // Two forms, because an interface such as those of `@slack/types` has no index signature, and an object literal needs one for its other fields.
  | {
      /** The kind of block, such as `section`. */
      readonly type: string;
      readonly [field: string]: unknown;
    };

/** Adds Markdown to the end of the message. */
export interface MarkdownTextChunk {
  /** The kind of chunk. */
  readonly type: "markdown_text";
  /** Markdown. It may be cut anywhere. */
  readonly text: string;
}

/**
 * Makes a card, or changes the card with the same `id`. `title` and `status` replace earlier ones. `details`, `output` and `sources` are
 * added to earlier ones. Slack shows cards only of apps that are declared as agents. If Slack refuses the cards, the text goes on
 * without them.
 */
export interface TaskUpdateChunk {
  /** The kind of chunk. */
  readonly type: "task_update";
  /** Names the card within an answer. */
  readonly id: string;
  /** The title, as plain text. A card needs one. */
  readonly title?: string | undefined;
  /**
   * The state. If a card is open when the answer ends, the library closes it: as `complete` after a completed answer, and as `error` after
   * an abort or a failure.
   */
  readonly status?: TaskStatus | undefined;
  /** Text that is added below the title. */
  readonly details?: string | undefined;
  /** Text that is added as the result. */
  readonly output?: string | undefined;
  /** Links that are added. */
  readonly sources?: readonly TaskSource[] | undefined;
  /** Passed to Slack unchanged. */
  readonly hide_title?: boolean | undefined;
  /** Passed to Slack unchanged. */
  readonly icon?: string | undefined;
}

/** State of a task card. */
export type TaskStatus = "pending" | "in_progress" | "complete" | "error";

/** A link on a task card. */
export interface TaskSource {
  /** Always `url`: Slack has no other kind. */
  readonly type: "url";
  /** The words of the link. */
  readonly text: string;
  /** The address. */
  readonly url: string;
}

/** Replaces the title of the plan that holds the cards. */
export interface PlanUpdateChunk {
  /** The kind of chunk. */
  readonly type: "plan_update";
  /** The new title, as plain text. */
  readonly title: string;
}

/**
 * Puts 1 to 50 blocks between texts. If Slack refuses a block, the library leaves it out. The event `decoration-dropped` then names the
 * block's type. Text and cards stay.
 */
export interface BlocksChunk {
  /** The kind of chunk. */
  readonly type: "blocks";
  /** The blocks. The option `mentions` does not apply to them. */
  readonly blocks: readonly SlackBlock[];
}

/** One piece of content for Slack's streaming methods. `type` says which kind it is. */
export type SlackChunk = MarkdownTextChunk | TaskUpdateChunk | PlanUpdateChunk | BlocksChunk;

/** Metadata of a message. Read it with `include_all_metadata` of `conversations.history` or `.replies`. */
export interface SlackMetadata {
  /** Your name for the kind of event. */
  readonly event_type: string;
  /** Your data. JSON must be able to hold it. */
  readonly event_payload: Readonly<Record<string, unknown>>;
}

/**
 * State of a thread's agent session. `processing`: the agent works, and Slack shows the stop button. `suspended`: the agent waits for the
 * user. `active`: the agent is ready for a question. `closed`: the session is over.
 */
export type SessionStatus = "active" | "processing" | "suspended" | "closed";

/** How Slack lays out cards: `timeline` shows each card at its place between the text, and `plan` shows all cards in one list. */
export type TaskDisplayMode = "timeline" | "plan";

/**
 * A `WebClient` of `@slack/web-api` 7 or 8, or any object with the methods that are used. The library keeps the token, proxy, interceptors,
 * `fetch` and logger of a `WebClient`. It does not use its retries and its queue. It can't turn off the retries of another object: if that
 * sends a call again whose response was lost, text is there twice, or a message stays open.
 */
export interface SlackClient {
  /** Holds the methods, such as `startStream`. The library calls them if there is no `apiCall`, or if you replaced a method. */
  readonly chat: object;
  /** `(method, arguments) => Promise`, as a `WebClient` has it. @default the methods of `chat` */
  readonly apiCall?: unknown;
}

/** Slack's event `agent_session_stopped`: the fields that this library reads. */
export interface AgentSessionStoppedEvent {
  /** ID of the channel or direct message in which somebody pressed stop. */
  readonly channel: string;
  /** `ts` of the first message of the thread. */
  readonly thread_ts?: string | undefined;
  /** `ts` of each message of the app that Slack has stopped. Empty if none was open. */
  readonly streaming_message_ts?: readonly string[] | undefined;
  /** When the button was pressed, as seconds since the Unix epoch with six decimals. A stream that began later goes on. */
  readonly event_ts?: string | undefined;
}
