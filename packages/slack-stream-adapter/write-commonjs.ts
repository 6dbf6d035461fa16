import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build, type Plugin } from "esbuild";
import { publishedForm } from "./tsup.config.ts";

/**
 * Writes a CommonJS twin of each ESM file of `dist`: `.cjs` of `.js`, `.d.cts` of `.d.ts`. esbuild shares code between entries only in
 * ESM. If it bundled the entries as CommonJS, `bolt.cjs` would hold the whole core a second time, with a rate budget of its own. tsup's
 * `splitting` for CommonJS turns each `?.` and `??` into a call of a helper, which is slower.
 */
const files = readdirSync("dist").filter(
  // The Chat SDK is published as ESM alone, and so is what extends it.
  (file) => !file.startsWith("chat-sdk."),
);

const requireTwins: Plugin = {
  name: "require-twins",
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === "entry-point" ? undefined : { path: path.replace(/^(\.\/.*)\.js$/, "$1.cjs"), external: true },
    );
  },
};

await build({
  entryPoints: files.filter((file) => file.endsWith(".js")).map((file) => `dist/${file}`),
  outdir: "dist",
  outExtension: { ".js": ".cjs" },
  format: "cjs",
  bundle: true, // without it esbuild calls no plugin
  plugins: [requireTwins],
  target: "es2022",
  platform: "neutral",
  sourcemap: true,
  ...publishedForm,
});

for (const file of files.filter((name) => name.endsWith(".d.ts"))) {
  const types = readFileSync(`dist/${file}`, "utf8");
  writeFileSync(
    `dist/${file.replace(/\.d\.ts$/, ".d.cts")}`,
    types.replace(/(from '\.\/[^']*)\.js'/g, "$1.cjs'"),
  );
}
