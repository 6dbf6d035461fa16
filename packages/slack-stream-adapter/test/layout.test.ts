import { basename, dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { packageSources, type SourceFile, sources } from "./support/source-files.ts";

const mostLines = 400;

/** Files that are one long table. */
const tables = [
  "packages/slack-stream-adapter/src/slack/outcome-table.ts",
  "packages/slack-stream-emulator/src/coverage.ts",
];

/** A shorter file contains little besides its imports. If only one file uses it, a reader has to open two files for one idea. */
const fewLines = 30;

/** Files that import a folder of similar files, each of which may be small. */
const collections = [
  "index.ts",
  "table.ts",
  "packages/fuzz/src/oracle/judge.ts",
  "packages/fuzz/src/peers/compare.ts",
  "packages/examples/src/three-ways/bots.ts",
];

const single = [
  // The published package does not contain this file and its bundler.
  "packages/slack-stream-emulator/src/page/bundle.ts",
];

test("at most ten files are at the root of the library's source", () => {
  const folder = "packages/slack-stream-adapter/src";
  const files = sources(folder).filter(({ path }) => dirname(path) === folder);
  expect(files.length).toBeLessThanOrEqual(10);
});

test("no file holds more than 400 lines of code, tables aside", () => {
  const long = packageSources()
    .filter(({ path }) => !tables.includes(path))
    .filter((file) => countLines(file) > mostLines);
  expect(long.map((file) => `${file.path}: ${countLines(file)}`)).toEqual([]);
});

test("no small file has a single importer in its folder", () => {
  const lonely = findLonely(packageSources()).filter((path) => !single.includes(path));
  expect(lonely).toEqual([]);
});

test("a small file is found that one file of its folder imports, and none that has two importers or is one of a collection", () => {
  const a = { path: "src/a.ts", code: 'import { b } from "./b.ts";\nimport { c } from "./c.ts";' };
  const others = [
    { path: "src/b.ts", code: "export const b = 1;" },
    { path: "src/c.ts", code: "export const c = 1;" },
    { path: "src/d.ts", code: 'export * from "./c.ts";' },
  ];
  expect(findLonely([a, ...others])).toEqual(["src/b.ts"]);
  expect(findLonely([{ ...a, path: "src/table.ts" }, ...others])).toEqual([]);
});

test("no two files of a package export the same name", () => {
  expect(findTwice(packageSources()).filter((one) => !one.includes(": answerMentions in"))).toEqual([]);
});

test("a name is found that two files of a package export, and none that two packages do", () => {
  const files = ["a/src/one.ts", "a/src/two.ts", "b/src/one.ts"].map((path) => ({
    path: `packages/${path}`,
    code: "export function send() {}\nfunction own() {}",
  }));
  expect(findTwice(files)).toEqual(["packages/a: send in src/one.ts, src/two.ts"]);
});

function findTwice(files: readonly SourceFile[]): readonly string[] {
  const places = new Map<string, Set<string>>();
  for (const { path, code } of files) {
    const folder = /^packages\/(?:compat\/)?[^/]+/.exec(path)?.[0] ?? "";
    const names = code.matchAll(/^export (?:async )?(?:function\*?|const|interface|type|class) (\w+)/gm);
    for (const [, name] of names) {
      const key = `${folder}: ${name}`;
      places.set(key, (places.get(key) ?? new Set()).add(path.slice(folder.length + 1)));
    }
  }
  return [...places]
    .filter(([, paths]) => paths.size > 1)
    .map(([key, paths]) => `${key} in ${[...paths].join(", ")}`);
}

function findLonely(files: readonly SourceFile[]): readonly string[] {
  const importers = new Map<string, Set<string>>();
  for (const { path, code } of files) {
    for (const [, specifier = ""] of code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g)) {
      const target = normalize(join(dirname(path), specifier));
      importers.set(target, (importers.get(target) ?? new Set()).add(path));
    }
  }
  return files
    .filter((file) => {
      const [importer, ...more] = importers.get(file.path) ?? [];
      if (importer === undefined || more.length > 0 || dirname(importer) !== dirname(file.path)) return false;
      const isCollection = collections.some((name) => name === basename(importer) || name === importer);
      return !isCollection && countLines(file) < fewLines;
    })
    .map(({ path }) => path);
}

function countLines({ code }: SourceFile): number {
  return code.split("\n").filter((line) => line.trim() !== "").length;
}
