import { bareLoop } from "../contestants/bare-loop.ts";
import { chatStreamer } from "../contestants/chat-streamer.ts";
import { ours } from "../contestants/everybody.ts";
import { observed } from "../contestants/observed.ts";
import type { TextKind } from "../contestants/text.ts";
import { vercelAdapter } from "../contestants/vercel-adapter.ts";
import { drawCpu } from "../plots/draw-cpu.ts";
import { type Report, type Table, toFigure } from "../report/report.ts";
import { median } from "../report/statistics.ts";
import { toVerdict } from "../report/verdict.ts";
import { type CpuResult, compareCpu } from "./cpu.ts";

const lengths = [5_000, 20_000, 50_000, 100_000, 1_000_000, 10_000_000];
const fewer = [20_000, 100_000, 1_000_000];
/**
 * There is a full garbage collection before each measurement. After it V8 needs this time to compile the code of an
 * answer again.
 */
const untilCompiledMs = 2_000;
const withoutVercel = [ours, chatStreamer, bareLoop];

export async function reportCpu({ rounds }: { rounds: number }): Promise<Report> {
  const whole = await compareCpu({ lengths, rounds, wire: "client", text: "markdown" });
  const prose = await compareCpu({
    lengths: fewer,
    rounds,
    wire: "client",
    text: "prose",
    contestants: withoutVercel,
  });
  const toFree = (text: TextKind, warmUpMs?: number) =>
    compareCpu({ lengths: fewer, rounds, wire: "free", text, contestants: withoutVercel, warmUpMs });
  const free = await toFree("markdown");
  const freeProse = await toFree("prose");
  const compiled = await toFree("markdown", untilCompiledMs);
  const compiledProse = await toFree("prose", untilCompiledMs);
  const telemetry = await compareCpu({
    lengths: fewer.slice(0, 2),
    rounds,
    wire: "free",
    text: "prose",
    contestants: [ours, observed],
  });
  return {
    title: "CPU by length",
    method: [
      `Milliseconds of CPU, of all threads, for one answer in tokens of 4 characters: median of ${rounds} rounds all in turn in one process, each with 200 ms of warm-up before it. Ratios to ChatStreamer are medians of the rounds' ratios; Vercel's adapter takes part in two rounds from 50,000 characters on, and is compared by medians.`,
      "The source has every token at once. Slack's answer comes after one turn of the event loop; ours and ChatStreamer call through the same real client of version 8, whose fetch answers without a network.",
      "ChatStreamer has its default buffer of 256 characters, so it makes a call for each; ours makes two for each message of 9,000 bytes. ChatStreamer sends one message of any length, which Slack refuses above 12,000 characters.",
      ...toVerdicts(whole),
      toRatioVerdict("one paragraph of prose", prose),
      toRatioVerdict("calls that cost nothing", free),
      toRatioVerdict("calls that cost nothing, prose", freeProse),
      toRatioVerdict(`calls that cost nothing, after ${untilCompiledMs} ms of warm-up`, compiled),
      toRatioVerdict(`calls that cost nothing, prose, after ${untilCompiledMs} ms of warm-up`, compiledProse),
    ],
    tables: [
      toTable("Markdown", whole),
      toTable("one paragraph of prose", prose),
      toTable("Markdown, and calls that cost nothing", free),
      toTable("prose, and calls that cost nothing", freeProse),
      toTable(`Markdown, calls that cost nothing, after ${untilCompiledMs} ms of warm-up`, compiled),
      toTable(`prose, calls that cost nothing, after ${untilCompiledMs} ms of warm-up`, compiledProse),
      [
        ["diagnostics channels, characters", "nobody subscribed, ms", "with subscribers, ms", "ratio"],
        ...fewer
          .slice(0, 2)
          .map((characters) => [
            characters.toLocaleString("en"),
            toFigure(median(find(telemetry, ours.name, characters))),
            toFigure(median(find(telemetry, observed.name, characters))),
            toRatio(telemetry, [observed.name, ours.name], characters).toFixed(2),
          ]),
      ],
    ],
    plots: { "cpu-by-length": drawCpu(whole) },
  };
}

function toTable(name: string, results: readonly CpuResult[]): Table {
  const columns = [ours, chatStreamer, vercelAdapter, bareLoop]
    .map((one) => one.name)
    .filter((one) => results.some(({ contestant }) => contestant === one));
  const head = [`${name}, characters`, ...columns.map((one) => `${one}, ms`), "ours / ChatStreamer"];
  const rows = [...new Set(results.map((one) => one.characters))].map((characters) => [
    characters.toLocaleString("en"),
    ...columns.map((one) => toFigure(median(find(results, one, characters)))),
    toRatio(results, [ours.name, chatStreamer.name], characters).toFixed(2),
  ]);
  return [head, ...rows];
}

/** The ratio of neighbouring rounds, so that a slow minute of the machine affects both. */
function toRatio(
  results: readonly CpuResult[],
  [above, below]: readonly [string, string],
  characters: number,
): number {
  const over = find(results, above, characters);
  const under = find(results, below, characters);
  const rounds = Math.min(over.length, under.length);
  return median(over.slice(0, rounds).map((ms, round) => ms / (under[round] ?? Number.NaN)));
}

function find(results: readonly CpuResult[], contestant: string, characters: number): readonly number[] {
  return results.find((one) => one.contestant === contestant && one.characters === characters)?.ms ?? [];
}

function toRatioVerdict(name: string, results: readonly CpuResult[]): string {
  const long = [...new Set(results.map((one) => one.characters))].filter(
    (characters) => characters >= 20_000,
  );
  const ratios = long.map((characters) => toRatio(results, [ours.name, chatStreamer.name], characters));
  return toVerdict(`ours / ChatStreamer, the worst from 20,000 characters on, ${name}`, {
    value: Math.max(...ratios),
    most: 1.1,
  });
}

function toVerdicts(results: readonly CpuResult[]): readonly string[] {
  const ofOurs = (characters: number) => median(find(results, ours.name, characters));
  // It is too slow for more than two rounds, and ratios of pairs would ignore our other rounds.
  const ofVercel = median(find(results, vercelAdapter.name, 100_000));
  return [
    toRatioVerdict("Markdown", results),
    toVerdict("cost of a character at 10,000,000 / at 100,000", {
      value: ofOurs(10_000_000) / 10_000_000 / (ofOurs(100_000) / 100_000),
      most: 1.2,
    }),
    toVerdict("500 × ours / Vercel's, at 100,000 characters", {
      value: (500 * ofOurs(100_000)) / ofVercel,
      most: 1,
    }),
  ];
}
