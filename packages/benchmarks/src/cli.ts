import { parseArgs } from "node:util";
import { reportCpu } from "./cpu/report-cpu.ts";
import { toText } from "./report/report.ts";

const benchmarks = { cpu: reportCpu };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string", default: "9" } },
});

const rounds = Number(values.runs);
if (!Number.isInteger(rounds) || rounds < 1)
  throw new RangeError(`--runs must be a whole number from 1 on, got ${values.runs}`);
const unknown = positionals.filter((name) => !(name in benchmarks));
if (unknown.length > 0)
  throw new TypeError(
    `there are the benchmarks ${Object.keys(benchmarks).join(", ")}, not ${unknown.join(", ")}`,
  );

for (const [name, report] of Object.entries(benchmarks)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  console.log(`\n${toText(await report({ rounds }))}`);
}
