import { liveStreams } from "./answer/live-streams.ts";
import { type Clock, OwnedClock, sleep, systemClock } from "./clock.ts";
import * as limits from "./limits.ts";
import { checkClock, checkWait } from "./options/check.ts";
import { checkGiven } from "./options/names.ts";

/** Options of `closeAllStreams`. */
export interface CloseAllOptions {
  /** How long the streams have to close their messages, ms. @default 8_000 */
  readonly withinMs?: number | undefined;
  /** Sets the timer. Tests give a clock that they control. @default the system's clock */
  readonly clock?: Clock | undefined;
}

const optionNames = { clock: true, withinMs: true } as const satisfies Record<keyof CloseAllOptions, true>;

/**
 * Closes all streams of this process: sends the text that was read, closes the messages, and fires the signals of the sources. The outcome
 * of each answer is `aborted`. Call it before a process ends, or at the deadline of a serverless function.
 *
 * @returns how many streams there were, and how many of them ended in time. Does not reject if a stream fails.
 * @throws TypeError if an option is unknown or wrong, RangeError if `withinMs` is negative.
 * @example
 * addEventListener("beforeunload", () => void closeAllStreams({ withinMs: 3_000 }));
 */
export async function closeAllStreams(options: CloseAllOptions = {}): Promise<{
  /** How many streams there were. */
  streams: number;
  /** How many of them ended in time. */
  closed: number;
}> {
  const given = options ?? {};
  checkGiven("the argument of closeAllStreams()", given, optionNames);
  const { withinMs = limits.shutdownMs, clock = systemClock } = given;
  checkWait("withinMs", withinMs);
  checkClock(clock);
  const streams = [...liveStreams()];
  let closed = 0;
  const ended = streams.map(async (stream) => {
    stream.control.stop("shutdown", new DOMException("the process is shutting down", "AbortError"));
    stream.control.closeWithin(withinMs);
    await stream.ended;
    closed += 1;
  });
  const ownClock = new OwnedClock(clock);
  await Promise.race([Promise.all(ended), sleep(ownClock, withinMs)]);
  ownClock.close();
  return { streams: streams.length, closed };
}
