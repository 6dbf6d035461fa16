import { everybody, ours } from "../contestants/everybody.ts";
import { toProse } from "../contestants/text.ts";
import { drawLag } from "../plots/draw-lag.ts";
import { type Report, type Table, toFigure } from "../report/report.ts";
import { toVerdict } from "../report/verdict.ts";
import { documented, measureStreams, type StreamsResult } from "./measure-streams.ts";

const loads = [1, 10, 60, 200];
const everyMs = 100;
const roundTripMs = 60;
const tokens = toProse(6_000, 20);

export async function reportStreams(): Promise<Report> {
  const results: StreamsResult[] = [];
  for (const streams of loads)
    for (const contestant of everybody)
      results.push(await measureStreams(contestant, { streams, tokens, everyMs, roundTripMs }));
  return {
    title: "Many streams of one workspace",
    method: [
      `Each answer speaks for ${(tokens.length * everyMs) / 1_000} s, 200 characters a second; all begin at once, in one channel, by one bot.`,
      `Slack's documented limits: ${describe("start")}, ${describe("stop")}, appends 100 a minute (burst 100), edits 50 (burst 50), ${describe("post")}. The bursts are assumed: Slack documents none.`,
      "Real clients with their own retries on the emulator, by one clock that stands still while somebody works. Ours comes out the same in every run; the others wait a random time more before they try again.",
      "ChatStreamer reads no further while it waits, so it holds the model back: what was not said is not late, and the time is in what it took.",
      "The least time counts openings and closings alone: a start and a stop, or a post. Fairness is Jain's index of what each answer showed when its source was over.",
      ...results.filter((one) => one.contestant === ours.name).flatMap(toVerdicts),
    ],
    tables: [toTable(results)],
    plots: { "lag-under-load": drawLag(results) },
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
      "",
      "whole and closed",
      "took, s",
      "took / least",
      "429s",
      "after the first minute",
      "lag p50, s",
      "lag p95, s",
      "fairness",
    ],
    ...results.map((one) => [
      String(one.streams),
      one.contestant,
      `${one.complete} of ${one.streams}`,
      toFigure(one.tookMs / 1_000),
      (one.tookMs / one.leastMs).toFixed(2),
      toFigure(one.refused),
      toFigure(one.refusedLate),
      toFigure(one.p50Ms / 1_000),
      toFigure(one.p95Ms / 1_000),
      one.fairness.toFixed(2),
    ]),
  ];
}

function toVerdicts({ streams, complete, tookMs, leastMs, refusedLate }: StreamsResult): readonly string[] {
  return [
    toVerdict(`${streams} streams, time taken / least time`, { value: tookMs / leastMs, most: 1.2 }),
    toVerdict(`${streams} streams, answers that are not whole and closed`, {
      value: streams - complete,
      most: 0,
    }),
    toVerdict(`${streams} streams, 429s after the first minute`, { value: refusedLate, most: 0 }),
  ];
}
