import { defineConfig } from "vitest/config";

/** What `pnpm test` runs a sample of: see `test/support/thorough.ts` of the library. */
export default defineConfig({
  test: {
    projects: ["packages/*/vitest.slow.config.ts"],
    reporters: ["default", "./scripts/closing-line-reporter.ts"],
  },
});
