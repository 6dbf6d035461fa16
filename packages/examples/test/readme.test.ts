import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { examples, findDeadLinks, findHomes, read, readmes, toBlocks } from "./support/pages.ts";

const scripts = Object.keys((JSON.parse(read("package.json")) as { scripts: object }).scripts);

test.each(readmes.flatMap((page) => toBlocks(page)))(
  "$page: the code at line $line is a part of an example",
  (block) => {
    expect(findHomes(block)).not.toEqual([]);
  },
);

test.each(readmes)("%s holds code at all", (page) => {
  expect(toBlocks(page).length).toBeGreaterThan(0);
});

test.each(readmes)("every file that %s links is there", (page) => {
  expect(findDeadLinks(page)).toEqual([]);
});

test("every pnpm script that the README names is there", () => {
  const named = [...read("README.md").matchAll(/pnpm(?:@12)? ([a-z:-]+)/g)].map(([, script = ""]) => script);
  const builtIn = ["exec", "add", "install", "run"];
  expect(named.filter((script) => ![...scripts, ...builtIn].includes(script))).toEqual([]);
});

test("every test that the README names is there", () => {
  const named = [...read("README.md").matchAll(/test "([^"]+)"/g)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(0);
  const tests = readTests("packages/slack-stream-adapter/test/");
  expect(named.filter((name) => !tests.includes(`test("${name}"`))).toEqual([]);
});

test("every example that the README names is there", () => {
  const text = read("README.md");
  const named = [...text.matchAll(/example `([a-z-]+)`/g)].map(([, name = ""]) => `${name}.ts`);
  const run = [...text.matchAll(/pnpm@12 examples ([a-z- ]+)`/g)].flatMap(([, names = ""]) =>
    names.split(" "),
  );
  const files = examples.map(({ file }) => file);
  expect([...named, ...run.map((name) => `${name}.ts`)].filter((file) => !files.includes(file))).toEqual([]);
});

function readTests(folder: string): string {
  const root = new URL("../../../", import.meta.url);
  const files = readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => read(`${folder}${file}`))
    .join("\n");
}
