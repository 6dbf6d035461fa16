import type { Block } from "../content/chunks.ts";
import type { Content } from "../content/content.ts";
import type { StoredFile } from "./records.ts";
import type { Directory } from "./seed.ts";

/**
 * `open`: a stream that grows. `stopped`: a stream that its app closed. `expired`: a stream that Slack ended because
 * its time was over. `user-stopped`: somebody pressed stop. `posted`: a message that is not a stream.
 */
export type MessageState = "open" | "stopped" | "expired" | "user-stopped" | "deleted" | "posted";
/** A stream takes plain text or chunks, as its first call decides. */
export type StreamMode = "text" | "chunks";
/** The code that Slack answers to a call on a stream that a user has stopped. */
export type UserStopAnswer = "stopped_by_user" | "message_not_in_streaming_state";
/** The states of an agent session. */
export type SessionStatus = "active" | "processing" | "suspended" | "closed";

/** A message as Slack stores it: a stream, an ordinary post of a bot, or a user's message. */
export interface StoredMessage extends Content {
  /** Id of the channel. */
  channel: string;
  /** Id of the message. */
  ts: string;
  /** The message that began the thread. Undefined if the message is not in a thread. */
  threadTs: string | undefined;
  /** Id of the workspace. */
  teamId: string;
  /** ID of the person or bot user that wrote it. */
  userId: string;
  /** Undefined if a user wrote it. */
  botId: string | undefined;
  /** Id of the app that wrote it; undefined for a person. */
  appId: string | undefined;
  /** The number of the bot's message, from 1: the `#1` of the transcript. */
  number: number | undefined;
  /** Whether it grows, and how it ended. */
  state: MessageState;
  /** Whether the message began as a stream, also after the stream has ended. */
  streamed: boolean;
  /** The stream's mode. Undefined before the first content. */
  mode: StreamMode | undefined;
  /** Whether task cards are between the text or in a plan. */
  taskDisplayMode: "timeline" | "plan";
  /** In ms by the clock. */
  startedAt: number;
  /** In ms by the clock; undefined while it grows. */
  endedAt: number | undefined;
  /** When the last call changed it, in ms by the clock. */
  lastActivityAt: number;
  /** The error code for a call on it after a user stopped it. */
  userStopAnswer: UserStopAnswer;
  /** Cards that were pending or in progress when the message ended; Slack shows them as failed. */
  cardsLeftOpen: string[];
  /** Blocks that the stop call brought, below everything else. */
  stopBlocks: Block[];
  /** The metadata that the app sent. */
  metadata: Record<string, unknown> | undefined;
  /** The session status that the stop call set. */
  sessionStatusAtStop: SessionStatus | undefined;
  /** IDs of the person who sees the stream grow. */
  recipient: { userId: string; teamId: string } | undefined;
  /** How often it was changed. */
  edits: number;
  /** Shown as "(edited)": after a change of text, not after one of blocks. */
  showsEdited: boolean;
  /** True if it expired and was not written since. Readers see "Something went wrong". */
  errored: boolean;
  /** How many notifications it caused. */
  notifications: number;
  /** Whether links and media may unfurl. */
  unfurl: { links: boolean | undefined; media: boolean | undefined };
  /** Another name or icon than those of the app. */
  author: { username?: string | undefined; iconEmoji?: string | undefined; iconUrl?: string | undefined };
  /** Whether a reply is shown in the channel too. */
  broadcast: boolean;
  /** Previews of links, and attachments of a post. */
  attachments: readonly Readonly<Record<string, unknown>>[];
  /** Files that are shared with it. */
  files: readonly StoredFile[];
  /** `me_message`, `channel_join` and the like. */
  subtype: string | undefined;
}

/** The name that people see above a message. */
export function toAuthorName(
  { author, userId }: Pick<StoredMessage, "author" | "userId">,
  { users }: Directory,
): string {
  return author.username ?? users.get(userId)?.name ?? userId;
}

export type NewMessage = Pick<StoredMessage, "channel" | "ts" | "teamId" | "userId" | "state" | "startedAt"> &
  Partial<StoredMessage> &
  Content;

export function createMessage(fields: NewMessage): StoredMessage {
  return {
    threadTs: undefined,
    botId: undefined,
    appId: undefined,
    number: undefined,
    streamed: false,
    mode: undefined,
    taskDisplayMode: "timeline",
    endedAt: undefined,
    lastActivityAt: fields.startedAt,
    userStopAnswer: "stopped_by_user",
    cardsLeftOpen: [],
    stopBlocks: [],
    metadata: undefined,
    sessionStatusAtStop: undefined,
    recipient: undefined,
    edits: 0,
    showsEdited: false,
    errored: false,
    notifications: 0,
    unfurl: { links: undefined, media: undefined },
    author: {},
    broadcast: false,
    attachments: [],
    files: [],
    subtype: undefined,
    ...fields,
  };
}
