import { readFile } from "node:fs/promises";

export interface Assets {
  readonly script: string;
  readonly style: string;
}

let loading: Promise<Assets> | undefined;

/** The browser's half of the page: as it was built, or bundled now where this file runs as source. */
export function loadAssets(): Promise<Assets> {
  loading ??= import.meta.url.endsWith(".ts") ? bundle() : readBuilt();
  return loading;
}

async function bundle(): Promise<Assets> {
  // Not a literal: the published package holds neither that file nor the bundler.
  const path = new URL("./bundle.ts", import.meta.url).href;
  const { bundlePage } = (await import(path)) as typeof import("./bundle.ts");
  return await bundlePage();
}

async function readBuilt(): Promise<Assets> {
  const [script, style] = await Promise.all(
    ["page.js", "page.css"].map((name) => readFile(new URL(`./page/${name}`, import.meta.url), "utf8")),
  );
  return { script: script ?? "", style: style ?? "" };
}
