import { readFile } from "node:fs/promises";

/** From the package's own manifest, which stands one folder above the built file and two above this one. */
export async function readVersion(): Promise<string> {
  for (const path of ["../package.json", "../../package.json"]) {
    const text = await readFile(new URL(path, import.meta.url), "utf8").catch(() => undefined);
    if (text !== undefined) return String((JSON.parse(text) as { version: unknown }).version);
  }
  return "unknown";
}
