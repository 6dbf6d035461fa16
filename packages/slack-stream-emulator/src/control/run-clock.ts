import type { SlackEmulator } from "../emulator.ts";
import { toInternals } from "../internals.ts";
import { isManual } from "./views.ts";

/**
 * A bot in another process uses real time, and no clock shows when it has handled an event. So between two timers the
 * emulator waits until bots have made no call for this long.
 */
const QUIET_MS = 25;
/** The emulator waits for a bot that hangs no longer than this. */
const LONGEST_QUIET_MS = 3_000;
const LOOK_EVERY_MS = 5;

/** Moves the clock from timer to timer, and gives bots time to react to each. */
export async function advanceClock(slack: SlackEmulator, ms: number): Promise<void> {
  const { clock } = slack;
  // If the clock moves by itself, bots have time to react.
  if (!isManual(slack)) return await slack.advance(ms);
  const until = clock.now() + ms;
  for (let next = clock.nextTimerAt; next !== undefined && next <= until; next = clock.nextTimerAt) {
    await slack.advance(Math.max(0, next - clock.now()));
    await untilQuiet(slack);
  }
  await slack.advance(Math.max(0, until - clock.now()));
}

export interface IdleOptions {
  /** How far a manual clock may move, ms. */
  readonly maxMs: number;
  /** The limit in real time, ms. */
  readonly timeoutMs: number;
  /** The emulator is not idle before the bot has written `answers` messages in this thread. */
  readonly answersTo?: string | undefined;
  readonly answers?: number | undefined;
}

export interface Idleness {
  readonly isIdle: boolean;
  /** The reasons for waiting, in words. Empty if the emulator is idle. */
  readonly waitingFor: readonly string[];
}

/**
 * Waits until all calls have a response, all events are delivered and no stream is open. A manual clock is moved to the
 * timers of calls and events, by `maxMs` in all. Stops waiting after `timeoutMs` of real time.
 */
export async function runUntilIdle(
  slack: SlackEmulator,
  { maxMs, timeoutMs, ...wanted }: IdleOptions,
): Promise<Idleness> {
  const { clock } = slack;
  const until = clock.now() + maxMs;
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    await untilQuiet(slack);
    const { waitingFor, needsClock } = findUnfinished(slack, wanted);
    if (waitingFor.length === 0) return { isIdle: true, waitingFor };
    const next = clock.nextTimerAt;
    const mayMove = needsClock && isManual(slack) && next !== undefined && next <= until;
    if (Date.now() >= giveUpAt) return { isIdle: false, waitingFor };
    if (mayMove) await slack.advance(Math.max(0, next - clock.now()));
    else await pause();
  }
}

/** Moves the clock to its next timer. Returns false if no timer is set within `maxMs`. */
export async function runToNextTimer(slack: SlackEmulator, maxMs: number): Promise<boolean> {
  const { clock } = slack;
  const next = clock.nextTimerAt;
  if (next === undefined || next > clock.now() + maxMs) return false;
  await advanceClock(slack, Math.max(0, next - clock.now()));
  return true;
}

function findUnfinished(
  slack: SlackEmulator,
  { answersTo, answers = 1 }: Pick<IdleOptions, "answersTo" | "answers">,
): { waitingFor: string[]; needsClock: boolean } {
  const { delayed, deliveries } = toInternals(slack);
  const written = slack.messages.filter(
    ({ botId, threadTs }) => botId !== undefined && threadTs !== undefined && threadTs === answersTo,
  ).length;
  const open = slack.messages.filter(({ state }) => state === "open");
  const waitingFor = [
    ...[...delayed].map(({ method }) => `the answer to ${method}`),
    ...(deliveries.undelivered === 0 ? [] : [`the delivery of ${deliveries.undelivered} events`]),
    ...(answersTo === undefined || written >= answers
      ? []
      : [`an answer in the thread ${answersTo}, which has ${written} of ${answers}`]),
    ...open.map(({ ts }) => `the end of the stream ${ts}`),
  ];
  return { waitingFor, needsClock: delayed.size > 0 || deliveries.undelivered > deliveries.underWay };
}

/** Waits in real time until bots have answered all requests and make no more calls. */
async function untilQuiet(slack: SlackEmulator): Promise<void> {
  const { deliveries, delayed } = toInternals(slack);
  const giveUpAt = Date.now() + LONGEST_QUIET_MS;
  const toMark = () =>
    `${slack.calls.at(-1)?.index} ${deliveries.list.at(-1)?.index} ${delayed.size} ${deliveries.underWay}`;
  let mark = toMark();
  let quietSince = Date.now();
  while (Date.now() < giveUpAt) {
    await pause();
    const now = toMark();
    if (now !== mark || deliveries.underWay > 0) {
      mark = now;
      quietSince = Date.now();
    } else if (Date.now() - quietSince >= QUIET_MS) return;
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}
