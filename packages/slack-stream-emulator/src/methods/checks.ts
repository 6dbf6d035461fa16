import { toText } from "../protocol/arguments.ts";
import type { StoredMessage } from "../workspace/message.ts";
import type { Channel } from "../workspace/seed.ts";
import { isTimestamp } from "../workspace/timestamps.ts";
import { isVisible } from "./conversation-view.ts";
import { isDirect, openDirectMessage } from "./direct-messages.ts";
import type { MethodContext } from "./method.ts";

/** Finds the channel of a call. Otherwise returns Slack's error code. */
export function findChannel(context: MethodContext, name = "channel"): Channel | string {
  const { args, workspace, app } = context;
  const id = toText(args, name);
  const channel = id === undefined ? undefined : workspace.directory.channels.get(id);
  if (channel === undefined || channel.teamId !== app.teamId) return "channel_not_found";
  return channel;
}

/** Whether the caller is in a channel; a direct message has both of its people in it. */
export function isMember({ caller }: Pick<MethodContext, "caller">, channel: Channel): boolean {
  return channel.members.has(caller.userId);
}

/** The same for a call that writes. It may use a channel's name, or a person's ID for the direct message. */
export function findWritableChannel(context: MethodContext): Channel | string {
  const channel = findNamedChannel(context) ?? findChannel(context);
  if (typeof channel === "string") return channel;
  if (channel.isArchived) return "is_archived";
  return isMember(context, channel) ? channel : "not_in_channel";
}

function findNamedChannel(context: MethodContext): Channel | undefined {
  const { args, workspace, app } = context;
  const { channels, users } = workspace.directory;
  const given = toText(args, "channel") ?? "";
  if (channels.has(given)) return undefined;
  const person = users.get(given);
  if (person !== undefined)
    return person.teamId === app.teamId ? openDirectMessage(context, [person.id]).channel : undefined;
  const name = given.replace(/^#/, "");
  return [...channels.values()].find(
    (channel) => channel.name === name && !isDirect(channel) && isVisible(context, channel),
  );
}

/** Finds the message of a call, in any state, if the calling app wrote it. */
export function findOwnMessage(context: MethodContext, channel: Channel): StoredMessage | string {
  const { args, workspace } = context;
  const ts = toText(args, "ts");
  if (ts === undefined || !isTimestamp(ts)) return "message_not_found";
  const message = workspace.find(channel.id, ts);
  if (message === undefined || message.state === "deleted") return "message_not_found";
  return isOwn(context, message) ? message : "message_not_owned_by_app";
}

/** A bot owns its app's messages, and a person their own. */
function isOwn({ app, caller }: MethodContext, message: StoredMessage): boolean {
  return caller.kind === "bot" ? message.botId === app.botId : message.userId === caller.userId;
}

/** Finds the open stream of a call. Otherwise returns the error code of its state (S105, S106, S108, S109, S118). */
export function findOpenStream(context: MethodContext): StoredMessage | string {
  const channel = findWritableChannel(context);
  if (typeof channel === "string") return channel;
  const message = findOwnMessage(context, channel);
  if (typeof message === "string" || message.state === "open") return message;
  return message.state === "user-stopped" ? message.userStopAnswer : "message_not_in_streaming_state";
}
