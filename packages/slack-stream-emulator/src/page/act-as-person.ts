import { findNearest } from "../check-names.ts";
import { isRecord } from "../content/chunks.ts";
import type { SlackEmulator } from "../emulator.ts";
import type { BotConnection } from "../events/connect-bot.ts";
import { toInternals } from "../internals.ts";

/** What a program in any language may let a person do: the methods of `connectBot()`, by their names. */
const ACTIONS = [
  "mention",
  "directMessage",
  "message",
  "pressStop",
  "send",
  "verifyUrl",
  "edit",
  "remove",
  "react",
  "unreact",
  "join",
  "click",
  "suggest",
  "command",
  "shortcut",
  "openHome",
  "startAssistantThread",
  "changeAssistantContext",
  "runFunction",
  "submitView",
  "closeView",
] as const satisfies readonly (keyof BotConnection)[];

/**
 * Lets a person do something and tells what came of it, with the last attempt at the bot. Throws a `RangeError` that says
 * why it can't be done.
 */
export async function actAsPerson(
  slack: SlackEmulator,
  { action, body }: { action: string; body: unknown },
): Promise<object> {
  const known = ACTIONS.find((one) => one === action);
  if (known === undefined) {
    const near = findNearest(action, ACTIONS);
    throw new RangeError(
      `a person can't ${action}; ${near ? `did you mean ${near}?` : `known are ${ACTIONS.join(", ")}`}`,
    );
  }
  const bot = [...toInternals(slack).bots].at(-1);
  if (bot === undefined)
    throw new RangeError(
      "no bot is connected: --events-url tells where one is, or an app connects by Socket Mode",
    );
  if (!isRecord(body)) throw new RangeError("the body must be a JSON object with the options of the action");
  // Each method checks what it is given.
  const act = bot[known] as (options: object) => unknown;
  return await toResult(await act(body));
}

async function toResult(done: unknown): Promise<object> {
  if (!isRecord(done)) return { attempt: null };
  const { message, delivered, channel, threadTs, id } = done;
  if (delivered === undefined) return { attempt: done };
  const place = isRecord(message) ? { channel: message.channel, ts: message.ts } : { channel, threadTs, id };
  return { ...place, attempt: await delivered };
}
