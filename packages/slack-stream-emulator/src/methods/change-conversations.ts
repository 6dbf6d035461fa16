import { type Answer, accept, refuse } from "../protocol/answer.ts";
import { toFlag, toGivenText, toList, toText } from "../protocol/arguments.ts";
import type { Channel } from "../workspace/seed.ts";
import { isTimestamp } from "../workspace/timestamps.ts";
import { findChannel, isMember } from "./checks.ts";
import { isVisible, toConversation, toType } from "./conversation-view.ts";
import { addChannel, findDirectMessage, isDirect, openDirectMessage } from "./direct-messages.ts";
import type { Method, MethodContext, MethodTable } from "./method.ts";

const MANAGE = "channels:manage,groups:write,im:write,mpim:write";
const TOPIC = "channels:write.topic,groups:write.topic,channels:manage,groups:write,im:write,mpim:write";
const INVITE = "channels:write.invites,groups:write.invites,channels:manage,groups:write,mpim:write";
const MAX_NAME = 80;
const MAX_TOPIC = 250;
const MAX_DIRECT = 8;

/** Opens a conversation of people, or finds the existing one. */
const open: Method = (context) => {
  const { args, workspace } = context;
  const { directory } = workspace;
  const withChannel = toFlag(args, "return_im") ?? false;
  if (toText(args, "channel") !== undefined) {
    const channel = findChannel(context);
    if (typeof channel === "string") return refuse(channel);
    if (toType(channel) !== "im" && toType(channel) !== "mpim")
      return refuse("method_not_supported_for_channel_type");
    return toOpened(context, { channel, withChannel, isNew: false });
  }
  const users = toList(args, "users");
  if (users.length === 0) return refuse("users_list_not_supplied");
  if (users.length > MAX_DIRECT) return refuse("too_many_users");
  if (users.some((id) => !directory.users.has(id))) return refuse("user_not_found");
  if (toFlag(args, "prevent_creation") === true && findDirectMessage(context, users) === undefined)
    return refuse("channel_not_found");
  const { channel, isNew } = openDirectMessage(context, users);
  return toOpened(context, { channel, withChannel, isNew });
};

function toOpened(
  context: MethodContext,
  { channel, withChannel, isNew }: { channel: Channel; withChannel: boolean; isNew: boolean },
): Answer {
  return accept({
    ...(isNew ? {} : { no_op: true, already_open: true }),
    channel: withChannel ? toConversation(context, channel) : { id: channel.id },
  });
}

const create: Method = (context) => {
  const { args, workspace, caller } = context;
  const name = readName(context);
  if (typeof name !== "string") return name;
  const isPrivate = toFlag(args, "is_private") ?? false;
  const channel = addChannel(context, {
    id: workspace.records.nextId("C"),
    name,
    isPrivate,
    members: new Set([caller.userId]),
  });
  if (!isPrivate) {
    const { id, created, creator } = channel;
    workspace.tell(() => ({
      kind: "channel_created",
      event: { type: "channel_created", channel: { id, name, created, creator } },
    }));
  }
  return accept({ channel: toConversation(context, channel) });
};

