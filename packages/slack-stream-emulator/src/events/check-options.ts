import { checkKnownFields } from "../check-names.ts";
import { isRecord } from "../content/chunks.ts";
import { ACTION_SHAPES } from "./action-shapes.ts";
import type { BotOptions } from "./connect-bot.ts";

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

/** The things that people do whose options have fields of their own. */
export type CheckedAction = Exclude<keyof typeof ACTION_SHAPES, "send" | "verifyUrl">;

/** Throws a `RangeError` for an option that nobody reads, with the nearest name. */
export function checkBotOptions(options: BotOptions): void {
  checkKnownFields(options, { place: "connectBot", what: "option", known: BOT_OPTIONS });
}

/** The same function, which throws a `RangeError` for an option that nobody reads. */
export function checkOptions<Options, Result>(
  action: CheckedAction,
  act: (options: Options) => Result,
): (options: Options) => Result {
  const known = Object.keys(ACTION_SHAPES[action].entries);
  return (options) => {
    if (isRecord(options)) checkKnownFields(options, { place: action, what: "option", known });
    return act(options);
  };
}
