import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

const examples = readdirSync(new URL("packages/examples/src/", root))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({ file, lines: toLines(read(`packages/examples/src/${file}`)) }));

const pages = ["README.md", "packages/slack-stream-adapter/README.md"];
const scripts = Object.keys((JSON.parse(read("package.json")) as { scripts: object }).scripts);

test.each(pages.flatMap(toBlocks))("$page: the code at line $line is a part of an example", ({ code }) => {
  const homes = examples.filter(({ lines }) =>
    `${lines.join("\n")}\n`.includes(`${toLines(code).join("\n")}\n`),
  );
  expect(homes.map(({ file }) => file)).not.toEqual([]);
});

test.each(pages)("%s holds code at all", (page) => {
  expect(toBlocks(page).length).toBeGreaterThan(0);
});

test.each(pages)("every file that %s links is there", (page) => {
  const folder = new URL(page, root);
  const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(([, link = ""]) => link);
  expect(links.filter((link) => !isThere(new URL(link, folder)))).toEqual([]);
});

test("every pnpm script that the README names is there", () => {
  const named = [...read("README.md").matchAll(/pnpm(?:@12)? ([a-z]+)/g)].map(([, script = ""]) => script);
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

test("the README tells every option, and no other", () => {
  const options = ["types.ts", "agent-types.ts"].flatMap((file) => {
    const types = read(`packages/slack-stream-adapter/src/${file}`);
    const body =
      /export interface (?:Stream|Agent)Options (?:extends \w+ )?\{([\s\S]*?)\n\}/.exec(types)?.[1] ?? "";
    return [...body.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name = ""]) => name);
  });
  const table = /\| option \| default \| meaning \|\n([\s\S]*?)\n\n/.exec(read("README.md"))?.[1] ?? "";
  const told = table.split("\n").flatMap((row) => (row.split("|")[1] ?? "").match(/(?<=`)\w+(?=`)/g) ?? []);
  expect(told.toSorted()).toEqual(options.toSorted());
});

function readTests(folder: string): string {
  const files = readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => read(`${folder}${file}`))
    .join("\n");
}

function toBlocks(page: string) {
  const text = read(page);
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => ({
    page,
    line: text.slice(0, match.index).split("\n").length,
    code: match[1] ?? "",
  }));
}

/** Lines without the indentation that depends on where an excerpt was taken. */
function toLines(code: string): string[] {
  return code
    .trimEnd()
    .split("\n")
    .map((line) => line.trim());
}

function isThere(url: URL): boolean {
  try {
    readFileSync(url);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === "EISDIR";
  }
}
