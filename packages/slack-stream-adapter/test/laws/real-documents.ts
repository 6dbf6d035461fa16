import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const store = fileURLToPath(new URL("../../../../node_modules/.pnpm", import.meta.url));
/** Most of these are longer than a message. */
const smallest = 8_000;

/** READMEs of installed packages, each once, in an order that does not depend on their names. */
export function realDocuments(most: number): readonly (readonly [name: string, text: string])[] {
  const found = new Map<string, readonly [string, string]>();
  for (const entry of readdirSync(store)) {
    for (const path of readmes(join(store, entry, "node_modules"), entry)) {
      const text = readFileSync(path, "utf8");
      if (text.length < smallest || text.includes("\uFFFD")) continue;
      found.set(createHash("sha1").update(text).digest("hex"), [entry, text]);
    }
  }
  return [...found]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, most)
    .map(([, document]) => document);
}

/** Of the package itself, not of what it depends on. */
function readmes(folder: string, entry: string): readonly string[] {
  const name = /^(@[^+]+\+)?([^@]+)@/.exec(entry)?.[0].slice(0, -1).replace("+", "/");
  if (name === undefined) return [];
  try {
    const files = readdirSync(join(folder, name));
    return files.filter((file) => /^readme\.md$/i.test(file)).map((file) => join(folder, name, file));
  } catch {
    return [];
  }
}
