import { WebClient } from "@slack/web-api";
import type { ManualClock } from "slack-stream-emulator";
import {
  createManualClock,
  createSlackEmulator,
  type EmulatorOptions,
  type SlackEmulator,
} from "slack-stream-emulator";
import { type Contestant, quietLogger } from "../contestants/contestant.ts";
import { type Said, speak } from "./speak.ts";

export interface Play {
  /** The number of parallel answers, each in its own thread. */
  readonly streams: number;
  readonly tokens: readonly string[];
  readonly everyMs: number;
  readonly emulator?: EmulatorOptions | undefined;
  /** The number of bots, which answer in turn and do not know each other. @default 1 */
  readonly processes?: number | undefined;
}

export interface Played {
  readonly slack: SlackEmulator;
  readonly startedAt: number;
  readonly answers: readonly Answer[];
}

export interface Answer {
  readonly threadTs: string;
  readonly said: readonly Said[];
  /** When the contestant finished it, and its error, if there was one. */
  readonly endedAt: number;
  readonly error: unknown;
}

/** Lets one or several bots give all answers on the emulator, with one clock that stands still while code runs. */
export async function play(
  contestant: Contestant,
  { streams, tokens, everyMs, emulator, processes = 1 }: Play,
): Promise<Played> {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock, ...emulator });
  const { slackApiUrl, adapter } = slack.webClientOptions(7);
  const giveBack = lendTime(clock);
  try {
    const bots = Array.from({ length: processes }, () =>
      contestant.prepare({
        client: new WebClient(slack.token, { ...slack.webClientOptions(8), logger: quietLogger }),
        token: slack.token,
        apiUrl: slackApiUrl,
        axiosAdapter: adapter,
        // The library keeps a process's knowledge by its clock, so a separate clock simulates a separate process.
        clock: { now: () => clock.now(), setTimer: (ms, fire) => clock.setTimer(ms, fire) },
      }),
    );
    const startedAt = clock.now();
    const playing = Array.from({ length: streams }, async (_, index): Promise<Answer> => {
      const answer = bots[index % processes];
      if (answer === undefined) throw new RangeError(`there must be a process, got ${processes}`);
      const { channel, ts: threadTs } = slack.postUserMessage({ text: "question" });
      const { source, said } = speak(tokens, { clock, everyMs });
      const error = await answer(source, { channel, threadTs }).then(
        () => undefined,
        (reason: unknown) => reason ?? new Error("no reason"),
      );
      return { threadTs, said, endedAt: clock.now(), error };
    });
    return { slack, startedAt, answers: await clock.runUntil(Promise.all(playing), { maxMs: longestMs }) };
  } finally {
    giveBack();
  }
}

const longestMs = 3 * 3_600_000;

/**
 * Makes the process's timers use `clock`, for contestants that take no clock. So a minute takes less than a minute,
 * and is the same in each run and for all contestants. Returns a function that restores the timers.
 */
function lendTime(clock: ManualClock): () => void {
  const { setTimeout, clearTimeout } = globalThis;
  const { now } = Date;
  const performanceNow = performance.now;
  const startMs = clock.now();
  Object.assign(globalThis, {
    setTimeout(fire: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) {
      const cancel = clock.setTimer(ms, () => fire(...given));
      return { cancel, ref: nothing, unref: nothing, hasRef: () => true };
    },
    clearTimeout(timer: { cancel?: () => void } | undefined) {
      if (typeof timer?.cancel === "function") timer.cancel();
      else clearTimeout(timer as never);
    },
  });
  Date.now = () => clock.now();
  performance.now = () => clock.now() - startMs;
  return () => {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Date.now = now;
    performance.now = performanceNow;
  };
}

function nothing(): void {}
