import { existsSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { isThorough } from "./thorough.ts";

const heading = /^════ (.+) ════\n\n/m;

/**
 * Compares texts with the sections of one golden file. `pnpm test` compares a sample of the sections, and `pnpm test:slow` the
 * whole file. `vitest -u` writes it again.
 */
export async function expectGolden(file: URL, sections: Readonly<Record<string, string>>): Promise<void> {
  const kept = isThorough ? {} : readSections(file);
  const written = Object.entries({ ...kept, ...sections }).map(
    ([name, text]) => `════ ${name} ════\n\n${text}\n`,
  );
  await expect(written.join("\n")).toMatchFileSnapshot(file.pathname);
}

function readSections(file: URL): Readonly<Record<string, string>> {
  // There is a blank line between two sections, and none after the last.
  const text = existsSync(file) ? `${readFileSync(file, "utf8")}\n` : "";
  const [, ...parts] = text.split(heading);
  const names = parts.filter((_, index) => index % 2 === 0);
  return Object.fromEntries(names.map((name, index) => [name, (parts[2 * index + 1] ?? "").slice(0, -2)]));
}
