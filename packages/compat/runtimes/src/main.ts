import { check, type Run, type RunResult } from "./check-run.ts";
import { runtimes } from "./runtimes.ts";

/** `main.ts [runtime…]`: streams into the emulator from each runtime, in each way that works there. */
const lanes = 2;
const chosen = process.argv.slice(2);

const wanted = runtimes.filter(({ name }) => chosen.length === 0 || chosen.includes(name));
if (wanted.length === 0) {
  throw new RangeError(`a runtime must be one of ${runtimes.map(({ name }) => `"${name}"`).join(", ")}`);
}

const runs: Run[] = wanted.flatMap((runtime) => runtime.ways.map((way) => ({ runtime, way })));
const results: RunResult[] = [];
const lane = async () => {
  for (let run = runs.shift(); run !== undefined; run = runs.shift()) {
    const result = await check(run);
    results.push(result);
    console.log(toLine(run, result));
  }
};
await Promise.all(Array.from({ length: lanes }, lane));

const count = (type: RunResult["type"]) => results.filter((result) => result.type === type).length;
console.log(
  `runtimes: ${count("passed")} passed, ${count("failed")} failed, ${count("missing")} not on this machine`,
);
if (count("failed") > 0) process.exitCode = 1;

function toLine({ runtime, way }: Run, result: RunResult): string {
  const title = `${runtime.name.padEnd(14)} ${way.padEnd(9)}`;
  switch (result.type) {
    case "passed":
      return `✓ ${title} ${(result.ms / 1_000).toFixed(1).padStart(5)} s`;
    case "failed":
      return [`✗ ${title}`, ...result.faults.map((fault) => `    ${fault}`)].join("\n");
    case "missing":
      return `- ${title} its program is installed on Linux with glibc on x64 alone`;
    default:
      return result satisfies never;
  }
}
