import { accept, refuse } from "../protocol/answer.ts";
import { toText } from "../protocol/arguments.ts";
import type { Reaction } from "../workspace/reactions.ts";
import { isTimestamp } from "../workspace/timestamps.ts";
import { findChannel } from "./checks.ts";
import type { Method, MethodContext } from "./method.ts";

export const addReaction: Method = (context) => {
  const reaction = readReaction(context);
  if (typeof reaction === "string") return refuse(reaction);
  if (!context.workspace.reactions.add(reaction)) return refuse("already_reacted");
  context.workspace.react(reaction);
  return accept();
};

export const removeReaction: Method = (context) => {
  const reaction = readReaction(context);
  if (typeof reaction === "string") return refuse(reaction);
  if (!context.workspace.reactions.remove(reaction)) return refuse("no_reaction");
  context.workspace.react(reaction);
  return accept();
};

function readReaction(context: MethodContext): Reaction | string {
  const { args, app, workspace } = context;
  const name = toText(args, "name")?.replace(/^:|:$/g, "");
  const ts = toText(args, "timestamp");
  if (name === undefined || !/^[\w+'-]+(::[\w-]+)?$/.test(name)) return "invalid_name";
  if (ts === undefined) return "no_item_specified";
  if (!isTimestamp(ts)) return "bad_timestamp";
  const channel = findChannel(context);
  if (typeof channel === "string") return channel;
  const message = workspace.find(channel.id, ts);
  if (message === undefined || message.state === "deleted") return "message_not_found";
  return { channel: channel.id, ts, name, userId: app.botUserId };
}
