import * as Plot from "@observablehq/plot";
import type { StreamsResult } from "../streams/measure-streams.ts";
import { colours, draw } from "./draw.ts";
import { labelLines } from "./label-lines.ts";

/** How late answers close, by the factor on Slack's documented limits. */
export function drawLimits(all: readonly StreamsResult[]): string {
  const shortest = Math.min(...all.map(({ spokenMs }) => spokenMs));
  const points = all
    .filter(({ spokenMs, complete, streams }) => spokenMs === shortest && complete === streams)
    .map(({ contestant, limits, closedAfterMs }) => ({
      contestant,
      limits,
      seconds: closedAfterMs / 1_000,
      label: contestant,
    }));
  const by = { x: "limits", y: "seconds", z: "contestant", stroke: "contestant" } as const;
  return draw({
    title: "The last close after its last token, by Slack's documented limits times a factor, 60 streams",
    x: { type: "log", label: "documented limits times →" },
    y: {
      type: "log",
      label: "↑ closed after the last token, s",
      ticks: [0.1, 1, 10, 100],
      tickFormat: String,
    },
    color: { domain: Object.keys(colours), range: Object.values(colours) },
    marks: [
      Plot.axisX([...new Set(points.map(({ limits }) => limits))], { text: (limits) => `× ${limits}` }),
      Plot.line(points, { ...by, strokeWidth: 2 }),
      Plot.dot(points, { ...by, r: 3 }),
      ...labelLines(points, { x: "limits", y: "seconds" }),
    ],
  });
}
