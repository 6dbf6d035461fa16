import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { examples, findDeadLinks, pages, read, toBlocks } from "./support/pages.ts";
import { typeCheck } from "./support/type-check.ts";

const facts = read("docs/slack-facts.md");
const scripts = Object.keys((JSON.parse(read("package.json")) as { scripts: object }).scripts);

test("a reader can paste each block of a page: it compiles with what the page has shown before", () => {
  const wrong = [
    { page: "page.md", line: 7, code: "const ts: number = 1;\nconst name: number = channel;\n" },
  ];
  const blocks = pages.map((page) => toBlocks(page)).filter(({ length }) => length > 0);
  expect(blocks.length).toBeGreaterThan(10);
  expect(typeCheck([...blocks, wrong])).toEqual(["page.md:9 Cannot find name 'channel'."]);
});

test.each(pages)("%s: what it links and cites is there", (page) => {
  expect(findDeadLinks(page)).toEqual([]);
  const cited = [...read(page).matchAll(/\bS\d+\b/g)].map(([fact]) => fact);
  expect(cited.filter((fact) => !facts.includes(`| ${fact} |`))).toEqual([]);
});

test.each(pages)("%s: every command that it names is there", (page) => {
  const commands = [...read(page).matchAll(/pnpm@12 ([a-z:-]+)((?: [a-z][a-z/-]*)*)/g)];
  const rows = [...read(page).matchAll(/\| `((?:examples|test) [a-z/ -]+)` \|/g)];
  const all = [
    ...commands.map(([, script = "", given = ""]) => [script, ...given.trim().split(" ")]),
    ...rows.map(([, command = ""]) => command.split(" ")),
  ].map((words) => words.filter((word) => word !== ""));
  expect(all.filter((words) => !isCommand(words))).toEqual([]);
});

test("the README links every page of the guide, and fits on three screens", () => {
  const readme = read("README.md");
  const guide = pages.filter((page) => page.startsWith("docs/guide/"));
  expect(guide.filter((page) => !readme.includes(`(${page})`))).toEqual([]);
  expect(readme.trimEnd().split("\n").length).toBeLessThanOrEqual(150);
});

function isCommand([script = "", ...given]: readonly string[]): boolean {
  if (!scripts.includes(script)) return false;
  if (script === "examples") return given.every((name) => examples.includes(name));
  if (script === "test") return given.every((part) => testFiles.some((file) => file.includes(part)));
  return true;
}

const testFiles = readdirSync(new URL("../../slack-stream-adapter/test/", import.meta.url), {
  recursive: true,
  encoding: "utf8",
});
