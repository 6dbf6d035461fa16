import { startRedis } from "../../../compat/stores/src/servers.ts";
import { chatStreamer } from "../contestants/chat-streamer.ts";
import { everybody, ours } from "../contestants/everybody.ts";
import { toProse } from "../contestants/text.ts";
import { drawLag } from "../plots/draw-lag.ts";
import { drawLimits } from "../plots/draw-limits.ts";
import { type Report, type Table, toFigure } from "../report/report.ts";
import { toVerdict } from "../report/verdict.ts";
import { loadProcesses } from "./load-processes.ts";
import { documented, measureStreams, type StreamsResult, toResult } from "./measure-streams.ts";
import { checkRedis, createSharers, windows } from "./sharers.ts";

const everyMs = 100;
const roundTripMs = 60;
/**
 * First half a minute of speech at the documented limits, by the number of streams. Then 7.5 s with 60 streams, by
 * limits.
 */
const long = toProse(6_000, 20);
const short = toProse(1_500, 20);
const loads = [
  ...[1, 10, 60, 200].map((streams) => ({ streams, limits: 1, tokens: long })),
  ...[1, 2, 4, 10].map((limits) => ({ streams: 60, limits, tokens: short })),
];

/** The user's options of a load test. The other values are those of the whole benchmark. */
export interface LoadChoice {
  readonly limits?: number | undefined;
  readonly streams?: number | undefined;
  readonly processes?: number | undefined;
  /** Whether to measure processes that share their knowledge of the limits. */
  readonly shared?: boolean | undefined;
  /** Whether to measure this with a real Redis, in real time. */
  readonly redis?: boolean | undefined;
}

export async function reportStreams(choice: LoadChoice = {}): Promise<Report> {
  const { limits = 1, processes = 1, streams = 60 } = choice;
  if (choice.redis === true) return reportOverRedis(choice);
  if (choice.shared === true) return reportShared(choice);
  if (processes > 1) return reportProcesses(processes, { limits, streams });
  const isChosen = choice.limits !== undefined || choice.streams !== undefined;
  return reportLoads(isChosen ? [{ streams, limits, tokens: short }] : loads);
}

async function reportProcesses(
  processes: number,
  { limits, streams }: { readonly limits: number; readonly streams: number },
): Promise<Report> {
  const load = { streams, limits, tokens: short, everyMs, roundTripMs };
  const results: StreamsResult[] = [];
  for (const { name } of [ours, chatStreamer]) {
    const played = await loadProcesses({ ...load, contestant: name, processes });
    results.push(toResult(name, played, load));
  }
  return {
    title: `A load test: ${streams} streams of one workspace in ${processes} processes, limits × ${limits}`,
    method: [
      "Over HTTP and in real time, on one local Slack that counts the limits for all processes. No process knows of the others.",
    ],
    tables: [toTable(results)],
  };
}

async function reportShared({ limits = 1, processes = 3, streams }: LoadChoice): Promise<Report> {
  const results: StreamsResult[] = [];
  for (const count of streams === undefined ? [20, 60].map((each) => each * processes) : [streams]) {
    const load = { streams: count, limits, tokens: long, everyMs, roundTripMs };
    const one = await measureStreams(ours, load);
    results.push({ ...one, contestant: "one process" });
    for (const sharer of createSharers()) results.push(await measureStreams(sharer, { ...load, processes }));
  }
  return {
    title: `Streams of one workspace in ${processes} processes that share what they know of the limits`,
    method: [
      "On a manual clock; each process has a budget of its own and takes every so-manieth stream. The limiters and the store are in memory and answer at once.",
      `Limiters, calls in seconds: ${Object.entries(windows)
        .map(([method, [points, duration]]) => `${method} ${points} in ${duration}`)
        .join(", ")}.`,
    ],
    tables: [toTable(results)],
  };
}

async function reportOverRedis({ limits = 1, processes = 3, streams }: LoadChoice): Promise<Report> {
  // Before anything is measured for minutes.
  checkRedis();
  const results: StreamsResult[] = [];
  for (const count of streams === undefined ? [20, 60].map((each) => each * processes) : [streams]) {
    const load = { streams: count, limits, tokens: long, everyMs, roundTripMs, contestant: ours.name };
    const one = await loadProcesses({ ...load, processes: 1 });
    results.push(toResult("one process", one, load));
    const redis = await startRedis();
    try {
      const shared = await loadProcesses({ ...load, processes, redisUrl: redis.url });
      results.push(toResult(`${processes} processes with \`sharedBudget\` over Redis`, shared, load));
    } finally {
      await redis.stop();
    }
  }
  return {
    title: `Streams of one workspace in ${processes} processes that share a budget over Redis`,
    method: [
      "Over HTTP and in real time, on one local Slack that counts the limits for all processes. The limiters are those of rate-limiter-flexible, in a Redis of this machine.",
      ...results.slice(1).flatMap((shared, index) => toSharedVerdicts(results[index], shared)),
    ],
    tables: [toTable(results)],
  };
}

