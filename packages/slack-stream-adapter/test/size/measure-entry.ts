import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";

/** The size of an entry in a bundle: one file, minified, with the defaults of esbuild. */
export interface EntrySize {
  readonly minified: number;
  readonly gzipped: number;
  /** Minified bytes of each module of the bundle, the largest first. */
  readonly modules: readonly { readonly path: string; readonly bytes: number }[];
  /** The imports of the bundle. Packages are not bundled. */
  readonly imports: readonly string[];
  /** The globals that it reads and that only Node has. */
  readonly nodeGlobals: readonly string[];
  readonly text: string;
}

const nodeGlobals = [
  "Buffer",
  "process",
  "global",
  "require",
  "module",
  "__dirname",
  "__filename",
  "setImmediate",
];

/** Replaces a global that is read in a bundle. A member or key of the same name stays unchanged. */
const mark = (name: string): string => `__only_in_node_${name}`;

/** Puts nothing where `source/dialects` is imported. */
const noDialects: Plugin = {
  name: "no-dialects",
  setup({ onLoad }) {
    onLoad({ filter: /\/source\/dialects\// }, async ({ path }) => {
      const names = [
        ...(await readFile(path, "utf8")).matchAll(/^export (?:async )?(?:const|function) (\w+)/gm),
      ];
      return {
        loader: "ts",
        contents: names.map(([, name]) => `export const ${name}: any = () => {};`).join("\n"),
      };
    });
  },
};

/** Bundles what `code` exports; paths in it start at the sources of the library. */
export async function measureEntry(
  code: string,
  { withoutDialects = false }: { withoutDialects?: boolean } = {},
): Promise<EntrySize> {
  const sources = fileURLToPath(new URL("../../src/", import.meta.url));
  const result = await build({
    stdin: { contents: code, resolveDir: sources, loader: "ts" },
    absWorkingDir: sources,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    external: ["@slack/*", "@opentelemetry/*", "@chat-adapter/*", "chat", "node:*"],
    plugins: withoutDialects ? [noDialects] : [],
    define: Object.fromEntries(nodeGlobals.map((name) => [name, mark(name)])),
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const bundle = result.outputFiles[0];
  const output = Object.values(result.metafile.outputs)[0];
  if (bundle === undefined || output === undefined) throw new Error("esbuild wrote no bundle");
  return {
    minified: bundle.contents.byteLength,
    gzipped: gzipSync(bundle.contents, { level: 9 }).byteLength,
    modules: Object.entries(output.inputs)
      .map(([path, { bytesInOutput }]) => ({ path, bytes: bytesInOutput }))
      .filter(({ bytes }) => bytes > 0)
      .sort((one, other) => other.bytes - one.bytes),
    imports: output.imports.map(({ path }) => path),
    nodeGlobals: nodeGlobals.filter((name) => bundle.text.includes(mark(name))),
    text: bundle.text,
  };
}
