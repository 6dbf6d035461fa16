import type { SlackEmulator } from "../emulator.ts";
import { toInternals } from "../internals.ts";
import { isManual } from "./views.ts";

/**
 * A bot in another process runs on real time: no clock tells when it has done what an event made it do. So between two
 * timers the emulator waits until nothing has come from a bot for this long.
 */
const QUIET_MS = 25;
/** A bot that hangs is not waited for any longer. */
const LONGEST_QUIET_MS = 3_000;
const LOOK_EVERY_MS = 5;

/** Moves the clock on, timer by timer; bots have time to react to each. */
export async function advanceClock(slack: SlackEmulator, ms: number): Promise<void> {
  const { clock } = slack;
  // A clock that moves by itself gives bots their time already.
  if (!isManual(slack)) return await slack.advance(ms);
  const until = clock.now() + ms;
  for (let next = clock.nextTimerAt; next !== undefined && next <= until; next = clock.nextTimerAt) {
    await slack.advance(Math.max(0, next - clock.now()));
    await untilQuiet(slack);
  }
  await slack.advance(Math.max(0, until - clock.now()));
}

export interface IdleOptions {
  /** How far a manual clock may move. */
  readonly maxMs: number;
  /** Of real time. */
  readonly timeoutMs: number;
  /** It is not idle before the bot has written so many messages in this thread. */
  readonly answersTo?: string | undefined;
  readonly answers?: number | undefined;
}

export interface Idleness {
  readonly isIdle: boolean;
  /** In words; nothing when it is idle. */
  readonly waitingFor: readonly string[];
}

/**
 * Waits until no call waits for its answer, no event for its delivery and no stream is open. A manual clock is moved to
 * the timers that calls and events wait for, by `maxMs` in all. Gives up after `timeoutMs` of real time.
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

/** Moves the clock to its next timer; false when none is set within `maxMs`. */
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

/** Waits, in real time, until bots have answered what they were sent and make no more calls. */
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
