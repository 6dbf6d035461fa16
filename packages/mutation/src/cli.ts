import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { explanationOf } from "./explanation-of.ts";
import { readReport } from "./read-report.ts";
import { runTarget } from "./run-target.ts";
import { targets } from "./targets.ts";
import { replaceResults, toPage } from "./to-page.ts";

const help = `pnpm mutate [target…]   changes the code of the targets in small ways and runs their tests on each change
pnpm mutate --page      writes docs/mutation.md from the last reports

targets: ${targets.map(({ name }) => name).join(", ")}; all of them when none is named`;

const page = "docs/mutation.md";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { page: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
});
const unknown = positionals.find((name) => !targets.some((target) => target.name === name));
if (unknown !== undefined)
  throw new RangeError(
    `a target must be one of ${targets.map(({ name }) => name).join(", ")}, got ${unknown}`,
  );

process.chdir(fileURLToPath(new URL("../../..", import.meta.url)));
if (values.help) console.log(help);
else if (values.page) await writePage();
else await mutate(targets.filter(({ name }) => positionals.length === 0 || positionals.includes(name)));

async function mutate(chosen: typeof targets): Promise<void> {
  for (const target of chosen) await runTarget(target);
  for (const target of chosen) {
    for (const { file, mutants } of await readReport(target)) {
      const alive = mutants.filter(({ fate }) => fate === "survived" || fate === "not covered");
      const unexplained = alive.filter((mutant) => explanationOf(file, mutant) === undefined);
      console.log(
        `\n${file}: ${mutants.length} mutants, ${alive.length} alive, ${unexplained.length} unexplained`,
      );
      for (const { line, was, becomes, fate } of unexplained)
        console.log(`  ${line}: ${clip(was)} → ${clip(becomes)}${fate === "survived" ? "" : ` (${fate})`}`);
      if (unexplained.length > 0) process.exitCode = 1;
    }
  }
}

async function writePage(): Promise<void> {
  const results = await Promise.all(
    targets.map(async (target) => ({ target, files: await readReport(target) })),
  );
  await writeFile(page, replaceResults(await readFile(page, "utf8"), toPage(results)));
}

function clip(code: string): string {
  return code.length > 90 ? `${code.slice(0, 89)}…` : code;
}
