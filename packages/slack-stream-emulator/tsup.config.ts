import { mkdir, writeFile } from "node:fs/promises";
import { defineConfig } from "tsup";
import { bundlePage } from "./src/page/bundle.ts";

export default defineConfig([
  {
    entry: ["src/index.ts"],
    format: ["esm", "cjs"],
    target: "es2022",
    platform: "node",
    dts: true,
    sourcemap: true,
    // Where the page's files are is asked for by import.meta.url, which the CommonJS build has not.
    shims: true,
    onSuccess: writePage,
  },
  {
    entry: { cli: "src/cli/main.ts" },
    format: ["esm"],
    target: "es2022",
    platform: "node",
    sourcemap: true,
  },
]);

/** The browser's half goes out as it is served: nobody who installs the package bundles anything. */
async function writePage(): Promise<void> {
  const { script, style } = await bundlePage();
  await mkdir("dist/page", { recursive: true });
  await Promise.all([writeFile("dist/page/page.js", script), writeFile("dist/page/page.css", style)]);
}
