import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const inWorkspace = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Not one of the workspace's projects: it needs a Redis, a Postgres, and packages that are installed apart from it. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  resolve: {
    conditions: ["workspace-source"],
    alias: {
      "slack-stream-adapter": inWorkspace("slack-stream-adapter/src/index.ts"),
      "slack-stream-emulator": inWorkspace("slack-stream-emulator/src/index.ts"),
    },
  },
  ssr: { resolve: { conditions: ["workspace-source"] } },
  test: { name: "stores", include: ["src/**/*.test.ts"], testTimeout: 60_000, reporters: ["default"] },
});
