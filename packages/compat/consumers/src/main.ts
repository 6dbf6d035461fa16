import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkFixture, type FixtureResult } from "./check-fixture.ts";
import { packPackages } from "./pack-packages.ts";

/** `main.ts [fixture…]`: packs the packages and checks them in the fixtures that are named, or in all. */
const fixtures = fileURLToPath(new URL("../fixtures/", import.meta.url));
const lanes = 2;

const all = (await readdir(fixtures)).sort();
const chosen = process.argv.length > 2 ? process.argv.slice(2) : all;
const unknown = chosen.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  throw new RangeError(`a fixture must be one of ${all.join(", ")}; got ${unknown.join(", ")}`);
}

const place = await mkdtemp(join(tmpdir(), "consumers-"));
try {
  await packPackages(place);
  const results = await checkAll(chosen);
  const failed = results.filter(({ type }) => type === "failed");
  console.log(`consumers: ${results.length - failed.length} of ${results.length} work`);
  if (failed.length > 0) process.exitCode = 1;
} finally {
  await rm(place, { recursive: true, force: true });
}

/** Each lane takes the next fixture when it is done with one. */
async function checkAll(names: readonly string[]): Promise<FixtureResult[]> {
  const results: FixtureResult[] = [];
  const waiting = [...names];
  const lane = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const result = await checkFixture({ name, from: join(fixtures, name), to: join(place, name) });
      results.push(result);
      report(name, result);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

function report(name: string, result: FixtureResult): void {
  const seconds = `${(result.ms / 1_000).toFixed(1)} s`;
  console.log(`${result.type === "passed" ? "✓" : "✗"} ${name.padEnd(16)} ${seconds.padStart(7)}`);
  if (result.type === "failed") console.log(`${result.command}\n${result.output.trimEnd()}\n`);
}
