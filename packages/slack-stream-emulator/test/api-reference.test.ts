import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const packageFolder = join(import.meta.dirname, "..");
const page = "emulator-api.md";

test("everything public is documented, and docs/emulator-api.md says the same: `pnpm docs:api` writes it anew", () => {
  const typedoc = join(createRequire(import.meta.url).resolve("typedoc/package.json"), "../bin/typedoc");
  const out = mkdtempSync(join(tmpdir(), "api-"));
  try {
    // Warnings are errors: what is not documented is told on stderr, and the exit code makes this throw.
    execFileSync(process.execPath, [typedoc, "--logLevel", "Warn", "--out", out], { cwd: packageFolder });
    const committed = readFileSync(join(packageFolder, "../../docs", page), "utf8");
    expect(committed).toBe(readFileSync(join(out, page), "utf8"));
    // A docstring stands alone: a reader of the reference has no list of facts.
    expect(committed.match(/\(S\d+[^)]*\)/g) ?? []).toEqual([]);
  } finally {
    rmSync(out, { recursive: true });
  }
});
