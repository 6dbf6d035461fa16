import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["workspace-source"] },
  ssr: { resolve: { conditions: ["workspace-source"] } },
  test: { name: "runtimes", include: ["test/**/*.test.ts"] },
});
