import { expect, test } from "vitest";
import { measureBundle } from "../src/bundle/report-bundle.ts";
import { measureCold } from "../src/cold/report-cold.ts";
import { bareLoop } from "../src/contestants/bare-loop.ts";
import { everybody, ours } from "../src/contestants/everybody.ts";
import { toMarkdown, toProse } from "../src/contestants/text.ts";
import { compareCpu } from "../src/cpu/cpu.ts";
import { interleave } from "../src/interleave.ts";
import { measureLag } from "../src/lag/measure-lag.ts";
import { byDefault } from "../src/lag/report-lag.ts";
import { measureMemory } from "../src/memory/measure-memory.ts";
import { drawCpu } from "../src/plots/draw-cpu.ts";
import { drawLag } from "../src/plots/draw-lag.ts";
import { drawLimits } from "../src/plots/draw-limits.ts";
import { loadProcesses } from "../src/streams/load-processes.ts";
import { documented, measureStreams, toLeastMs, toResult } from "../src/streams/measure-streams.ts";
import { createSharers } from "../src/streams/sharers.ts";

test("interleave() lets all take turns and forgets the first round", async () => {
  const turns: string[] = [];
  const lane = (name: string, rounds?: number) => ({
    name,
    rounds,
    measure: async () => turns.push(name),
  });
  const results = await interleave([lane("A"), lane("B", 1), lane("C")], 2);
  expect(turns.join("")).toBe("ABCABCAC");
  expect(results.get("A")).toEqual([4, 7]);
  expect(results.get("B")).toEqual([5]);
});

test("compareCpu() measures everybody at each length, and its plot names them", async () => {
  const results = await compareCpu({
    lengths: [400, 800],
    rounds: 1,
    wire: "client",
    text: "markdown",
    leastCharacters: 800,
    warmUpMs: 0,
  });
  expect(results.map((one) => one.contestant)).toHaveLength(8);
  for (const { ms } of results) expect(ms.every((one) => one > 0)).toBe(true);
  const plot = drawCpu(results);
  expect(plot).toContain("<svg");
  for (const { name } of [...everybody, bareLoop]) expect(plot).toContain(`>${name}<`);
});

test.each([
  ["prose", toProse(1_600), 330],
  ["a minute of prose", toProse(12_000), 650],
  ["Markdown", toMarkdown(4_000), 650],
])(
  "measureLag() of ours: %s is painted at once, never late, and closed with its last token",
  async (_name, tokens, mostMs) => {
    const lag = await measureLag(ours, { tokens, everyMs: 20, roundTripMs: 60 });
    expect(lag.firstPaintMs).toBe(0);
    expect(lag.p95Ms).toBeLessThanOrEqual(mostMs);
    expect(lag.mostAppendsAMinute).toBeLessThanOrEqual(100);
    expect(lag.closedMs).toBeLessThanOrEqual(120);
  },
);

test("measureLag() of ours by default: the first text waits for 600 ms at most", async () => {
  const lag = await measureLag(byDefault, { tokens: toProse(1_060), everyMs: 20, roundTripMs: 60 });
  expect(lag.firstPaintMs).toBeGreaterThan(0);
  expect(lag.firstPaintMs).toBeLessThanOrEqual(600);
  expect(lag.closedMs).toBeLessThanOrEqual(120);
});

test.each(everybody)("measureLag() sees what $name does", async (contestant) => {
  const lag = await measureLag(contestant, { tokens: toProse(600), everyMs: 20, roundTripMs: 60 });
  expect(lag.calls).toBeGreaterThanOrEqual(2);
  expect(lag.p95Ms).toBeGreaterThan(0);
  expect(lag.p95Ms).toBeLessThan(10_000);
});

test("measureStreams() counts complete and closed answers, and its plot is drawn", async () => {
  const load = { streams: 3, tokens: toProse(600, 20), everyMs: 100, roundTripMs: 60, limits: 1 };
  const results = [];
  for (const contestant of everybody) results.push(await measureStreams(contestant, load));
  for (const one of results) expect(one).toMatchObject({ complete: 3, refused: 0, leastMs: 3_060 });
  expect(drawLag(results)).toContain("lag from token to Slack");
  expect(drawLimits(results)).toContain("closed after the last token");
});

test("loadProcesses() lets processes answer over HTTP on one local Slack", async () => {
  const load = { streams: 3, tokens: toProse(300, 20), everyMs: 20, roundTripMs: 10, limits: 1 };
  const execArgv = ["--import=tsx", "--conditions=workspace-source"];
  const played = await loadProcesses({ ...load, contestant: ours.name, processes: 2, execArgv });
  expect(toResult(ours.name, played, load)).toMatchObject({ complete: 3, refused: 0 });
});

test("measureStreams() of processes that share limiters, a store or nothing: all answers are whole", async () => {
  const load = {
    streams: 4,
    tokens: toProse(300, 20),
    everyMs: 100,
    roundTripMs: 60,
    limits: 1,
    processes: 2,
  };
  for (const sharer of createSharers())
    expect(await measureStreams(sharer, load)).toMatchObject({ contestant: sharer.name, complete: 4 });
});

test("toLeastMs() counts a start and a stop, or a post, for each answer", () => {
  const load = { spokenMs: 30_000, roundTripMs: 60, ...documented };
  expect(toLeastMs({ ...load, streams: 1 })).toBe(30_060);
  // 20 are closed at once, 31 were posted before, and the other nine are 2 starts and 7 posts within the next 7 seconds.
  expect(toLeastMs({ ...load, streams: 60 })).toBe(37_060);
});

test.each(everybody)("measureMemory() opens streams of $name and lets them end", async (contestant) => {
  // Without a collection before it the figure itself says nothing.
  expect(Number.isFinite(await measureMemory(contestant, { streams: 2, characters: 300 }))).toBe(true);
});

test("measureCold() tells the CPU of a whole process that answers once", async () => {
  const empty = await measureCold("process.exitCode = 0;");
  expect(empty).toBeGreaterThan(0);
  await expect(measureCold("throw new Error('broken');")).rejects.toThrow("broken");
});

test("measureBundle() counts a program with what it imports", async () => {
  const { minified, gzipped } = await measureBundle(
    'import { basename } from "node:path"; console.log(basename("a"));',
  );
  expect(minified).toBeGreaterThan(20);
  expect(gzipped).toBeLessThan(200);
});
