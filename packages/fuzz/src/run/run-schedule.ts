import { getEventListeners } from "node:events";
import { WebClient } from "@slack/web-api";
import { WebClient as WebClient7 } from "@slack/web-api-7";
import { createManualClock, createSlackEmulator, type SlackEmulator } from "slack-stream-emulator";
import { quietLogger } from "../../../benchmarks/src/contestants/contestant.ts";
import type { Ending, RunRecord, Script, ScriptedCard } from "../oracle/run-record.ts";
import { type Schedule, textOf, toKeptSteps, toSilenceMs } from "../schedule/schedule.ts";
import type { Contestant, Tamper } from "./contestant.ts";
import { type Happened, schedule as scheduleHappenings } from "./happenings.ts";
import { isHopeless } from "./is-hopeless.ts";
import { playSource } from "./play-source.ts";
import { unhandledRejections } from "./unhandled.ts";
import { watchClock } from "./watched-clock.ts";

export interface Run {
  readonly record: RunRecord;
  readonly transcript: readonly string[];
}

export const notice = "_The model failed; this answer is incomplete._";

/** Long enough for late calls, and too short for Slack to end messages that were left open. */
const aftermathMs = 40_000;
/** A run that has not settled this long after its source's last item never will. */
const patienceMs = 7_200_000;

/** Plays a schedule on its own clock, waits for late calls, and returns the record for the oracle. */
export async function runSchedule(schedule: Schedule, contestant: Contestant): Promise<Run> {
  const clock = createManualClock();
  const startedAt = clock.now();
  const { latencyMs } = schedule;
  const slack = createSlackEmulator({ clock, latencyMs, ...schedule.emulator });
  const { channel } = schedule;
  const { ts: threadTs } = slack.postUserMessage({ channel, text: "question", user: "U0000000001" });
  for (const { method, fault, skip, times } of schedule.faults)
    slack.failNext(method, fault, { skip, times });
  const source = playSource(schedule, clock);
  const abort = new AbortController();
  const happened = scheduleHappenings(schedule.happenings, {
    clock,
    slack,
    place: { channel, threadTs },
    contestant,
    abort,
    given: () => source.given,
  });
  const watched = watchClock(clock);
  const before = unhandledRejections.length;
  const playing = contestant.play({
    schedule,
    source: source.iterable,
    sourceError: source.error,
    client: makeClient(slack, schedule.client, contestant.tamper),
    slack,
    channel,
    threadTs,
    abortSignal: abort.signal,
    clock: watched,
    time: clock,
    notice,
  });
  const ending = await clock
    .runUntil(playing, { maxMs: toSilenceMs(schedule) + patienceMs })
    .catch((error: unknown): Ending => ({ type: "hung", error }));
  happened.end();
  const callsWhenSettled = slack.calls.length;
  const left = {
    timers: watched.pending,
    listeners: getEventListeners(abort.signal, "abort").length,
    opened: source.opened,
    returned: source.returned,
  };
  await clock.advance(aftermathMs);
  return {
    record: {
      script: toScript(schedule, { ...happened, startedAt }, slack.calls),
      slack,
      callsWhenSettled,
      ending,
      leftovers: { ...left, unhandled: unhandledRejections.slice(before) },
      userStop: happened.userStop,
    },
    transcript: slack.transcript(),
  };
}

export function toScript(
  schedule: Schedule,
  happened: Pick<Happened, "abortedAt" | "givenAtAbort"> & { readonly startedAt: number },
  calls: RunRecord["slack"]["calls"],
): Script {
  const { options, faults, happenings, emulator } = schedule;
  return {
    text: textOf(schedule),
    given: happened.givenAtAbort ?? 0,
    cards: toCards(schedule),
    end: schedule.end,
    abortedAt: happened.abortedAt,
    notice,
    callTimeoutMs: options.callTimeoutMs ?? 15_000,
    closeTimeoutMs: options.closeTimeoutMs ?? 10_000,
    takesBack: schedule.steps.some(({ type }) => type === "reset"),
    hopeless: isHopeless(schedule, calls, happened.startedAt + toSilenceMs(schedule)),
    troubled:
      faults.length > 0 ||
      happenings.length > 0 ||
      emulator.rateLimits !== undefined ||
      schedule.latencyMs > 0,
    rateLimits: emulator.rateLimits !== undefined && emulator.rateLimits !== false,
    transport: toTransport(schedule),
  };
}

/** In a direct message a shared answer is an ordinary answer. */
function toTransport({ channel, options: { transport } }: Schedule): Script["transport"] {
  if (transport === "post") return transport;
  return transport === "shared" && !channel.startsWith("D") ? transport : undefined;
}

function toCards({ steps }: Schedule): readonly ScriptedCard[] {
  let at = 0;
  const cards: ScriptedCard[] = [];
  for (const step of toKeptSteps(steps)) {
    if (step.type === "text") at += step.text.length;
    if (step.type === "card") cards.push({ ...step, at });
  }
  return cards;
}

/**
 * A real client of that major version that talks to the emulator in-process, with the contestant's changes to requests.
 */
function makeClient(slack: SlackEmulator, major: 7 | 8, tamper: Tamper | undefined): WebClient | WebClient7 {
  const quiet = { logger: quietLogger };
  if (major === 7 && tamper === undefined)
    return new WebClient7(slack.token, { ...slack.webClientOptions(7), ...quiet });
  const options = slack.webClientOptions(8);
  const fetch = tamper === undefined ? options.fetch : tamperWith(options.fetch, tamper);
  return new WebClient(slack.token, { ...options, fetch, ...quiet });
}

function tamperWith(fetch: SlackEmulator["fetch"], tamper: Tamper): typeof globalThis.fetch {
  return async (input, init) => {
    const url = String(input);
    return tamper({
      method: url.slice(url.lastIndexOf("/") + 1),
      body: new URLSearchParams(String(init?.body)),
      send: (body) => fetch(url, { ...init, body: body.toString() }),
    });
  };
}
