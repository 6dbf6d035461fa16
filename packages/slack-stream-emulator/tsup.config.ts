import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { defineConfig } from "tsup";
import { bundlePage } from "./src/page/bundle.ts";

/** Bundled from what the native compiler has written: tsup would check and write all types itself, ten times as long. */
const types = { entry: { index: ".types/index.d.ts" } };

const common = {
  target: "es2022",
  platform: "node",
  // ESM only, and the CommonJS build would need it as it loads.
  noExternal: ["marked", "valibot", "@valibot/to-json-schema"] as string[],
  sourcemap: true,
  // The source maps name the files of `src`, which the package holds.
  esbuildOptions(options: { sourcesContent?: boolean }) {
    options.sourcesContent = false;
  },
} as const;

export default defineConfig([
  {
    ...common,
    entry: { index: "src/index.ts", cli: "src/cli/main.ts" },
    format: ["esm"],
    dts: types,
    onSuccess: writePage,
  },
  {
    ...common,
    entry: { index: "src/index.ts" },
    format: ["cjs"],
    dts: types,
    // Where the page's files are is asked for by import.meta.url, which the CommonJS build has not.
    shims: true,
  },
]);

/** The browser's half goes out as it is served: nobody who installs the package bundles anything. */
async function writePage(): Promise<void> {
  const { script, style } = await bundlePage();
  await mkdir("dist/page", { recursive: true });
  await Promise.all([
    writeFile("dist/page/page.js", script),
    writeFile("dist/page/page.css", style),
    writeFile("dist/page/LICENSES.txt", await readLicenses()),
  ]);
}

/** What is bundled goes out with its terms. */
const BUNDLED = ["@valibot/to-json-schema", "dompurify", "highlight.js", "marked", "preact", "valibot"];

async function readLicenses(): Promise<string> {
  const texts = BUNDLED.map(async (name) => {
    const folder = `node_modules/${name}`;
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no license file`);
    return `${name}\n\n${await readFile(`${folder}/${file}`, "utf8")}`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(72)}\n\n`);
}
