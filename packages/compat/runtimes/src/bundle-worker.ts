import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import type { Way } from "./order.ts";

const entries: Readonly<Record<Way, string>> = {
  token: "./worker.ts",
  "wait-until": "./worker-that-waits.ts",
  "web-api-7": "./worker-with-client.ts",
  "web-api-8": "./worker-with-client.ts",
};

/** Bundles a worker as its tools do: one module, the library from its built files. */
export async function bundleWorker(way: Way, file: string): Promise<void> {
  // With a token nothing of Node's may be in it, or its build fails.
  const isBare = way !== "web-api-8";
  await build({
    entryPoints: [fileURLToPath(new URL(entries[way], import.meta.url))],
    outfile: file,
    bundle: true,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["workerd", "worker"],
    plugins: isBare ? [] : [nodeModules()],
    logLevel: "silent",
  });
}

/** Workers have modules of Node's to `import`, and web-api, which is CommonJS, asks by `require`. */
function nodeModules(): Plugin {
  return {
    name: "node-modules",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^node:/ }, ({ kind, path }) =>
        kind === "require-call" ? { path, namespace: "required" } : { path, external: true },
      );
      onLoad({ filter: /./, namespace: "required" }, ({ path }) => ({
        contents: `import * as all from "${path}"; module.exports = all.default ?? all;`,
      }));
    },
  };
}
