import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["workspace-source"] },
  ssr: { resolve: { conditions: ["workspace-source"] } },
  // A test that takes long is slow, not wrong: machines differ.
  test: {
    name: "emulator",
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 60_000,
    setupFiles: ["test/support/fixed-seed.ts"],
  },
});
