import { expect, test } from "vitest";
import { measureEntry } from "./size/measure-entry.ts";

/**
 * The largest allowed size of `import * from "slack-stream-adapter"`, minified and gzipped. It shows when the core grows. The
 * goal was 52.3 KB with 8 KB for the dialects, and docs/decisions says why it is larger (`pnpm --filter slack-stream-adapter
 * size` lists it by module). Lower it whenever the core gets smaller.
 */
const ceiling = 87_545;

/**
 * The largest allowed size with the dialects of all SDKs. docs/decisions has the size of each. The difference to the core alone changes by
 * some 30 bytes with each change of the core, so it has no ceiling.
 */
const wholeCeiling = 101_680;

const whole = await measureEntry('export * from "./index.ts"');
const core = await measureEntry('export * from "./index.ts"', { withoutDialects: true });

test(`the core without the dialects, minified and gzipped, is at most ${ceiling} bytes`, () => {
  console.log(
    `core: ${core.gzipped} bytes gzipped, ${core.minified} minified, ${core.modules.length} modules`,
  );
  expect(core.gzipped).toBeLessThanOrEqual(ceiling);
});

test(`the core with the dialects, minified and gzipped, is at most ${wholeCeiling} bytes`, () => {
  console.log(
    `dialects: ${whole.gzipped - core.gzipped} bytes gzipped, ${whole.minified - core.minified} minified`,
  );
  expect(whole.gzipped).toBeLessThanOrEqual(wholeCeiling);
});

test("the core imports no package and no module of Node", () => {
  expect(whole.imports).toEqual([]);
});

test("the core reads no global that only Node has", () => {
  expect(whole.nodeGlobals).toEqual([]);
});

test("no regular expression needs the Unicode tables when the file is parsed", () => {
  expect(whole.text).toContain("\\\\p{");
  expect(whole.text).not.toMatch(/(?<!\\)\\p\{/);
});

test("an import of Node and a global of Node are seen in a bundle", async () => {
  const size = await measureEntry(
    'import { join } from "node:path"; export const a = join(process.cwd(), Buffer.name);',
  );
  expect(size.imports).toEqual(["node:path"]);
  expect(size.nodeGlobals).toEqual(["Buffer", "process"]);
});
