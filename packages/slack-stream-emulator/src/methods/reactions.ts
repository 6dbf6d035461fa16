import { accept, refuse } from "../protocol/answer.ts";
import { toText } from "../protocol/arguments.ts";
import { toApiMessage } from "../view/api-message.ts";
import type { Reaction } from "../workspace/reactions.ts";
import { isTimestamp } from "../workspace/timestamps.ts";
import { findChannel } from "./checks.ts";
import type { Method, MethodContext, MethodTable } from "./method.ts";
import { toPermalink } from "./permalink.ts";

const addReaction: Method = (context) => {
  const reaction = readReaction(context);
  if (typeof reaction === "string") return refuse(reaction);
  if (!context.workspace.reactions.add(reaction)) return refuse("already_reacted");
  context.workspace.react(reaction, "added");
  return accept();
};

const removeReaction: Method = (context) => {
  const reaction = readReaction(context);
  if (typeof reaction === "string") return refuse(reaction);
  if (!context.workspace.reactions.remove(reaction)) return refuse("no_reaction");
  context.workspace.react(reaction, "removed");
  return accept();
};

function readReaction(context: MethodContext): Reaction | string {
  const { args, caller, workspace } = context;
  const name = toText(args, "name")?.replace(/^:|:$/g, "");
  const ts = toText(args, "timestamp");
  if (name === undefined || !/^[\w+'-]+(::[\w-]+)?$/.test(name)) return "invalid_name";
  if (ts === undefined) return "no_item_specified";
  if (!isTimestamp(ts)) return "bad_timestamp";
  const channel = findChannel(context);
  if (typeof channel === "string") return channel;
  const message = workspace.find(channel.id, ts);
  if (message === undefined || message.state === "deleted") return "message_not_found";
  return { channel: channel.id, ts, name, userId: caller.userId };
}

const get: Method = (context) => {
  const { args, workspace, settings } = context;
  const ts = toText(args, "timestamp");
  if (ts === undefined) return refuse("no_item_specified");
  if (!isTimestamp(ts)) return refuse("bad_timestamp");
  const channel = findChannel(context);
  if (typeof channel === "string") return refuse(channel);
  const message = workspace.find(channel.id, ts);
  if (message === undefined || message.state === "deleted") return refuse("message_not_found");
  const reactions = workspace.reactions.on(message);
  return accept({
    type: "message",
    channel: channel.id,
    message: {
      ...toApiMessage(message, settings),
      ...(reactions.length === 0 ? {} : { reactions }),
      permalink: toPermalink(context, message),
    },
  });
};

export const REACTIONS: MethodTable = {
  "reactions.add": {
    run: addReaction,
    scope: "reactions:write",
    errors: [
      "already_reacted",
      "bad_timestamp",
      "channel_not_found",
      "invalid_name",
      "message_not_found",
      "no_item_specified",
    ],
  },
  "reactions.get": {
    run: get,
    scope: "reactions:read",
    errors: ["bad_timestamp", "channel_not_found", "message_not_found", "no_item_specified"],
    notes: "Messages only; files have no reactions.",
  },
  "reactions.remove": {
    run: removeReaction,
    scope: "reactions:write",
    errors: ["channel_not_found", "invalid_name", "message_not_found", "no_reaction"],
  },
};