/** Reads a new channel name that is valid and free. Otherwise returns the refusal. */
function readName({ args, workspace, app }: MethodContext): string | Answer {
  const name = toText(args, "name")?.trim().replace(/^#/, "") ?? "";
  if (name === "") return refuse("invalid_name_required");
  if (name.length > MAX_NAME) return refuse("invalid_name_maxlength");
  if (/^[^\p{L}\p{N}]+$/u.test(name)) return refuse("invalid_name_punctuation");
  if (!/^[\p{L}\p{N}_-]+$/u.test(name) || name !== name.toLowerCase()) return refuse("invalid_name_specials");
  const isTaken = [...workspace.directory.channels.values()].some(
    (channel) => channel.name === name && channel.teamId === app.teamId,
  );
  return isTaken ? refuse("name_taken") : name;
}

/** Finds the channel that a call may change. Otherwise returns the refusal. */
function findChangeable(context: MethodContext, allows: "archived" | "active"): Channel | Answer {
  const channel = findChannel(context);
  if (typeof channel === "string") return refuse(channel);
  if (!isVisible(context, channel)) return refuse("channel_not_found");
  if (isDirect(channel)) return refuse("method_not_supported_for_channel_type");
  return channel.isArchived && allows === "active" ? refuse("is_archived") : channel;
}

const join: Method = (context) => {
  const channel = findChangeable(context, "active");
  if ("ok" in channel) return channel;
  if (channel.isPrivate) return refuse("method_not_supported_for_channel_type");
  if (isMember(context, channel)) {
    return accept({
      channel: toConversation(context, channel),
      warning: "already_in_channel",
      response_metadata: { warnings: ["already_in_channel"] },
    });
  }
  context.workspace.join(channel, { user: context.caller.userId, inviter: undefined });
  return accept({ channel: toConversation(context, channel) });
};

const leave: Method = (context) => {
  const channel = findChangeable(context, "active");
  if ("ok" in channel) return channel;
  if (channel.name === "general") return refuse("cant_leave_general");
  if (!isMember(context, channel)) return accept({ not_in_channel: true });
  if (channel.isPrivate && channel.members.size === 1) return refuse("last_member");
  context.workspace.leave(channel, context.caller.userId);
  return accept();
};

const invite: Method = (context) => {
  const { args, workspace, caller } = context;
  const channel = findChangeable(context, "active");
  if ("ok" in channel) return channel;
  if (!isMember(context, channel)) return refuse("not_in_channel");
  const users = toList(args, "users");
  if (users.length === 0) return refuse("no_user");
  const problems = users.flatMap((user) => {
    const error = toInviteProblem(context, { channel, user });
    return error === undefined ? [] : [{ user, ok: false, error }];
  });
  // If one person can't be invited, nobody is invited, unless the caller sets `force`.
  const [first] = problems;
  const isForced = toFlag(args, "force") === true && problems.length < users.length;
  if (first !== undefined && !isForced) return refuse(first.error, { errors: problems });
  for (const user of users) {
    if (!problems.some((one) => one.user === user)) workspace.join(channel, { user, inviter: caller.userId });
  }
  return accept({
    channel: toConversation(context, channel),
    ...(problems.length === 0 ? {} : { errors: problems }),
  });
};

function toInviteProblem(
  { workspace, caller }: MethodContext,
  { channel, user }: { channel: Channel; user: string },
): string | undefined {
  if (user === caller.userId) return "cant_invite_self";
  if (!workspace.directory.users.has(user)) return "user_not_found";
  return channel.members.has(user) ? "already_in_channel" : undefined;
}

const kick: Method = (context) => {
  const channel = findChangeable(context, "active");
  if ("ok" in channel) return channel;
  if (!isMember(context, channel)) return refuse("not_in_channel");
  const user = toText(context.args, "user") ?? "";
  if (user === context.caller.userId) return refuse("cant_kick_self");
  if (!context.workspace.directory.users.has(user)) return refuse("user_not_found");
  if (channel.name === "general") return refuse("cant_kick_from_general");
  if (!channel.members.has(user)) return refuse("not_in_channel");
  context.workspace.leave(channel, user);
  return accept({ errors: {} });
};

const mark: Method = (context) => {
  const channel = findChannel(context);
  if (typeof channel === "string") return refuse(channel);
  if (!isMember(context, channel)) return refuse("not_in_channel");
  const ts = toText(context.args, "ts");
  if (ts === undefined || !isTimestamp(ts)) return refuse("invalid_timestamp");
  context.workspace.records.marks.set(`${context.caller.userId} ${channel.id}`, ts);
  return accept();
};

const setTopic: Method = (context) => setNote(context, "topic");
const setPurpose: Method = (context) => setNote(context, "purpose");

function setNote(context: MethodContext, name: "topic" | "purpose"): Answer {
  const channel = findChannel(context);
  if (typeof channel === "string") return refuse(channel);
  if (toType(channel) === "im") return refuse("method_not_supported_for_channel_type");
  if (channel.isArchived) return refuse("is_archived");
  if (!isMember(context, channel)) return refuse("not_in_channel");
  const value = toGivenText(context.args, name) ?? "";
  if ([...value].length > MAX_TOPIC) return refuse("too_long");
  channel[name] = value;
  return accept({ [name]: value, channel: toConversation(context, channel) });
}

const rename: Method = (context) => {
  const channel = findChangeable(context, "active");
  if ("ok" in channel) return channel;
  if (!isMember(context, channel)) return refuse("not_in_channel");
  const { caller, workspace } = context;
  // Besides admins only the creator of a channel may rename it.
  if (channel.creator !== caller.userId) return refuse("not_authorized");
  const name = readName(context);
  if (typeof name !== "string") return name;
  channel.name = name;
  const { id, created } = channel;
  workspace.tell(() => ({
    kind: "channel_rename",
    event: { type: "channel_rename", channel: { id, name, created } },
  }));
  return accept({ channel: toConversation(context, channel) });
};

const archive: Method = (context) => {
  const channel = findChangeable(context, "archived");
  if ("ok" in channel) return channel;
  if (!isMember(context, channel)) return refuse("not_in_channel");
  if (channel.name === "general") return refuse("cant_archive_general");
  if (channel.isArchived) return refuse("already_archived");
  channel.isArchived = true;
  const { workspace, caller } = context;
  workspace.tell(() => ({
    kind: "channel_archive",
    event: { type: "channel_archive", channel: channel.id, user: caller.userId },
  }));
  return accept();
};

export const CONVERSATION_CHANGES: MethodTable = {
  "conversations.archive": {
    run: archive,
    scope: MANAGE,
    errors: [
      "already_archived",
      "cant_archive_general",
      "channel_not_found",
      "method_not_supported_for_channel_type",
      "not_in_channel",
    ],
  },
  "conversations.create": {
    run: create,
    scope: MANAGE,
    errors: [
      "invalid_name_maxlength",
      "invalid_name_punctuation",
      "invalid_name_required",
      "invalid_name_specials",
      "name_taken",
    ],
  },
  "conversations.invite": {
    run: invite,
    scope: INVITE,
    errors: [
      "already_in_channel",
      "cant_invite_self",
      "channel_not_found",
      "is_archived",
      "method_not_supported_for_channel_type",
      "no_user",
      "not_in_channel",
      "user_not_found",
    ],
  },
  "conversations.join": {
    run: join,
    scope: "channels:join,channels:write",
    errors: ["channel_not_found", "is_archived", "method_not_supported_for_channel_type"],
    notes: "Posts no message of the subtype `channel_join`.",
  },
  "conversations.kick": {
    run: kick,
    scope: MANAGE,
    errors: [
      "cant_kick_from_general",
      "cant_kick_self",
      "channel_not_found",
      "is_archived",
      "method_not_supported_for_channel_type",
      "not_in_channel",
      "user_not_found",
    ],
  },
  "conversations.leave": {
    run: leave,
    scope: MANAGE,
    errors: [
      "cant_leave_general",
      "channel_not_found",
      "is_archived",
      "last_member",
      "method_not_supported_for_channel_type",
    ],
  },
  "conversations.mark": {
    run: mark,
    scope: MANAGE,
    errors: ["channel_not_found", "invalid_timestamp", "not_in_channel"],
  },
  "conversations.open": {
    run: open,
    scope: MANAGE,
    errors: [
      "channel_not_found",
      "method_not_supported_for_channel_type",
      "too_many_users",
      "user_not_found",
      "users_list_not_supplied",
    ],
    notes: "A conversation is never closed.",
  },
  "conversations.rename": {
    run: rename,
    scope: MANAGE,
    errors: [
      "channel_not_found",
      "invalid_name_maxlength",
      "invalid_name_punctuation",
      "invalid_name_required",
      "invalid_name_specials",
      "is_archived",
      "method_not_supported_for_channel_type",
      "name_taken",
      "not_authorized",
      "not_in_channel",
    ],
    notes: "Posts no message of the subtype `channel_name`.",
  },
  "conversations.setPurpose": {
    run: setPurpose,
    scope: TOPIC,
    errors: [
      "channel_not_found",
      "is_archived",
      "method_not_supported_for_channel_type",
      "not_in_channel",
      "too_long",
    ],
    notes: "Posts no message of the subtype `channel_purpose`.",
  },
  "conversations.setTopic": {
    run: setTopic,
    scope: TOPIC,
    errors: [
      "channel_not_found",
      "is_archived",
      "method_not_supported_for_channel_type",
      "not_in_channel",
      "too_long",
    ],
    notes: "Posts no message of the subtype `channel_topic`.",
  },
};