/** What the processes together are to keep beside one process with as many streams. */
function toSharedVerdicts(one: StreamsResult | undefined, shared: StreamsResult): readonly string[] {
  if (one === undefined || one.streams !== shared.streams) return [];
  const load = `${shared.streams} streams in all`;
  return [
    toVerdict(`${load}, answers that are not whole and closed`, {
      value: shared.streams - shared.complete,
      most: 0,
    }),
    toVerdict(`${load}, 429s after the first minute`, { value: shared.refusedLate, most: one.refusedLate }),
    toVerdict(`${load}, lag p95 beside one process, ms`, { value: shared.p95Ms, most: one.p95Ms }),
  ];
}

async function reportLoads(
  loads: readonly { streams: number; limits: number; tokens: readonly string[] }[],
): Promise<Report> {
  const results: StreamsResult[] = [];
  for (const load of loads)
    for (const contestant of everybody)
      results.push(await measureStreams(contestant, { ...load, everyMs, roundTripMs }));
  return {
    title: "Many streams of one workspace",
    method: [
      `Each answer speaks 200 characters a second; all begin at once, in one channel, by one bot.`,
      `Slack's documented limits, times the factor in the second column: ${describe("start")}, ${describe("stop")}, appends 100 a minute (burst 100), edits 50 (burst 50), ${describe("post")}. The bursts are assumed: Slack documents none.`,
      "Real clients with their own retries on the emulator, by one clock that stands still while somebody works. Ours comes out the same in every run; the others wait a random time more before they try again.",
      "ChatStreamer reads no further while it waits, so it holds the model back: what was not said is not late, and the time is in what it took.",
      "The least time counts openings and closings alone: a start and a stop, or a post. Fairness is Jain's index of what each answer showed when its source was over.",
      ...results.filter((one) => one.contestant === ours.name).flatMap(toVerdicts),
    ],
    tables: [toTable(results)],
    plots:
      loads.length === 1
        ? {}
        : { "lag-under-load": drawLag(results), "close-by-limits": drawLimits(results) },
  };
}

function describe(method: keyof typeof documented): string {
  const { perMinute, burst } = documented[method];
  return `${method}s ${perMinute} a minute (burst ${burst})`;
}

function toTable(results: readonly StreamsResult[]): Table {
  return [
    [
      "streams",
      "limits",
      "speaks, s",
      "",
      "whole and closed",
      "took, s",
      "took / least",
      "closed after the last token, s",
      "429s",
      "after the first minute",
      "lag p50, s",
      "lag p95, s",
      "fairness",
    ],
    ...results.map((one) => [
      String(one.streams),
      `× ${one.limits}`,
      toFigure(one.spokenMs / 1_000),
      one.contestant,
      `${one.complete} of ${one.streams}`,
      toFigure(one.tookMs / 1_000),
      (one.tookMs / one.leastMs).toFixed(2),
      toFigure(one.closedAfterMs / 1_000),
      toFigure(one.refused),
      toFigure(one.refusedLate),
      toFigure(one.p50Ms / 1_000),
      toFigure(one.p95Ms / 1_000),
      one.fairness.toFixed(2),
    ]),
  ];
}

function toVerdicts(one: StreamsResult): readonly string[] {
  const load = `${one.streams} streams of ${toFigure(one.spokenMs / 1_000)} s, limits × ${one.limits}`;
  return [
    toVerdict(`${load}, time taken / least time`, { value: one.tookMs / one.leastMs, most: 1.2 }),
    toVerdict(`${load}, answers that are not whole and closed`, {
      value: one.streams - one.complete,
      most: 0,
    }),
    toVerdict(`${load}, 429s of one method in a minute after the first`, {
      value: one.mostRefusedLate,
      most: 1,
    }),
    ...(one.limits < 4
      ? []
      : [toVerdict(`${load}, closed after the last token, ms`, { value: one.closedAfterMs, most: 1_500 })]),
  ];
}
