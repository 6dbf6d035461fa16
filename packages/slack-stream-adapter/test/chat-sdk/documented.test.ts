import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("each row of what the drop-in changes names a test that is there", () => {
  const page = readFileSync(new URL("../../../../docs/chat-sdk.md", import.meta.url), "utf8");
  const [, section = ""] = page.split("## What changes\n");
  const [table = ""] = section.split("\n## ");
  const rows = table.split("\n").filter((line) => /^\| (?!\||---)/.test(line));
  expect(rows.length).toBeGreaterThan(20);
  const wrong = rows.filter((row) => {
    const [, file, title] = /\| `([a-z-]+)`: (.+) \|$/.exec(row) ?? [];
    if (file === undefined || title === undefined) return true;
    return !readFileSync(new URL(`${file}.test.ts`, import.meta.url), "utf8").includes(`"${title}"`);
  });
  expect(wrong).toEqual([]);
});
