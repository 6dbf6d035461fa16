import type { Contestant } from "../contestants/contestant.ts";
import { callsOf, toLags } from "../paced/lags.ts";
import { play } from "../paced/play.ts";
import { quantile } from "../report/statistics.ts";

export interface LagResult {
  readonly contestant: string;
  /** The time from the first token to the arrival of the first call with text, ms. */
  readonly firstPaintMs: number;
  /** The time from a token to the arrival of the call that shows it, ms. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly calls: number;
  /** The largest number of appends in any 60 s. */
  readonly mostAppendsAMinute: number;
  /** The time from the last token to the response to the last call, ms. */
  readonly closedMs: number;
}

export interface LagOptions {
  readonly tokens: readonly string[];
  readonly everyMs: number;
  readonly roundTripMs: number;
}

/** One answer to one thread, alone. */
export async function measureLag(
  contestant: Contestant,
  { tokens, everyMs, roundTripMs }: LagOptions,
): Promise<LagResult> {
  const { slack, answers } = await play(contestant, {
    streams: 1,
    tokens,
    everyMs,
    emulator: { latencyMs: roundTripMs },
  });
  const [answer] = answers;
  if (answer === undefined) throw new Error("nothing was played");
  const lags = toLags(slack, answer);
  const calls = callsOf(slack, answer.threadTs);
  const appendedAt = calls.filter((call) => call.method === "chat.appendStream").map((call) => call.at);
  return {
    contestant: contestant.name,
    firstPaintMs: lags[0] ?? Number.NaN,
    p50Ms: quantile(lags, 0.5),
    p95Ms: quantile(lags, 0.95),
    calls: calls.length,
    mostAppendsAMinute: Math.max(
      0,
      ...appendedAt.map((from) => appendedAt.filter((at) => at >= from && at < from + 60_000).length),
    ),
    closedMs: answer.endedAt - (answer.said.at(-1)?.at ?? Number.NaN),
  };
}
