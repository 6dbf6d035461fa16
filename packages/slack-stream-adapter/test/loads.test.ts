import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const source = fileURLToPath(new URL("../src/", import.meta.url));

const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
  (path) => path.endsWith(".ts") && !path.endsWith(".test.ts"),
);

// If a file throws while it loads, the test files that import it have no tests, and `pnpm mutate` would count that as a pass.
test("every file of the library can be loaded", async () => {
  expect(files.length).toBeGreaterThan(50);
  for (const path of files) expect(await import(/* @vite-ignore */ join(source, path))).toBeTypeOf("object");
});
