import type { SlackEmulator } from "../emulator.ts";
import { toInternals } from "../internals.ts";
import { type BotOptions, connectBot } from "./connect-bot.ts";
import type { EventKind } from "./kinds.ts";

/** The events for every bot. `--event` adds more. */
const EVENTS: readonly EventKind[] = ["agent_session_stopped", "app_mention", "message.im"];

type ConnectOptions = Omit<BotOptions, "app">;

/** Returns how many bots get events. */
export function countBots(slack: SlackEmulator): number {
  return Math.max(toInternals(slack).bots.size, slack.socketMode.connections.length);
}

/** The functions that end connections, by emulator and address. */
const connections = new WeakMap<SlackEmulator, Map<string, () => void>>();

/**
 * Sends the acts of people to the bot at an address. They may happen on the page or by calls of the emulator. An
 * address that is already connected is connected again, so that a bot gets each event once.
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

/** Does the same for an app that connects by Socket Mode, from its first connection on. */
export function connectBySocket(slack: SlackEmulator, options: ConnectOptions): void {
  const connected = new Set<string>();
  slack.onCall(({ method }) => {
    if (method !== "apps.connections.open") return;
    // The call is reported before its response, and the connection comes after it.
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
