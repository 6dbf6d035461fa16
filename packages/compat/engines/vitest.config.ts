import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const inWorkspace = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Not one of the workspace's projects: its packages are installed apart from it. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  resolve: {
    conditions: ["workspace-source"],
    alias: {
      "slack-stream-adapter": inWorkspace("slack-stream-adapter/src/index.ts"),
      "slack-stream-emulator": inWorkspace("slack-stream-emulator/src/index.ts"),
      "@slack/web-api": inWorkspace("slack-stream-adapter/node_modules/@slack/web-api"),
    },
  },
  ssr: { resolve: { conditions: ["workspace-source"] } },
  test: {
    name: "engines",
    include: ["src/**/*.test.ts"],
    testTimeout: 60_000,
    reporters: ["default"],
  },
});
