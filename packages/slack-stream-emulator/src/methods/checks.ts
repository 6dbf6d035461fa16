import { toText } from "../protocol/arguments.ts";
import type { StoredMessage } from "../workspace/message.ts";
import type { Channel } from "../workspace/seed.ts";
import { isTimestamp } from "../workspace/timestamps.ts";
import { isVisible } from "./conversation-view.ts";
import { isDirect, openDirectMessage } from "./direct-messages.ts";
import type { MethodContext } from "./method.ts";

/** The channel a call names, or Slack's code for why it cannot be used. */
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

/** The same for a call that writes: it may name a channel by its name, and a person by their id, which is their direct message. */
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

/** The message a call names, in whatever state, if the calling app wrote it. */
export function findOwnMessage(context: MethodContext, channel: Channel): StoredMessage | string {
  const { args, workspace } = context;
  const ts = toText(args, "ts");
  if (ts === undefined || !isTimestamp(ts)) return "message_not_found";
  const message = workspace.find(channel.id, ts);
  if (message === undefined || message.state === "deleted") return "message_not_found";
  return isOwn(context, message) ? message : "message_not_owned_by_app";
}

/** A bot owns what its app wrote, a person what they wrote themselves. */
function isOwn({ app, caller }: MethodContext, message: StoredMessage): boolean {
  return caller.kind === "bot" ? message.botId === app.botId : message.userId === caller.userId;
}

/** The open stream a call names, or the answer of the state it is in (S105, S106, S108, S109, S118). */
export function findOpenStream(context: MethodContext): StoredMessage | string {
  const channel = findWritableChannel(context);
  if (typeof channel === "string") return channel;
  const message = findOwnMessage(context, channel);
  if (typeof message === "string" || message.state === "open") return message;
  return message.state === "user-stopped" ? message.userStopAnswer : "message_not_in_streaming_state";
}
