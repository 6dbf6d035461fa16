/**
 * For Node: closes all streams when the process gets a signal to end.
 *
 * @packageDocumentation
 */

import { closeAllStreams } from "../index.ts";
import * as limits from "../limits.ts";
import { checkWait, refuse } from "../options/check.ts";
import { checkGiven } from "../options/names.ts";

/** Marks the listeners of all copies of this package. A marked listener does not end the process by itself. */
const mark = Symbol.for("slack-stream-adapter.shutdown-listener");

/** Options of `closeStreamsOnShutdown`. */
export interface ShutdownOptions {
  /** The signals that end the process. @default ["SIGTERM", "SIGINT"] */
  readonly signals?: readonly NodeJS.Signals[] | undefined;
  /** How long the streams have to close their messages, ms. Keep it below the time that your platform leaves. @default 8_000 */
  readonly withinMs?: number | undefined;
}

const optionNames = { signals: true, withinMs: true } as const satisfies Record<keyof ShutdownOptions, true>;

/**
 * Closes all streams when the process gets a signal to end, so that no message stays open in Slack. After that the process ends by the
 * signal. If your program listens for the signal too, your listener decides how and when the process ends.
 *
 * @returns a function that removes the listeners.
 * @throws TypeError if an option is unknown or wrong, RangeError if `withinMs` is negative.
 * @example
 * closeStreamsOnShutdown({ withinMs: 5_000 });
 */
export function closeStreamsOnShutdown(options: ShutdownOptions = {}): () => void {
  checkGiven("the argument of closeStreamsOnShutdown()", options, optionNames);
  const { signals = ["SIGTERM", "SIGINT"], withinMs = limits.shutdownMs } = options;
  checkWait("withinMs", withinMs);
  const given: unknown = signals;
  if (!Array.isArray(given) || !given.every((signal) => typeof signal === "string"))
    refuse('signals must be an array of names such as "SIGTERM"', given);
  let closing = false;

  const close = async (signal: NodeJS.Signals) => {
    if (closing) return;
    closing = true;
    // Counted before anything else, because Node removes a `once` listener when it calls it.
    const others = process.rawListeners(signal).filter((known) => !(mark in known));
    await closeAllStreams({ withinMs });
    remove();
    // If the program has its own listeners, they decide how the process ends.
    if (others.length === 0) process.kill(process.pid, signal);
  };
  // Never rejects: the options were checked.
  const listener = Object.assign((signal: NodeJS.Signals) => void close(signal), { [mark]: true });
  const remove = () => {
    for (const signal of signals) process.removeListener(signal, listener);
  };
  for (const signal of signals) process.prependListener(signal, listener);
  return remove;
}
