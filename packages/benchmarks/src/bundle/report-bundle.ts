import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { type Report, toFigure } from "../report/report.ts";

const programs = {
  "slack-stream-adapter, with a token": 'export { streamToSlack } from "slack-stream-adapter";',
  "slack-stream-adapter and the client": `
    export { WebClient } from "@slack/web-api";
    export { streamToSlack } from "slack-stream-adapter";
  `,
  "@slack/web-api 8, with ChatStreamer": 'export { WebClient } from "@slack/web-api";',
  "@chat-adapter/slack": 'export { createSlackAdapter } from "@chat-adapter/slack";',
};

export async function reportBundle(): Promise<Report> {
  const rows: string[][] = [];
  for (const [name, program] of Object.entries(programs)) {
    const { minified, gzipped } = await measureBundle(program);
    rows.push([name, toFigure(minified / 1_000), toFigure(gzipped / 1_000)]);
  }
  return {
    title: "Bundle",
    method: ["A program that imports it, with all it needs, bundled for Node 20 by esbuild."],
    tables: [[["", "minified, KB", "and gzipped, KB"], ...rows]],
  };
}

interface BundleSize {
  readonly minified: number;
  readonly gzipped: number;
}

/** The size of a program with all its imports, as a bundler for Node makes it. */
export async function measureBundle(program: string): Promise<BundleSize> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: fileURLToPath(new URL("../..", import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "silent",
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  return { minified: code.length, gzipped: gzipSync(code, { level: 9 }).length };
}
