import { defineConfig } from "tsup";

/** Makes the ESM files. `write-commonjs.ts` makes the others of them. */
export default defineConfig({
  entry: {
    index: "src/index.ts",
    bolt: "src/bolt/index.ts",
    node: "src/node/index.ts",
    otel: "src/telemetry/otel.ts",
    "chat-sdk": "src/chat-sdk/index.ts",
  },
  format: ["esm"],
  target: "es2022",
  platform: "neutral",
  // Bundled: the library has nothing to install.
  noExternal: ["eventsource-parser"],
  dts: true,
  sourcemap: true,
  // The source maps name the files of `src`, which the package holds.
  esbuildOptions(options) {
    options.sourcesContent = false;
  },
  plugins: [
    {
      // esbuild leaves such characters in regular expressions as they are. A file of ASCII alone takes V8 less time to read.
      name: "ascii",
      renderChunk: (code) => ({
        code: code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
      }),
    },
  ],
  clean: true,
});
