import type { SlackEmulator } from "../emulator.ts";
import { toInternals } from "../internals.ts";
import { type BotOptions, connectBot } from "./connect-bot.ts";
import type { EventKind } from "./kinds.ts";

/** What every bot is sent; `--event` adds to it. */
const EVENTS: readonly EventKind[] = ["agent_session_stopped", "app_mention", "message.im"];

type ConnectOptions = Omit<BotOptions, "app">;

/** How many bots hear what people do. */
export function countBots(slack: SlackEmulator): number {
  return Math.max(toInternals(slack).bots.size, slack.socketMode.connections.length);
}

/** What ends the connections by address, of each emulator by address. */
const connections = new WeakMap<SlackEmulator, Map<string, () => void>>();

/**
 * Lets the bot at an address hear what people write, press and click, on the page or by calls of the emulator. An address
 * that is connected already is connected anew, so that a bot hears everything once.
 */
export function connectByAddress(
  slack: SlackEmulator,
  options: ConnectOptions & { readonly bot: string },
): void {
  const disconnect = connect(slack, options);
  const known = connections.get(slack) ?? new Map<string, () => void>();
  connections.set(slack, known);
  known.get(options.bot)?.();
  known.set(options.bot, disconnect);
}

/** Ends every connection by address. */
export function disconnectAddresses(slack: SlackEmulator): void {
  for (const disconnect of connections.get(slack)?.values() ?? []) disconnect();
  connections.delete(slack);
}

/** The same for an app that connects by Socket Mode, from its first connection on. */
export function connectBySocket(slack: SlackEmulator, options: ConnectOptions): void {
  const connected = new Set<string>();
  slack.onCall(({ method }) => {
    if (method !== "apps.connections.open") return;
    // The call is told of before its answer, the connection comes after.
    for (const app of slack.directory.apps.values()) {
      if (connected.has(app.appId)) continue;
      connected.add(app.appId);
      connect(slack, { ...options, socketMode: true, app });
    }
  });
}

function connect(slack: SlackEmulator, { events = [], ...options }: BotOptions): () => void {
  return connectBot(slack, { ...options, events: [...EVENTS, ...events] }).disconnect;
}
