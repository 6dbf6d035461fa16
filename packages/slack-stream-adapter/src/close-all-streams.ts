import { liveStreams } from "./answer/live-streams.ts";
import { type Clock, systemClock } from "./clock.ts";
import { limits } from "./limits.ts";
import { checkClock, checkWait } from "./options/check.ts";
import { checkNames } from "./options/names.ts";

/** How long closing may take. */
export interface CloseAllOptions {
  /** How long to wait for them, ms. @default 8_000 */
  readonly withinMs?: number | undefined;
  /** Where time comes from, for tests. @default the system's */
  readonly clock?: Clock | undefined;
}

const optionNames = { clock: true, withinMs: true } as const satisfies Record<keyof CloseAllOptions, true>;

/**
 * Closes all streams of this process: what was read is sent, messages are closed, sources let go; their promises
 * resolve with outcome `aborted`. For the end of a process, or of a serverless function's time.
 *
 * @returns how many streams were under way, and how many of them ended in time. Never rejects for what a stream meets.
 * @throws TypeError for an unknown option or a wrong value, RangeError for a negative `withinMs`.
 * @example
 * addEventListener("beforeunload", () => void closeAllStreams({ withinMs: 3_000 }));
 */
export async function closeAllStreams(options: CloseAllOptions = {}): Promise<{
  /** How many were under way. */
  streams: number;
  /** How many of them ended in time. */
  closed: number;
}> {
  const { withinMs = limits.shutdownMs, clock = systemClock } = options ?? {};
  checkNames("", options ?? {}, optionNames);
  checkWait("withinMs", withinMs);
  checkClock(clock);
  const streams = [...liveStreams()];
  let closed = 0;
  const ended = streams.map(async (stream) => {
    stream.stop("shutdown", new DOMException("the process is shutting down", "AbortError"));
    stream.closeWithin(withinMs);
    await stream.ended;
    closed += 1;
  });
  await within(withinMs, Promise.all(ended), clock);
  return { streams: streams.length, closed };
}

async function within(ms: number, done: Promise<unknown>, clock: Clock): Promise<void> {
  let cancel = () => {};
  const late = new Promise<void>((resolve) => {
    cancel = clock.setTimer(ms, resolve);
  });
  await Promise.race([done, late]);
  cancel();
}
