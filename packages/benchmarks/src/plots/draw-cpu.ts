import * as Plot from "@observablehq/plot";
import type { CpuResult } from "../cpu/cpu.ts";
import { median } from "../report/statistics.ts";
import { colours, draw } from "./draw.ts";
import { labelLines } from "./label-lines.ts";

export function drawCpu(results: readonly CpuResult[]): string {
  const points = results
    .filter(({ ms }) => ms.length > 0)
    .map(({ contestant, characters, ms }) => ({
      contestant,
      label: contestant,
      characters,
      ms: median(ms),
    }));
  const by = { x: "characters", y: "ms", z: "contestant", stroke: "contestant" } as const;
  return draw({
    title: "CPU for one answer by its length",
    x: { type: "log", label: "length of the answer, characters →", tickFormat: "~s" },
    y: { type: "log", label: "↑ CPU, ms (median)", tickFormat: "~s" },
    color: { domain: Object.keys(colours), range: Object.values(colours) },
    marks: [
      Plot.line(points, { ...by, strokeWidth: 2 }),
      Plot.dot(points, { ...by, r: 3 }),
      ...labelLines(points, { x: "characters", y: "ms" }),
    ],
  });
}
