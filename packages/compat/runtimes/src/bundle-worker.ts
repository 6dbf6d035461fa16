import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import type { Way } from "./order.ts";

/** Bundles a worker as its tools do: one module, the library from its built files. */
export async function bundleWorker(way: Way, file: string): Promise<void> {
  // With a token nothing of Node's may be in it, or its build fails.
  const isBare = way === "token";
  const entry = isBare ? "./worker.ts" : "./worker-with-client.ts";
  await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
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
