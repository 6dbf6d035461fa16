import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { reportBundle } from "./bundle/report-bundle.ts";
import { reportCold } from "./cold/report-cold.ts";
import { reportCpu } from "./cpu/report-cpu.ts";
import { reportLag } from "./lag/report-lag.ts";
import { reportMemory } from "./memory/report-memory.ts";
import { toText } from "./report/report.ts";
import { reportStreams } from "./streams/report-streams.ts";

const benchmarks = {
  cold: reportCold,
  cpu: reportCpu,
  lag: reportLag,
  streams: reportStreams,
  memory: reportMemory,
  bundle: reportBundle,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "9" },
    plots: { type: "string" },
    // For the benchmark `streams`.
    limits: { type: "string" },
    streams: { type: "string" },
    processes: { type: "string" },
    shared: { type: "boolean", default: false },
    redis: { type: "boolean", default: false },
  },
});

const rounds = toCount("runs") ?? 9;
const choice = {
  limits: toCount("limits"),
  streams: toCount("streams"),
  processes: toCount("processes"),
  shared: values.shared,
  redis: values.redis,
};
const unknown = positionals.filter((name) => !(name in benchmarks));
if (unknown.length > 0)
  throw new TypeError(
    `there are the benchmarks ${Object.keys(benchmarks).join(", ")}, not ${unknown.join(", ")}`,
  );

for (const [name, report] of Object.entries(benchmarks)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const { plots = {}, ...rest } = await report({ rounds, ...choice });
  console.log(`\n${toText(rest)}`);
  if (values.plots === undefined) continue;
  // Relative to the folder of the command, not to this package.
  const folder = resolve(process.env.INIT_CWD ?? "", values.plots);
  await mkdir(folder, { recursive: true });
  for (const [file, picture] of Object.entries(plots)) await writeFile(join(folder, `${file}.svg`), picture);
}

function toCount(name: "runs" | "limits" | "streams" | "processes"): number | undefined {
  const given = values[name];
  if (given === undefined) return undefined;
  const count = Number(given);
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`--${name} must be a whole number from 1 on, got ${given}`);
  return count;
}
