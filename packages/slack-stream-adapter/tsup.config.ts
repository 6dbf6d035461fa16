import type { BuildOptions } from "esbuild";
import { defineConfig, type Options } from "tsup";

/** Each of these imports `src/index.ts`, so esbuild puts the whole core into one chunk that they share. */
const entries = {
  index: "src/index.ts",
  bolt: "src/bolt/index.ts",
  node: "src/node/index.ts",
  "chat-sdk": "src/chat-sdk/index.ts",
};

/** It needs nothing that has a state, and works without the core: it is built with a copy of what it needs. */
const telemetry = { otel: "src/telemetry/otel.ts" };

/** Bundled from what the native compiler has written: tsup would check and write all types itself, ten times as long. */
const types = Object.fromEntries(
  Object.entries({ ...entries, ...telemetry }).map(([name, file]) => [
    name,
    file.replace("src/", ".types/").replace(/\.ts$/, ".d.ts"),
  ]),
);

const common: Options = {
  format: ["esm"],
  target: "es2022",
  platform: "neutral",
  sourcemap: true,
  plugins: [
    {
      // esbuild leaves such characters in regular expressions as they are. A file of ASCII alone takes V8 less time to read.
      name: "ascii",
      renderChunk: (code) => ({
        code: code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
      }),
    },
  ],
};

/**
 * The form of all published code: without indentation, so that V8 has less to read. The lines stay short, and all names stay, for stack
 * traces. The source maps name the files of `src`, which the package holds.
 */
export const publishedForm = { minifyWhitespace: true, lineLimit: 160, sourcesContent: false } as const;

function setForm(options: BuildOptions): void {
  Object.assign(options, publishedForm);
}

/** Makes the ESM files. `write-commonjs.ts` makes the others of them. */
export default defineConfig([
  {
    ...common,
    entry: entries,
    // Bundled: the library has nothing to install.
    noExternal: ["eventsource-parser"],
    dts: { entry: types },
    esbuildOptions(options) {
      setForm(options);
      // Without a hash. A second chunk would have the same name, and esbuild would refuse it: each file more delays a cold start.
      options.chunkNames = "core";
    },
  },
  {
    ...common,
    entry: telemetry,
    esbuildOptions: setForm,
  },
]);
