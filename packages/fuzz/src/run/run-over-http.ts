import { getEventListeners } from "node:events";
import { WebClient } from "@slack/web-api";
import { WebClient as WebClient7 } from "@slack/web-api-7";
import { createSlackEmulator } from "slack-stream-emulator";
import { quietLogger } from "../../../benchmarks/src/contestants/contestant.ts";
import type { Schedule } from "../schedule/schedule.ts";
import { ours } from "./ours.ts";
import { playSource } from "./play-source.ts";
import { notice, type Run, toScript } from "./run-schedule.ts";
import { unhandledRejections } from "./unhandled.ts";
import { watchClock } from "./watched-clock.ts";

/** Plays a schedule in real time over real sockets, without happenings. The schedule should be short. */
export async function runOverHttp(schedule: Schedule): Promise<Run> {
  const slack = createSlackEmulator(schedule.emulator);
  const { channel } = schedule;
  const { ts: threadTs } = slack.postUserMessage({ channel, text: "question", user: "U0000000001" });
  for (const { method, fault, skip, times } of schedule.faults)
    slack.failNext(method, fault, { skip, times });
  const startedAt = Date.now();
  const { url } = await slack.listen();
  const options = { slackApiUrl: `${url}/api/`, logger: quietLogger };
  const client =
    schedule.client === 7 ? new WebClient7(slack.token, options) : new WebClient(slack.token, options);
  const source = playSource(schedule, systemTime);
  const abort = new AbortController();
  const clock = watchClock(systemTime);
  const before = unhandledRejections.length;
  try {
    const ending = await ours.play({
      schedule,
      source: source.iterable,
      sourceError: source.error,
      client,
      slack,
      channel,
      threadTs,
      abortSignal: abort.signal,
      clock,
      notice,
    });
    const leftovers = {
      timers: clock.pending,
      listeners: getEventListeners(abort.signal, "abort").length,
      opened: source.opened,
      returned: source.returned,
      unhandled: unhandledRejections.slice(before),
    };
    const told = toScript(
      schedule,
      { abortedAt: undefined, givenAtAbort: undefined, startedAt },
      slack.calls,
    );
    // A call's deadline starts when it is sent, but the emulator knows only when it arrived. On a busy machine that is much
    // later.
    const script = { ...told, callTimeoutMs: told.callTimeoutMs / 2 };
    const record = {
      script,
      slack,
      callsWhenSettled: slack.calls.length,
      ending,
      leftovers,
      userStop: undefined,
    };
    return { record, transcript: slack.transcript() };
  } finally {
    await slack.close();
  }
}

/** The system's time. */
const systemTime = {
  now: () => Date.now(),
  setTimer(ms: number, fire: () => void): () => void {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
};
