import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles the browser code into one script and one style. The build uses it, and a run from source at first use. */
export async function bundlePage(): Promise<{ script: string; style: string }> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../../page/page.tsx", import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    outdir: "page",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "eof",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  function read(ending: string): string {
    const file = outputFiles.find(({ path }) => path.endsWith(ending));
    if (file === undefined) throw new Error(`the bundle of the page has no ${ending} file`);
    return file.text;
  }
  return { script: read(".js"), style: read(".css") };
}
