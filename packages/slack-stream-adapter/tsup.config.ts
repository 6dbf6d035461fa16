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
  clean: true,
});
