import type { Block } from "../content/chunks.ts";
import type { Content } from "../content/content.ts";
import type { StoredFile } from "./records.ts";

export type MessageState = "open" | "stopped" | "expired" | "user-stopped" | "deleted" | "posted";
export type StreamMode = "text" | "chunks";
export type UserStopAnswer = "stopped_by_user" | "message_not_in_streaming_state";
export type SessionStatus = "active" | "processing" | "suspended" | "closed";

/** A message as Slack holds it: a stream, an ordinary post of a bot, or what a user wrote. */
export interface StoredMessage extends Content {
  channel: string;
  ts: string;
  threadTs: string | undefined;
  teamId: string;
  userId: string;
  /** Undefined when a user wrote it. */
  botId: string | undefined;
  appId: string | undefined;
  /** Counts the messages of bots from 1: the `#1` of the transcript. */
  number: number | undefined;
  state: MessageState;
  /** Whether the message began as a stream, whatever became of it. */
  streamed: boolean;
  mode: StreamMode | undefined;
  taskDisplayMode: "timeline" | "plan";
  startedAt: number;
  endedAt: number | undefined;
  lastActivityAt: number;
  userStopAnswer: UserStopAnswer;
  /** Cards that were pending or in progress when the message ended; Slack shows them as failed. */
  cardsLeftOpen: string[];
  stopBlocks: Block[];
  metadata: Record<string, unknown> | undefined;
  sessionStatusAtStop: SessionStatus | undefined;
  recipient: { userId: string; teamId: string } | undefined;
  edits: number;
  /** Shown as "(edited)": after a change of text, not after one of blocks. */
  showsEdited: boolean;
  /** Expired and never written since: readers see "Something went wrong". */
  errored: boolean;
  notifications: number;
  unfurl: { links: boolean | undefined; media: boolean | undefined };
  author: { username?: string | undefined; iconEmoji?: string | undefined; iconUrl?: string | undefined };
  broadcast: boolean;
  /** What links unfurl to, and what a post brought along. */
  attachments: readonly Readonly<Record<string, unknown>>[];
  /** Shared with it. */
  files: readonly StoredFile[];
  /** `me_message`, `channel_join` and the like. */
  subtype: string | undefined;
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
