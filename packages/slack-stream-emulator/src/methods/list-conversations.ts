import { type Answer, accept, refuse } from "../protocol/answer.ts";
import { toFlag, toList, toText } from "../protocol/arguments.ts";
import type { Channel } from "../workspace/seed.ts";
import { findChannel } from "./checks.ts";
import { type ConversationType, isVisible, toConversation, toType } from "./conversation-view.ts";
import type { Method, MethodContext, MethodTable } from "./method.ts";
import { toPageOf } from "./paging.ts";

const READ = "channels:read,groups:read,im:read,mpim:read";
const TYPES: ReadonlySet<string> = new Set<ConversationType>([
  "public_channel",
  "private_channel",
  "mpim",
  "im",
]);

const list: Method = (context) => answerList(context, () => true);

/** The conversations somebody is in; without `user` the caller. */
const ofUser: Method = (context) => {
  const user = toText(context.args, "user") ?? context.caller.userId;
  if (!context.workspace.directory.users.has(user)) return refuse("user_not_found");
  return answerList(context, (channel) => channel.members.has(user));
};

function answerList(context: MethodContext, isWanted: (channel: Channel) => boolean): Answer {
  const { args, workspace } = context;
  const types = toList(args, "types");
  if (types.some((type) => !TYPES.has(type))) return refuse("invalid_types");
  const wanted = new Set<string>(types.length === 0 ? ["public_channel"] : types);
  const withoutArchived = toFlag(args, "exclude_archived") ?? false;
  const channels = [...workspace.directory.channels.values()].filter(
    (channel) =>
      wanted.has(toType(channel)) &&
      isVisible(context, channel) &&
      isWanted(channel) &&
      !(withoutArchived && channel.isArchived),
  );
  const page = toPageOf(channels, { args, byDefault: 100 });
  if ("ok" in page) return page;
  return accept({
    channels: page.items.map((channel) => ({
      ...toConversation(context, channel),
      ...(toType(channel) === "im" ? {} : { num_members: channel.members.size }),
    })),
    response_metadata: { next_cursor: page.next },
  });
}

const members: Method = (context) => {
  const channel = findChannel(context);
  if (typeof channel === "string") return refuse(channel);
  if (!isVisible(context, channel)) return refuse("channel_not_found");
  const page = toPageOf([...channel.members], { args: context.args, byDefault: 100 });
  if ("ok" in page) return page;
  return accept({ members: page.items, response_metadata: { next_cursor: page.next } });
};

const info: Method = (context) => {
  const channel = findChannel(context);
  if (typeof channel === "string") return refuse(channel);
  if (!isVisible(context, channel)) return refuse("channel_not_found");
  const counted = toFlag(context.args, "include_num_members") ?? false;
  return accept({
    channel: {
      ...toConversation(context, channel),
      ...(toFlag(context.args, "include_locale") ? { locale: "en-US" } : {}),
      ...(counted ? { num_members: channel.members.size } : {}),
    },
  });
};

export const CONVERSATION_LISTS: MethodTable = {
  "conversations.info": {
    run: info,
    scope: READ,
    errors: ["channel_not_found"],
    notes: "`previous_names`, shared channels and Slack Connect are not known.",
  },
  "conversations.list": {
    run: list,
    scope: READ,
    errors: ["invalid_cursor", "invalid_limit", "invalid_types"],
  },
  "conversations.members": {
    run: members,
    scope: READ,
    errors: ["channel_not_found", "invalid_cursor", "invalid_limit"],
  },
  "users.conversations": {
    run: ofUser,
    scope: READ,
    errors: ["invalid_cursor", "invalid_limit", "invalid_types", "user_not_found"],
    notes: "`exclude_muted` is not read.",
  },
};
