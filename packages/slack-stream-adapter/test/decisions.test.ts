import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const decisions = fileURLToPath(new URL("../../../docs/decisions/", import.meta.url));

test("each test that a decision names exists", () => {
  const named = readdirSync(decisions).flatMap((page) => {
    const text = readFileSync(`${decisions}${page}`, "utf8");
    return [...text.matchAll(/`(test\/[^`]+\.test\.ts)` "([^"]+)"/g)].map(([, file = "", title = ""]) => ({
      file: fileURLToPath(new URL(`../${file}`, import.meta.url)),
      title,
    }));
  });
  expect(named.length).toBeGreaterThan(20);
  const missing = named.filter(
    ({ file, title }) => !existsSync(file) || !readFileSync(file, "utf8").includes(title),
  );
  expect(missing).toEqual([]);
});
