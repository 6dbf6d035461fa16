import type { CpuResult } from "../cpu/cpu.ts";
import { median } from "../report/statistics.ts";
import { drawLines } from "./draw.ts";

export function drawCpu(results: readonly CpuResult[]): string {
  return drawLines({
    title: "CPU for one answer by its length",
    points: results
      .filter(({ ms }) => ms.length > 0)
      .map(({ contestant, characters, ms }) => ({
        contestant,
        label: contestant,
        x: characters,
        y: median(ms),
      })),
    x: { label: "length of the answer, characters →", tickFormat: "~s" },
    y: { label: "↑ CPU, ms (median)", tickFormat: "~s" },
  });
}
