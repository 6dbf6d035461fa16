import { expect, test } from "vitest";
import type { Fate, Mutant } from "../src/read-report.ts";
import { replaceResults, toPage } from "../src/to-page.ts";

const target = { name: "sums", files: ["src/add.ts"], tests: [] };

test("toPage() counts a mutant that makes a test run for ever as noticed, and leaves out what could not be tried", () => {
  const fates: readonly Fate[] = ["killed", "timed out", "survived", "not covered", "invalid"];
  const page = toPage([{ target, files: [{ file: "src/add.ts", mutants: fates.map(toMutant) }] }]);
  expect(page).toContain("| `src/add.ts` | 4 | 1 | 1 | 1 | 1 | 50.0 % |\n| **sums** | 4 |");
});

test("toPage() says of a survivor without a reason that it has none", () => {
  const page = toPage([{ target, files: [{ file: "src/add.ts", mutants: [toMutant("survived")] }] }]);
  expect(page).toContain(
    "### `src/add.ts`\n\n- **Open: nothing in this target notices.**\n  - line 7: `a + b` → `a - b`",
  );
});

test("replaceResults() keeps what stands around the results", () => {
  const page =
    "# Title\n\n<!-- results: written by `pnpm mutate --page` -->\nold\n<!-- end of results -->\n\nend\n";
  const once = replaceResults(page, "new");
  expect(once).toContain("# Title\n\n<!-- results");
  expect(once).toContain("-->\n\nnew\n\n<!-- end of results -->\n\nend\n");
  expect(replaceResults(once, "new")).toBe(once);
});

test("replaceResults() refuses a page without the marks", () => {
  expect(() => replaceResults("# Title", "new")).toThrow(RangeError);
});

function toMutant(fate: Fate): Mutant {
  return { fate, line: 7, lineText: "return a + b;", was: "a + b", becomes: "a - b" };
}
