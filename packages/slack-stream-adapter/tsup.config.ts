import { defineConfig } from "tsup";

const common = {
  target: "es2022",
  platform: "neutral",
  dts: true,
  sourcemap: true,
  // Bundled: the library has nothing to install.
  noExternal: ["eventsource-parser"] as string[],
} as const;

export default defineConfig([
  {
    ...common,
    // The Chat SDK is published as ESM alone, and so is what extends it.
    entry: {
      index: "src/index.ts",
      bolt: "src/bolt/index.ts",
      node: "src/node/index.ts",
      otel: "src/telemetry/otel.ts",
      "chat-sdk": "src/chat-sdk/index.ts",
    },
    format: ["esm"],
    clean: true,
  },
  {
    ...common,
    entry: {
      index: "src/index.ts",
      bolt: "src/bolt/index.ts",
      node: "src/node/index.ts",
      otel: "src/telemetry/otel.ts",
    },
    format: ["cjs"],
  },
]);
