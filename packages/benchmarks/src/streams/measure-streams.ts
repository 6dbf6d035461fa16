import type { Contestant } from "../contestants/contestant.ts";
import { callsOf, toGrowth, toLags } from "../paced/lags.ts";
import { type Played, play } from "../paced/play.ts";
import { jainIndex, quantile } from "../report/statistics.ts";

export interface StreamsResult {
  readonly contestant: string;
  readonly streams: number;
  readonly limits: number;
  readonly spokenMs: number;
  /** The number of complete and closed answers. */
  readonly complete: number;
  /** The time until the last of them was closed, ms. */
  readonly tookMs: number;
  readonly leastMs: number;
  /** The longest time between an answer's last token and its end. */
  readonly closedAfterMs: number;
  readonly refused: number;
  readonly refusedLate: number;
  /** The largest number of refusals of one method in one minute, after the first minute. */
  readonly mostRefusedLate: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** The fairness of the text that each answer showed when its source ended. */
  readonly fairness: number;
}

export interface StreamsOptions {
  readonly streams: number;
  readonly tokens: readonly string[];
  readonly everyMs: number;
  readonly roundTripMs: number;
  /** Slack's documented limits, times this. */
  readonly limits: number;
  /** @default 1 */
  readonly processes?: number | undefined;
}

/** The emulator's limits with `rateLimits: "documented"`: the calls of a minute at once, and one post. */
export const documented = {
  start: { perMinute: 20, burst: 20 },
  stop: { perMinute: 20, burst: 20 },
  post: { perMinute: 60, burst: 1 },
} satisfies Partial<Load>;

/** Multiplies the documented limits. The burst of posts stays one. */
function scaleRates(limits: number): typeof documented {
  const scale = ({ perMinute, burst }: Rate): Rate => ({
    perMinute: perMinute * limits,
    burst: burst * limits,
  });
  const post = { perMinute: documented.post.perMinute * limits, burst: 1 };
  return { start: scale(documented.start), stop: scale(documented.stop), post };
}

/** Measures so many parallel answers of one bot in one channel. */
export async function measureStreams(
  contestant: Contestant,
  options: StreamsOptions,
): Promise<StreamsResult> {
  const { everyMs, limits, processes, roundTripMs, streams, tokens } = options;
  const emulator = { latencyMs: roundTripMs, rateLimits: { scale: limits } } as const;
  const played = await play(contestant, { streams, tokens, everyMs, emulator, processes });
  return toResult(contestant.name, played, options);
}

export function toResult(
  contestant: string,
  played: Played,
  { streams, tokens, everyMs, roundTripMs, limits }: StreamsOptions,
): StreamsResult {
  const { slack, startedAt, answers } = played;
  const spokenMs = tokens.length * everyMs;
  const lags = answers.flatMap((answer) => toLags(slack, answer));
  const refusals = slack.calls
    .filter((call) => call.answer?.ok === false && call.answer.error === "ratelimited")
    .map((call) => ({ ms: call.at - startedAt, method: call.method }));
  const shown = answers.map(
    ({ threadTs }) =>
      toGrowth(slack, threadTs).findLast((one) => one.at <= startedAt + spokenMs)?.characters ?? 0,
  );
  return {
    contestant,
    streams,
    limits,
    spokenMs,
    complete: countComplete(played),
    tookMs: Math.max(...answers.map((answer) => answer.endedAt)) - startedAt,
    leastMs: toLeastMs({ streams, spokenMs, roundTripMs, ...scaleRates(limits) }),
    closedAfterMs: Math.max(...answers.map(({ said, endedAt }) => endedAt - (said.at(-1)?.at ?? startedAt))),
    refused: refusals.length,
    refusedLate: refusals.filter(({ ms }) => ms > 60_000).length,
    mostRefusedLate: Math.max(0, ...countByMinute(refusals.filter(({ ms }) => ms > 60_000))),
    p50Ms: quantile(lags, 0.5),
    p95Ms: quantile(lags, 0.95),
    fairness: jainIndex(shown),
  };
}

function countByMinute(refusals: readonly { readonly ms: number; readonly method: string }[]): number[] {
  const counts = new Map<string, number>();
  for (const { ms, method } of refusals) {
    const minute = `${method} ${Math.floor(ms / 60_000)}`;
    counts.set(minute, (counts.get(minute) ?? 0) + 1);
  }
  return [...counts.values()];
}

function countComplete({ slack, answers }: Played): number {
  return answers.filter((answer) => {
    const own = slack.messages.filter((one) => one.threadTs === answer.threadTs && one.botId !== undefined);
    const isClosed = own.length > 0 && own.every((one) => one.state !== "open" && !one.errored);
    return (
      isClosed && callsOf(slack, answer.threadTs).length > 0 && toLags(slack, answer).every(Number.isFinite)
    );
  }).length;
}

/** A workspace's limit of one method: a token bucket that is full at first. */
interface Rate {
  readonly perMinute: number;
  readonly burst: number;
}

interface Load {
  readonly streams: number;
  /** How long each source speaks, ms. */
  readonly spokenMs: number;
  readonly roundTripMs: number;
  readonly start: Rate;
  readonly stop: Rate;
  /** The rate of posts in the single channel. */
  readonly post: Rate;
}

/**
 * The shortest possible time. An answer needs a start, and a stop at the end of its source, or a post. Edits are not
 * counted, because an answer that is posted at the end needs none.
 */
export function toLeastMs({ streams, spokenMs, roundTripMs, start, stop, post }: Load): number {
  let ms = spokenMs;
  const streamed = () => Math.min(allow(start, ms), allow(stop, ms - spokenMs));
  while (streamed() + allow(post, ms) < streams) ms += 100;
  return ms + roundTripMs;
}

function allow({ perMinute, burst }: Rate, ms: number): number {
  return Math.floor(burst + (perMinute * ms) / 60_000);
}
