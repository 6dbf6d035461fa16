import { bareLoop } from "../contestants/bare-loop.ts";
import { chatStreamer } from "../contestants/chat-streamer.ts";
import { ours } from "../contestants/everybody.ts";
import { vercelAdapter } from "../contestants/vercel-adapter.ts";
import { drawCpu } from "../plots/draw-cpu.ts";
import { type Report, type Table, toFigure } from "../report/report.ts";
import { median } from "../report/statistics.ts";
import { toVerdict } from "../report/verdict.ts";
import { type CpuResult, compareCpu } from "./cpu.ts";

const lengths = [5_000, 20_000, 50_000, 100_000, 1_000_000, 10_000_000];
const columns = [ours, chatStreamer, vercelAdapter, bareLoop].map(({ name }) => name);

export async function reportCpu({ rounds }: { rounds: number }): Promise<Report> {
  const cheap = await compareCpu({ lengths, rounds, wire: "yes", text: "markdown" });
  return {
    title: "CPU by length",
    method: [
      `Milliseconds of CPU for one answer in tokens of 4 characters, median of ${rounds} rounds after a warm-up, all in turn.`,
      "The source has every token at once; a call to Slack resolves after one turn of the event loop and costs nothing.",
      ...toVerdicts(cheap),
    ],
    tables: [toTable(cheap)],
    plots: { "cpu-by-length": drawCpu(cheap) },
  };
}

function toTable(results: readonly CpuResult[]): Table {
  const head = [
    "characters",
    ...columns.map((name) => `${name}, ms`),
    "ours / ChatStreamer",
    "Vercel's / ours",
  ];
  const rows = [...new Set(results.map((one) => one.characters))].map((characters) => {
    const figures = columns.map((name) => toFigure(median(find(results, name, characters))));
    return [
      characters.toLocaleString("en"),
      ...figures,
      toRatio(results, [ours.name, chatStreamer.name], characters).toFixed(2),
      toFigure(toRatio(results, [vercelAdapter.name, ours.name], characters)),
    ];
  });
  return [head, ...rows];
}

/** Of rounds that followed each other, so that a slow minute of the machine is in both. */
function toRatio(
  results: readonly CpuResult[],
  [above, below]: readonly [string, string],
  characters: number,
): number {
  const over = find(results, above, characters);
  const under = find(results, below, characters);
  return median(over.map((ms, round) => ms / (under[round] ?? Number.NaN)));
}

function find(results: readonly CpuResult[], contestant: string, characters: number): readonly number[] {
  return results.find((one) => one.contestant === contestant && one.characters === characters)?.ms ?? [];
}

function toVerdicts(results: readonly CpuResult[]): readonly string[] {
  const worst = Math.max(
    ...lengths.slice(1).map((characters) => toRatio(results, [ours.name, chatStreamer.name], characters)),
  );
  const perCharacter = (characters: number) => median(find(results, ours.name, characters)) / characters;
  return [
    toVerdict("ours / ChatStreamer, the worst from 20,000 characters on", { value: worst, most: 1.1 }),
    toVerdict("cost of a character at 10,000,000 / at 100,000", {
      value: perCharacter(10_000_000) / perCharacter(100_000),
      most: 1.2,
    }),
    toVerdict("500 × ours / Vercel's at 100,000", {
      value: 500 * toRatio(results, [ours.name, vercelAdapter.name], 100_000),
      most: 1,
    }),
  ];
}
