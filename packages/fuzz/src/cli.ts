import { comparePeers } from "./compare-peers.ts";
import { type Find, type HuntOptions, shrink, tryOut } from "./hunt.ts";
import { type HuntOrder, help, type Order, readArguments } from "./read-arguments.ts";
import { describeRun } from "./report.ts";
import { ours } from "./run/ours.ts";
import { throughJson } from "./run/through-json.ts";
import { saboteurs } from "./sabotage/saboteurs.ts";
import { arbitrarySchedule, scopes } from "./schedule/schedule-arbitrary.ts";

const order = readOrder();
switch (order.type) {
  case "help":
    console.log(help);
    break;
  case "compare peers":
    for (const [name, tally] of await comparePeers(order.seed, order.runs))
      console.log(`${name}: ${[...tally].map(([survival, count]) => `${count} ${survival}`).join(", ")}`);
    // Exits at once, because the peers may leave work running.
    process.exit();
    break;
  case "hunt":
    process.exitCode = (await hunt(order)) === 0 ? 0 : 1;
}

function readOrder(): Order {
  try {
    return readArguments(process.argv.slice(2), Date.now() % 1_000_000_000);
  } catch (error) {
    console.error(`fuzz: ${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    process.exit(1);
  }
}

/** Runs all seeds, and shows one small find of each kind. Returns how many runs broke a promise. */
async function hunt(order: HuntOrder): Promise<number> {
  const { runs, seed: first, scope, sabotage, promises, shrinkMs, most } = order;
  const options: HuntOptions = {
    arbitrary: arbitrarySchedule(scopes[scope]),
    contestant: sabotage === undefined ? ours : saboteurs[sabotage],
    twin: "twin" in scopes[scope] ? throughJson : undefined,
    promises,
    shrinkMs,
  };
  const kinds = new Map<string, Find[]>();
  const started = Date.now();
  console.log(`scope ${scope}, seeds ${first} to ${first + runs - 1}`);
  for (let seed = first; seed < first + runs; seed += 1) {
    const find = await tryOut(seed, options);
    if (find !== undefined) kinds.set(find.kind, [...(kinds.get(find.kind) ?? []), find]);
  }
  const found = [...kinds.values()].sort((one, other) => other.length - one.length);
  for (const finds of found.slice(0, most)) await show(finds, options);
  for (const finds of found.slice(most))
    console.log(`=== ${finds.length} times: ${finds[0]?.kind} (seed ${finds[0]?.seed})`);
  const failed = found.reduce((sum, finds) => sum + finds.length, 0);
  const seconds = ((Date.now() - started) / 1_000).toFixed(0);
  console.log(`\n${failed} of ${runs} runs broke a promise, in ${seconds} s`);
  return failed;
}

/** Shrinks the smallest find of a kind and shows it. */
async function show(finds: readonly Find[], options: HuntOptions): Promise<void> {
  const [find] = finds.toSorted(
    (a, b) => JSON.stringify(a.schedule).length - JSON.stringify(b.schedule).length,
  );
  if (find === undefined) return;
  const small = await shrink(find, options);
  const seeds = finds.slice(0, 8).map(({ seed }) => seed);
  console.log(`\n=== ${finds.length} times: ${find.kind}\nseeds ${seeds.join(" ")}`);
  console.log(describeRun(small.schedule, small.run, small.violations));
}
