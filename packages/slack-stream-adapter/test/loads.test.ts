import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const source = fileURLToPath(new URL("../src/", import.meta.url));

const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
  (path) => path.endsWith(".ts") && !path.endsWith(".test.ts"),
);

// A file that throws while it loads leaves the test files that import it without a single test, which `pnpm mutate` takes for a pass.
test("every file of the library can be loaded", async () => {
  expect(files.length).toBeGreaterThan(50);
  for (const path of files) expect(await import(/* @vite-ignore */ join(source, path))).toBeTypeOf("object");
});
