import * as Plot from "@observablehq/plot";
import type { StreamsResult } from "../streams/measure-streams.ts";
import { colours, draw } from "./draw.ts";

export function drawLag(results: readonly StreamsResult[]): string {
  // What was never shown has no lag that could be drawn.
  const points = results
    .map(({ contestant, streams, p95Ms }) => ({ contestant, streams, seconds: p95Ms / 1_000 }))
    .filter(({ seconds }) => Number.isFinite(seconds));
  const by = { x: "streams", y: "seconds", z: "contestant", stroke: "contestant" } as const;
  return draw({
    title: "Lag from token to Slack, p95, by the number of streams of one workspace",
    x: { type: "log", label: "streams of one workspace at once →", ticks: [1, 10, 60, 200], tickFormat: "d" },
    y: { type: "log", label: "↑ lag from token to Slack, s (p95)", tickFormat: "~g" },
    color: { domain: Object.keys(colours), range: Object.values(colours) },
    marks: [
      Plot.line(points, { ...by, strokeWidth: 2 }),
      Plot.dot(points, { ...by, r: 3 }),
      Plot.text(
        points,
        Plot.selectLast({
          x: "streams",
          y: "seconds",
          z: "contestant",
          text: "contestant",
          fill: "contestant",
          textAnchor: "start",
          dx: 8,
        }),
      ),
    ],
  });
}
