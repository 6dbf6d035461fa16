import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const library = new URL("../../", import.meta.url);
const page = readFileSync(new URL("../../docs/lifecycle.md", library), "utf8");
const law = "test/laws/life-cycle.test.ts";

test("each invariant of docs/lifecycle.md is asserted by the law that the page names, and that law asserts no other", () => {
  expect(page).toContain(`\`${law}\``);
  const stated = [...page.matchAll(/^\| (I\d+) \|/gm)].map(([, name]) => name);
  const asserted = [...readFileSync(new URL(law, library), "utf8").matchAll(/["`](I\d+)\b/g)].map(
    ([, name]) => name,
  );
  expect(stated.length).toBeGreaterThan(0);
  expect(new Set(asserted)).toEqual(new Set(stated));
  expect(stated).toEqual(stated.map((_, index) => `I${index + 1}`));
});

test("the files that docs/lifecycle.md names are there", () => {
  const named = [...page.matchAll(/`((?:src|test|packages)\/[\w/.-]+)`/g)].map(([, path = ""]) => path);
  expect(named.length).toBeGreaterThan(0);
  const missing = named.filter((path) => {
    const base = path.startsWith("packages/") ? new URL("../../", library) : library;
    return !existsSync(fileURLToPath(new URL(path, base)));
  });
  expect(missing).toEqual([]);
});
