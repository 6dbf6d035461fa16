import { type Answer, accept, refuse } from "../protocol/answer.ts";
import { toText } from "../protocol/arguments.ts";
import { toApiMessage } from "../view/api-message.ts";
import type { StoredMessage } from "../workspace/message.ts";
import { isTimestamp } from "../workspace/timestamps.ts";
import { findChannel, isMember } from "./checks.ts";
import type { Method, MethodContext, MethodTable } from "./method.ts";
import { toPermalink } from "./permalink.ts";

const MAX_PINS = 100;

const add: Method = (context) => {
  const message = findPinned(context);
  if ("ok" in message) return message;
  const { workspace, caller, now } = context;
  const { pins } = workspace.records;
  if (pins.some((pin) => isPinOf(pin, message))) return refuse("already_pinned");
  if (pins.filter((pin) => pin.channel === message.channel).length >= MAX_PINS)
    return refuse("too_many_pins");
  const created = Math.floor(now / 1_000);
  pins.push({ channel: message.channel, ts: message.ts, userId: caller.userId, created });
  tell(context, "pin_added", message);
  return accept();
};

const remove: Method = (context) => {
  const message = findPinned(context);
  if ("ok" in message) return message;
  const { pins } = context.workspace.records;
  const index = pins.findIndex((pin) => isPinOf(pin, message));
  if (index < 0) return refuse("no_pin");
  pins.splice(index, 1);
  tell(context, "pin_removed", message);
  return accept();
};

const list: Method = (context) => {
  const channel = findChannel(context);
  if (typeof channel === "string") return refuse(channel);
  const { workspace, settings } = context;
  const pins = workspace.records.pins.filter((pin) => pin.channel === channel.id);
  return accept({
    items: pins.flatMap(({ ts, userId, created }) => {
      const message = workspace.find(channel.id, ts);
      if (message === undefined || message.state === "deleted") return [];
      const shown = { ...toApiMessage(message, settings), permalink: toPermalink(context, message) };
      return [{ type: "message", channel: channel.id, created, created_by: userId, message: shown }];
    }),
  });
};

function findPinned(context: MethodContext): StoredMessage | Answer {
  const channel = findChannel(context);
  if (typeof channel === "string") return refuse(channel);
  if (!isMember(context, channel)) return refuse("not_in_channel");
  const ts = toText(context.args, "timestamp");
  if (ts === undefined) return refuse("no_item_specified");
  if (!isTimestamp(ts)) return refuse("bad_timestamp");
  const message = context.workspace.find(channel.id, ts);
  return message === undefined || message.state === "deleted" ? refuse("message_not_found") : message;
}

function isPinOf(pin: { channel: string; ts: string }, message: StoredMessage): boolean {
  return pin.channel === message.channel && pin.ts === message.ts;
}

function tell({ workspace, caller, settings }: MethodContext, type: string, message: StoredMessage): void {
  workspace.tell(() => ({
    kind: type,
    event: {
      type,
      user: caller.userId,
      channel_id: message.channel,
      item: { type: "message", channel: message.channel, message: toApiMessage(message, settings) },
    },
  }));
}

export const PINS: MethodTable = {
  "pins.add": {
    run: add,
    scope: "pins:write",
    errors: [
      "already_pinned",
      "bad_timestamp",
      "channel_not_found",
      "message_not_found",
      "no_item_specified",
      "not_in_channel",
      "too_many_pins",
    ],
  },
  "pins.list": { run: list, scope: "pins:read", errors: ["channel_not_found"], notes: "Messages only." },
  "pins.remove": {
    run: remove,
    scope: "pins:write",
    errors: [
      "bad_timestamp",
      "channel_not_found",
      "message_not_found",
      "no_item_specified",
      "no_pin",
      "not_in_channel",
    ],
  },
};
