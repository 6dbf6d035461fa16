import { toPlainText } from "../content/plain-text.ts";
import { toStoredBlocks } from "../content/stored-blocks.ts";
import { toBotProfile } from "../view/bot-profile.ts";
import { toFile } from "../view/file.ts";
import type { StoredMessage } from "./message.ts";
import type { Activity } from "./observers.ts";
import type { Reaction } from "./reactions.ts";
import { type Channel, type Directory, isDirectMessage } from "./seed.ts";

/** The time of an event that is not a message. It uses up no message ID. */
export function toEventTs(nowMs: number): string {
  return (nowMs / 1_000).toFixed(6);
}

const CHANNEL_KINDS = {
  channel: "message.channels",
  group: "message.groups",
  im: "message.im",
  mpim: "message.mpim",
} as const;

function toChannelType(channel: Channel): keyof typeof CHANNEL_KINDS {
  if (isDirectMessage(channel.id)) return "im";
  if (channel.name.startsWith("mpdm-")) return "mpim";
  return channel.isPrivate ? "group" : "channel";
}

/** The last reported content of a message. A change event contains it too. */
const told = new WeakMap<StoredMessage, Record<string, unknown>>();

/** The events of a message: one for the kind of its channel, and one for each app that it mentions (S195). */
export function toMessageActivities(
  message: StoredMessage,
  {
    directory,
    change,
    now,
  }: { directory: Directory; change: "message_changed" | "message_deleted" | undefined; now: number },
): Activity[] {
  const channel = directory.channels.get(message.channel);
  if (channel === undefined) return [];
  const type = toChannelType(channel);
  const kind = CHANNEL_KINDS[type];
  const fields = toMessageFields(message);
  const before = told.get(message) ?? fields;
  told.set(message, fields);
  const place = { channel: message.channel, channel_type: type };
  if (change !== undefined) {
    const ts = toEventTs(now);
    const gone = change === "message_deleted";
    const event = {
      type: "message",
      subtype: change,
      ...(gone ? { deleted_ts: message.ts } : { message: fields }),
      previous_message: before,
      ...place,
      hidden: true,
      ts,
      event_ts: ts,
    };
    return [{ kind, event }];
  }
  const event = { ...fields, ...place, event_ts: message.ts };
  const mentioned = [...directory.apps.values()].filter(
    ({ botUserId }) => message.userId !== botUserId && message.markdown.includes(`<@${botUserId}>`),
  );
  // In a direct message a mention makes no second event (S195).
  const mentions = type === "im" ? [] : mentioned;
  return [
    { kind, event },
    ...mentions.map(({ appId }) => ({
      kind: "app_mention",
      event: { ...fields, channel: message.channel, type: "app_mention", event_ts: message.ts },
      appId,
    })),
  ];
}

/**
 * The events of a stream: at its start a message without text, and at its end the whole message. Appends have no event
 * (S148, S149).
 */
export function toStreamActivity(
  message: StoredMessage,
  { directory, parentUserId, now }: { directory: Directory; parentUserId: string | undefined; now: number },
): Activity | undefined {
  const channel = directory.channels.get(message.channel);
  if (channel === undefined) return undefined;
  const type = toChannelType(channel);
  const isOpen = message.state === "open";
  const fields = toMessageFields(message);
  const { blocks: _, ...withoutBlocks } = fields;
  const content = isOpen
    ? { ...withoutBlocks, text: "" }
    : { ...fields, ...(message.metadata === undefined ? {} : { metadata: message.metadata }) };
  told.set(message, content);
  const event = {
    ...content,
    ...toBotProfile(message, directory),
    ...(parentUserId === undefined ? {} : { parent_user_id: parentUserId }),
    streaming_state: isOpen ? "in_progress" : "completed",
    channel: message.channel,
    channel_type: type,
    event_ts: isOpen ? message.ts : toEventTs(now),
  };
  return { kind: CHANNEL_KINDS[type], event };
}

/** A message in the form of events. */
export function toMessageFields(message: Readonly<StoredMessage>) {
  const { ts, threadTs, userId, botId, appId, teamId, subtype, markdown, syntax, files } = message;
  const blocks = [...toStoredBlocks(message, message.taskDisplayMode), ...message.stopBlocks];
  const shared = files.length > 0 && subtype === undefined ? "file_share" : subtype;
  return {
    type: "message",
    user: userId,
    text: syntax === "mrkdwn" ? markdown : toPlainText(markdown),
    ts,
    team: teamId,
    ...(botId === undefined ? {} : { bot_id: botId, app_id: appId }),
    ...(shared === undefined ? {} : { subtype: shared }),
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    ...(blocks.length === 0 ? {} : { blocks }),
    ...(files.length === 0 ? {} : { files: files.map(toFile) }),
  };
}

export function toReactionActivity(
  { channel, ts, name, userId }: Reaction,
  { change, owner, now }: { change: "added" | "removed"; owner: string | undefined; now: number },
): Activity {
  const type = `reaction_${change}`;
  return {
    kind: type,
    event: {
      type,
      user: userId,
      reaction: name,
      item: { type: "message", channel, ts },
      item_user: owner,
      event_ts: toEventTs(now),
    },
  };
}

interface Membership {
  readonly type: "member_joined_channel" | "member_left_channel";
  readonly user: string;
  readonly inviter?: string | undefined;
  readonly now: number;
}

export function toMemberActivity(
  { id, teamId, isPrivate }: Channel,
  { type, user, inviter, now }: Membership,
): Activity {
  return {
    kind: type,
    event: {
      type,
      user,
      channel: id,
      channel_type: isPrivate ? "G" : "C",
      team: teamId,
      ...(inviter === undefined ? {} : { inviter }),
      event_ts: toEventTs(now),
    },
  };
}
