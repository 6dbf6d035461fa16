import { defineConfig } from "vitest/config";

/**
 * Separate from the other projects, because these tests need a browser, which `scripts/install-chromium.sh` installs.
 */
export default defineConfig({
  resolve: { conditions: ["workspace-source"] },
  ssr: { resolve: { conditions: ["workspace-source"] } },
  test: {
    name: "browser",
    root: import.meta.dirname,
    include: ["*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ["default", "../../../scripts/closing-line-reporter.ts"],
  },
});
