import { checkKnownFields } from "../check-names.ts";
import { isRecord } from "../content/chunks.ts";
import type { BotConnection, BotOptions } from "./connect-bot.ts";

const BOT_OPTIONS = [
  "app",
  "bot",
  "clock",
  "events",
  "onAttempt",
  "signedAt",
  "signingSecret",
  "socketMode",
] as const satisfies readonly (keyof BotOptions)[];

const MESSAGE = ["text", "channel", "user", "threadTs"] as const;
const EMOJI = ["ts", "name", "user"] as const;

type Action = Exclude<keyof BotConnection, "attempts" | "disconnect" | "send" | "verifyUrl">;

/** What each thing that a person does takes. */
const ACTION_OPTIONS: Readonly<Record<Action, readonly string[]>> = {
  mention: MESSAGE,
  directMessage: MESSAGE,
  message: MESSAGE,
  pressStop: ["channel", "threadTs"],
  edit: ["ts", "text"],
  remove: ["ts"],
  react: EMOJI,
  unreact: EMOJI,
  join: ["channel", "user"],
  click: ["ts", "viewId", "actionId", "blockId", "elementType", "value", "fields", "user"],
  suggest: ["value", "actionId", "blockId", "ts", "viewId", "user"],
  command: ["command", "text", "channel", "threadTs", "user"],
  shortcut: ["callbackId", "ts", "user"],
  openHome: ["user", "tab"],
  startAssistantThread: ["user", "context"],
  changeAssistantContext: ["threadTs", "context", "user"],
  runFunction: ["callbackId", "inputs"],
  submitView: ["viewId", "values", "user"],
  closeView: ["viewId", "isCleared"],
};

/** Throws a `RangeError` for an option that nobody reads, with the nearest name. */
export function checkBotOptions(options: BotOptions): void {
  checkKnownFields(options, { place: "connectBot", what: "option", known: BOT_OPTIONS });
}

/** The same connection, whose methods throw a `RangeError` for an option that nobody reads. */
export function withCheckedOptions<Connection extends Pick<BotConnection, Action>>(
  connection: Connection,
): Connection {
  const checked: Record<string, unknown> = {};
  for (const [action, known] of Object.entries(ACTION_OPTIONS)) {
    const act = connection[action as Action] as (options?: unknown) => unknown;
    checked[action] = (options?: unknown) => {
      if (isRecord(options)) checkKnownFields(options, { place: action, what: "option", known });
      return act(options);
    };
  }
  return Object.assign(connection, checked);
}
