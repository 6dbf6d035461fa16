import type { StreamsResult } from "../streams/measure-streams.ts";
import { drawLines } from "./draw.ts";

export function drawLag(all: readonly StreamsResult[]): string {
  const longest = Math.max(...all.map(({ spokenMs }) => spokenMs));
  const results = all.filter(({ limits, spokenMs }) => limits === 1 && spokenMs === longest);
  return drawLines({
    title: "Lag from token to Slack, p95, by the number of streams of one workspace",
    // Text that was never shown has no lag to draw. The line ends, and its label says why.
    points: results
      .filter(({ complete, streams }) => complete === streams)
      .map(({ contestant, streams, p95Ms }) => ({
        contestant,
        label: toLabel(contestant, results),
        x: streams,
        y: p95Ms / 1_000,
      })),
    x: { label: "streams of one workspace at once →" },
    y: {
      label: "↑ lag from token to Slack, s (p95)",
      ticks: [1, 3, 10, 30, 100, 300, 1_000],
      tickFormat: String,
    },
    toTick: String,
  });
}

function toLabel(contestant: string, results: readonly StreamsResult[]): string {
  const failed = results.find((one) => one.contestant === contestant && one.complete < one.streams);
  return failed === undefined
    ? contestant
    : `${contestant}: loses answers, ${failed.streams - failed.complete} of ${failed.streams}`;
}
