import { expect, test } from "vitest";
import { library } from "./targets.ts";

const files: string[] = JSON.parse(process.env.MUTATION_FILES ?? "[]");

// A mutant that throws while its file loads leaves the other test files without a single test, which Stryker takes for a pass.
test.each(files)("%s can be loaded", async (file) => {
  const path = new URL(`../../../${library}/${file}`, import.meta.url).pathname;
  expect(await import(/* @vite-ignore */ path)).toBeTypeOf("object");
});
