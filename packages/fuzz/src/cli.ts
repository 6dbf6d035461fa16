import { parseArgs } from "node:util";
import { type Find, type HuntOptions, shrink, tryOut } from "./hunt.ts";
import { comparePeers } from "./peers/compare.ts";
import { describeRun } from "./report.ts";
import { ours } from "./run/ours.ts";
import { arbitrarySchedule, type ScopeName, scopes } from "./schedule/schedule-arbitrary.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "1000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    scope: { type: "string", default: "all" },
    shrink: { type: "string", default: "20" },
    promises: { type: "string", default: "all" },
    peers: { type: "boolean", default: false },
    most: { type: "string", default: "8" },
  },
});

if (values.peers) {
  for (const [name, tally] of await comparePeers(Number(values.seed), Number(values.runs))) {
    console.log(`${name}: ${[...tally].map(([survival, count]) => `${count} ${survival}`).join(", ")}`);
  }
  process.exit();
}

const options: HuntOptions = {
  arbitrary: arbitrarySchedule(scopes[values.scope as ScopeName]),
  contestant: ours,
  promises: values.promises === "all" ? undefined : new Set(values.promises.split(",")),
  shrinkMs: Number(values.shrink) * 1_000,
};
const first = Number(values.seed);
const kinds = new Map<string, Find[]>();
const started = Date.now();
console.log(`scope ${values.scope}, seeds ${first} to ${first + Number(values.runs) - 1}`);
for (let seed = first; seed < first + Number(values.runs); seed += 1) {
  const find = await tryOut(seed, options);
  if (find !== undefined) kinds.set(find.kind, [...(kinds.get(find.kind) ?? []), find]);
}
const found = [...kinds.values()].sort((one, other) => other.length - one.length);
for (const finds of found.slice(0, Number(values.most))) {
  const [find] = finds.toSorted(
    (a, b) => JSON.stringify(a.schedule).length - JSON.stringify(b.schedule).length,
  );
  if (find === undefined) continue;
  const small = await shrink(find, options);
  console.log(
    `\n=== ${finds.length} times: ${find.kind}\nseeds ${finds
      .slice(0, 8)
      .map((one) => one.seed)
      .join(" ")}`,
  );
  console.log(describeRun(small.schedule, small.run, small.violations));
}
for (const finds of found.slice(Number(values.most)))
  console.log(`=== ${finds.length} times: ${finds[0]?.kind} (seed ${finds[0]?.seed})`);
const failed = found.reduce((sum, finds) => sum + finds.length, 0);
console.log(
  `\n${failed} of ${values.runs} runs broke a promise, in ${((Date.now() - started) / 1_000).toFixed(0)} s`,
);
process.exitCode = failed === 0 ? 0 : 1;
