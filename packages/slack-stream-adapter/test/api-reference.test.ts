import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const packageFolder = fileURLToPath(new URL("../", import.meta.url));
const committed = fileURLToPath(new URL("../../../docs/api/", import.meta.url));

test("everything public is documented, and docs/api says the same: `pnpm docs:api` writes it anew", () => {
  const typedoc = join(createRequire(import.meta.url).resolve("typedoc/package.json"), "../bin/typedoc");
  const out = mkdtempSync(join(tmpdir(), "api-"));
  try {
    // Warnings are errors. Undocumented parts are printed on stderr, and the exit code makes this throw.
    execFileSync(process.execPath, [typedoc, "--logLevel", "Warn", "--out", out], { cwd: packageFolder });
    expect(readPages(committed)).toEqual(readPages(out));
  } finally {
    rmSync(out, { recursive: true });
  }
});

test("no public docstring cites a numbered fact", () => {
  const cited = Object.entries(readPages(committed)).flatMap(([file, text]) =>
    [...text.matchAll(/\bS\d+\b/g)].map(([fact]) => `${file}: ${fact}`),
  );
  expect(cited).toEqual([]);
});

function readPages(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder).toSorted();
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}
