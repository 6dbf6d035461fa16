import type { StreamsResult } from "../streams/measure-streams.ts";
import { drawLines } from "./draw.ts";

/** How late answers close, by the factor on Slack's documented limits. */
export function drawLimits(all: readonly StreamsResult[]): string {
  const shortest = Math.min(...all.map(({ spokenMs }) => spokenMs));
  return drawLines({
    title: "The last close after its last token, by Slack's documented limits times a factor, 60 streams",
    points: all
      .filter(({ spokenMs, complete, streams }) => spokenMs === shortest && complete === streams)
      .map(({ contestant, limits, closedAfterMs }) => ({
        contestant,
        label: contestant,
        x: limits,
        y: closedAfterMs / 1_000,
      })),
    x: { label: "documented limits times →" },
    y: { label: "↑ closed after the last token, s", ticks: [0.1, 1, 10, 100], tickFormat: String },
    toTick: (limits) => `× ${limits}`,
  });
}
