import * as Plot from "@observablehq/plot";
import type { StreamsResult } from "../streams/measure-streams.ts";
import { colours, draw } from "./draw.ts";
import { labelLines } from "./label-lines.ts";

export function drawLag(all: readonly StreamsResult[]): string {
  const longest = Math.max(...all.map(({ spokenMs }) => spokenMs));
  const results = all.filter(({ limits, spokenMs }) => limits === 1 && spokenMs === longest);
  // Text that was never shown has no lag to draw. The line ends, and its label says why.
  const points = results
    .filter(({ complete, streams }) => complete === streams)
    .map(({ contestant, streams, p95Ms }) => ({
      contestant,
      streams,
      seconds: p95Ms / 1_000,
      label: toLabel(contestant, results),
    }));
  const by = { x: "streams", y: "seconds", z: "contestant", stroke: "contestant" } as const;
  return draw({
    title: "Lag from token to Slack, p95, by the number of streams of one workspace",
    x: { type: "log", label: "streams of one workspace at once →" },
    y: {
      type: "log",
      label: "↑ lag from token to Slack, s (p95)",
      ticks: [1, 3, 10, 30, 100, 300, 1_000],
      tickFormat: String,
    },
    color: { domain: Object.keys(colours), range: Object.values(colours) },
    marks: [
      Plot.axisX([...new Set(points.map(({ streams }) => streams))], { text: String }),
      Plot.line(points, { ...by, strokeWidth: 2 }),
      Plot.dot(points, { ...by, r: 3 }),
      ...labelLines(points, { x: "streams", y: "seconds" }),
    ],
  });
}

function toLabel(contestant: string, results: readonly StreamsResult[]): string {
  const failed = results.find((one) => one.contestant === contestant && one.complete < one.streams);
  return failed === undefined
    ? contestant
    : `${contestant}: loses answers, ${failed.streams - failed.complete} of ${failed.streams}`;
}
