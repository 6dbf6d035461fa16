import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { nextActions } from "../../src/answer/next-actions.ts";

const library = new URL("../../", import.meta.url);
const page = readFileSync(new URL("../../docs/architecture.md", library), "utf8");
const law = "test/laws/life-cycle.test.ts";

test("each invariant of docs/architecture.md is asserted by the law that the page names, and that law asserts no other", () => {
  expect(page).toContain(`\`${law}\``);
  const stated = [...page.matchAll(/^\| (I\d+) \|/gm)].map(([, name]) => name);
  const asserted = [...readFileSync(new URL(law, library), "utf8").matchAll(/["`](I\d+)\b/g)].map(
    ([, name]) => name,
  );
  expect(stated.length).toBeGreaterThan(0);
  expect(new Set(asserted)).toEqual(new Set(stated));
  expect(stated).toEqual(stated.map((_, index) => `I${index + 1}`));
});

test("the diagram of docs/architecture.md is what the table of next actions says (`vitest -u` writes it anew)", async () => {
  const [begin, end] = ["by `vitest -u` -->", "<!-- end of diagram -->"];
  const before = page.slice(0, page.indexOf(begin) + begin.length);
  const after = page.slice(page.indexOf(end));
  const written = `${before}\n\n${toDiagram()}\n\n${after}`;
  await expect(written).toMatchFileSnapshot(fileURLToPath(new URL("../../docs/architecture.md", library)));
});

/** For each call the outcomes that lead to an action, the usual one first. */
function toDiagram(): string {
  const calls = ["start", "append", "stop", "update", "post"] as const;
  const lines = calls.flatMap((call) => {
    const byAction = new Map<string, string[]>();
    for (const [outcome, { [call]: action }] of Object.entries(nextActions))
      byAction.set(action, [...(byAction.get(action) ?? []), outcome]);
    return [...byAction].map(
      ([action, outcomes]) =>
        `  ${call}([${call}]) -- "${outcomes.join(", ")}" --> ${toId(call, action)}["${words[action]}"]`,
    );
  });
  return ["```mermaid", "flowchart LR", ...lines, "```"].join("\n");
}

/** Actions that lead to another call, or to an end, are one place in the diagram; the others belong to their call. */
function toId(call: string, action: string): string {
  const isShared = ["look-up", "fall-back", "user-stop", "fail", "over", "deleted"].includes(action);
  return `${isShared ? "" : `${call}-`}${action}`;
}

const words: Readonly<Record<string, string>> = {
  done: "shown as wanted",
  unconfirmed: "unconfirmed: go on, write it whole at its end",
  "look-up": "look for the message in the thread",
  again: "the same call again",
  later: "the same call, later",
  over: "the message is over: repair it, go on in the next",
  deleted: "the message is gone: go on in the next",
  full: "the message is full: close it",
  "without-cards": "again without cards",
  "without-decoration": "again without what was refused",
  "fall-back": "post and edit from here on",
  "close-first": "stop it first",
  "give-up": "it stays as it is; what is unconfirmed goes on in the next",
  "user-stop": "the user stopped it: write nothing more",
  fail: "the stream fails",
};

test("the files that docs/architecture.md names are there", () => {
  const named = [...page.matchAll(/`((?:src|test|packages)\/[\w/.-]+)`/g)].map(([, path = ""]) => path);
  expect(named.length).toBeGreaterThan(0);
  const missing = named.filter((path) => {
    const base = path.startsWith("packages/") ? new URL("../../", library) : library;
    return !existsSync(fileURLToPath(new URL(path, base)));
  });
  expect(missing).toEqual([]);
});
