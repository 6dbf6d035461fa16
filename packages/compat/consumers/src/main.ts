import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "./run-command.ts";

/** `main.ts [fixture…]`: checks the packed packages in the named fixtures, or in all. */
const packages = fileURLToPath(new URL("../../../", import.meta.url));
const fixtures = fileURLToPath(new URL("../fixtures/", import.meta.url));
const lanes = 2;

type Command = readonly [file: string, ...parameters: string[]];

const npmCommands: readonly Command[] = [
  ["npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--no-package-lock"],
  ["npm", "run", "--silent", "check"],
];

const pnpmCommands: readonly Command[] = [
  ["pnpm", "install", "--prefer-offline", "--no-lockfile"],
  ["pnpm", "run", "check"],
];

const all = (await readdir(fixtures)).sort();
const chosen = process.argv.length > 2 ? process.argv.slice(2) : all;
const unknown = chosen.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  throw new RangeError(`a fixture must be one of ${all.join(", ")}; got ${unknown.join(", ")}`);
}

const place = await mkdtemp(join(tmpdir(), "consumers-"));
try {
  for (const name of ["slack-stream-adapter", "slack-stream-emulator"])
    await cp(join(packages, name, "package.tgz"), join(place, `${name}.tgz`));
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

interface Fixture {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

type FixtureResult =
  | { readonly type: "passed"; readonly ms: number }
  | { readonly type: "failed"; readonly ms: number; readonly command: string; readonly output: string };

/** Installs a copy of the fixture as its user would, and runs its `check` script. */
async function checkFixture({ name, from, to }: Fixture): Promise<FixtureResult> {
  const startedAt = performance.now();
  await cp(from, to, { recursive: true });
  for (const [file, ...parameters] of name.startsWith("pnpm-") ? pnpmCommands : npmCommands) {
    const { succeeded, output } = await runCommand({ file, parameters, folder: to });
    const ms = performance.now() - startedAt;
    if (!succeeded) return { type: "failed", ms, command: [file, ...parameters].join(" "), output };
  }
  return { type: "passed", ms: performance.now() - startedAt };
}
