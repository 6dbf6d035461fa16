import type { Settings } from "../options.ts";
import type { StoredMessage } from "../workspace/message.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { toApiMessage } from "./api-message.ts";
import { toBotProfile } from "./bot-profile.ts";

interface Scene {
  readonly workspace: Workspace;
  readonly settings: Settings;
}

/** A message in the form of the reading methods, with its author, thread and reactions. */
export function createMessageReader(scene: Scene): (message: StoredMessage) => Record<string, unknown> {
  const threads = toThreads(scene.workspace);
  const find = ({ channel, ts }: StoredMessage) => threads.get(toKey(channel, ts));

  function read(message: StoredMessage): Record<string, unknown> {
    const reactions = scene.workspace.reactions.on(message);
    return {
      ...toPostedMessage(message, scene),
      ...(isReply(message) ? toParent(message) : toThreadFields(message, find(message))),
      ...(message.broadcast && isReply(message) ? toBroadcastFields(message) : {}),
      ...(reactions.length === 0 ? {} : { reactions }),
    };
  }

  function toParent({ channel, threadTs = "" }: StoredMessage): Record<string, unknown> {
    const parent = scene.workspace.find(channel, threadTs);
    return parent === undefined ? {} : { parent_user_id: parent.userId };
  }

  /** A reply that is also shown in the channel contains its thread's first message. */
  function toBroadcastFields({ channel, threadTs = "" }: StoredMessage): Record<string, unknown> {
    const root = scene.workspace.find(channel, threadTs);
    return {
      subtype: "thread_broadcast",
      ...(root === undefined || root.state === "deleted" ? {} : { root: read(root) }),
    };
  }

  return read;
}

/** A message in the response of the method that wrote it. For streamed messages Slack returns no profile. */
export function toPostedMessage(
  message: StoredMessage,
  { workspace, settings }: Scene,
): Record<string, unknown> {
  const { username, iconEmoji, iconUrl } = message.author;
  const icons = iconEmoji === undefined ? iconUrl && { image_48: iconUrl } : { emoji: iconEmoji };
  return {
    ...toApiMessage(message, settings),
    ...(username === undefined ? {} : { username }),
    ...(icons === undefined ? {} : { icons }),
    ...(message.streamed ? {} : toBotProfile(message, workspace.directory)),
  };
}

function isReply({ ts, threadTs }: StoredMessage): boolean {
  return threadTs !== undefined && threadTs !== ts;
}

function toKey(channel: string, threadTs: string): string {
  return `${channel} ${threadTs}`;
}

/** Replies by thread, oldest first. */
function toThreads({ messages }: Workspace): Map<string, StoredMessage[]> {
  const threads = new Map<string, StoredMessage[]>();
  for (const message of messages) {
    const { channel, threadTs = "", state } = message;
    if (!isReply(message) || state === "deleted") continue;
    const key = toKey(channel, threadTs);
    const replies = threads.get(key);
    if (replies === undefined) threads.set(key, [message]);
    else replies.push(message);
  }
  return threads;
}

function toThreadFields(
  { ts }: StoredMessage,
  replies: readonly StoredMessage[] | undefined,
): Record<string, unknown> {
  if (replies === undefined) return {};
  const users = [...new Set(replies.map(({ userId }) => userId))];
  return {
    thread_ts: ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    latest_reply: replies
      .map((reply) => reply.ts)
      .sort()
      .at(-1),
    reply_users: users,
    is_locked: false,
    subscribed: false,
  };
}
