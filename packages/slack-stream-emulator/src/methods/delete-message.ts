import { accept, refuse } from "../protocol/answer.ts";
import { markDeleted } from "../workspace/lifecycle.ts";
import { findChannel, findOwnMessage } from "./checks.ts";
import type { Method } from "./method.ts";

export const deleteMessage: Method = (context) => {
  const channel = findChannel(context);
  if (typeof channel === "string") return refuse(channel);
  const message = findOwnMessage(context, channel);
  if (message === "message_not_owned_by_app") return refuse("cant_delete_message");
  if (typeof message === "string") return refuse(message);
  // A message that is still streaming has to be stopped first (S114).
  if (message.state === "open") return refuse("cant_delete_message");
  markDeleted(context.workspace, message);
  return accept({ channel: channel.id, ts: message.ts });
};
