import type { StoredMessage } from "../workspace/message.ts";
import type { Installation } from "./bodies.ts";

/** What somebody clicks, and where. */
export interface Click {
  /** The message that holds the element. */
  readonly ts: string;
  readonly actionId: string;
  readonly blockId?: string | undefined;
  /** Kind of the element. @default "button" */
  readonly elementType?: string | undefined;
  readonly value?: string | undefined;
  /** @default the first person */
  readonly user?: string | undefined;
}

/** In a channel (S195). */
export function toAppMention(message: Readonly<StoredMessage>) {
  return { ...toMessageFields(message), type: "app_mention" };
}

/** `message.im`; a mention in it makes no second event (S195). */
export function toDirectMessage(message: Readonly<StoredMessage>) {
  return { ...toMessageFields(message), type: "message", channel_type: "im" };
}

function toMessageFields({ channel, markdown, teamId, threadTs, ts, userId }: Readonly<StoredMessage>) {
  return {
    user: userId,
    text: markdown,
    ts,
    channel,
    event_ts: ts,
    team: teamId,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
  };
}

interface Clicked {
  readonly message: Readonly<StoredMessage>;
  readonly installation: Installation;
}

/** The payload of a click on an element of a message. */
export function toBlockActions(click: Click, { message, installation }: Clicked) {
  const { channel, threadTs, ts } = message;
  const { actionId, blockId = "block", elementType = "button", user = "U0000000001", value } = click;
  return {
    type: "block_actions",
    user: { id: user, username: user, name: user, team_id: installation.teamId },
    api_app_id: installation.appId,
    team: { id: installation.teamId, domain: "emulator" },
    channel: { id: channel, name: channel },
    container: {
      type: "message",
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: false,
      thread_ts: threadTs,
    },
    message: { type: "message", ts, thread_ts: threadTs, text: message.markdown, user: message.userId },
    trigger_id: `${ts}.${actionId}`,
    actions: [{ type: elementType, action_id: actionId, block_id: blockId, value, action_ts: ts }],
  };
}
