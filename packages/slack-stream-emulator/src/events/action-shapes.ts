import * as v from "valibot";
import { ANY_TEXT, CHANNEL, describe, FLAG, RECORD, TEXT, THREAD_TS, TS, USER } from "../control/schemas.ts";
import type { BotConnection } from "./connect-bot.ts";

const user = v.optional(USER);
const channel = v.optional(describe(CHANNEL, "Id of a channel. Left out, the first channel."));
export const WRITTEN = v.strictObject({ text: TEXT, channel, user, threadTs: v.optional(THREAD_TS) });
const EMOJI = v.strictObject({ ts: TS, name: describe(TEXT, "Without colons."), user });
const CONTEXT = v.strictObject({ channelId: v.optional(TEXT), teamId: v.optional(TEXT) });
const ELEMENT = {
  ts: v.optional(describe(TEXT, "The message that holds the element.")),
  viewId: v.optional(describe(TEXT, "The view that holds it, if no message does.")),
  actionId: TEXT,
  blockId: v.optional(TEXT),
  user,
};

/** The fields of each act of a person. The control API uses them, and `connectBot()` checks their names. */
export const ACTION_SHAPES = {
  mention: WRITTEN,
  directMessage: v.strictObject({ ...WRITTEN.entries, channel: v.optional(CHANNEL) }),
  message: WRITTEN,
  edit: v.strictObject({ ts: TS, text: TEXT }),
  remove: v.strictObject({ ts: TS }),
  react: EMOJI,
  unreact: EMOJI,
  join: v.strictObject({ channel: CHANNEL, user }),
  pressStop: v.strictObject({ channel: CHANNEL, threadTs: THREAD_TS }),
  click: v.strictObject({
    ...ELEMENT,
    elementType: v.optional(
      describe(TEXT, "Kind of the element. Left out, that of the element in the message."),
    ),
    value: v.optional(ANY_TEXT),
    fields: v.optional(describe(RECORD, "What other kinds of elements send, such as selected_option.")),
  }),
  suggest: v.strictObject({ ...ELEMENT, value: describe(ANY_TEXT, "What was typed so far.") }),
  command: v.strictObject({
    command: describe(TEXT, "With its slash."),
    text: v.optional(ANY_TEXT),
    channel,
    threadTs: v.optional(THREAD_TS),
    user,
  }),
  shortcut: v.strictObject({ callbackId: TEXT, ts: v.optional(TS), user }),
  openHome: v.strictObject({ user, tab: v.optional(v.picklist(["home", "messages"])) }),
  startAssistantThread: v.strictObject({ user, context: v.optional(CONTEXT) }),
  changeAssistantContext: v.strictObject({ threadTs: THREAD_TS, context: CONTEXT, user }),
  runFunction: v.strictObject({ callbackId: TEXT, inputs: v.optional(RECORD) }),
  submitView: v.strictObject({
    viewId: v.optional(describe(TEXT, "Left out, the modal on top.")),
    values: v.optional(
      describe(v.record(v.string(), RECORD), "What was filled in, by block id and action id."),
    ),
    user,
  }),
  closeView: v.strictObject({ viewId: v.optional(TEXT), isCleared: v.optional(FLAG) }),
  verifyUrl: v.strictObject({}),
  send: v.looseObject({ type: TEXT }),
} satisfies Record<Exclude<keyof BotConnection, "attempts" | "disconnect">, Shape>;

type Shape = v.GenericSchema & { readonly entries: v.ObjectEntries };
