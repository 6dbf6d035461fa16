import {
  createManualClock,
  createSlackEmulator,
  type EmulatorOptions,
  type SlackEmulator,
} from "slack-stream-emulator";
import type { Contestant } from "../contestants/contestant.ts";
import { prepareOnEmulator, replaceTimers } from "./on-emulator.ts";
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
  const restoreTimers = replaceTimers(clock);
  try {
    const bots = Array.from({ length: processes }, () =>
      prepareOnEmulator(slack, contestant, {
        // The library keeps a process's knowledge by its clock, so a separate clock simulates a separate process.
        now: () => clock.now(),
        setTimer: (ms, fire) => clock.setTimer(ms, fire),
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
    restoreTimers();
  }
}

const longestMs = 3 * 3_600_000;
