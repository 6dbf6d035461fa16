import { defineConfig } from "vitest/config";
import quick from "./vitest.config.ts";

/** The laws and golden files of which `pnpm test` runs a sample, one and all: for CI, and after a change of what they hold. */
export default defineConfig({
  ...quick,
  test: {
    ...quick.test,
    name: "slow",
    include: ["test/laws/**/*.test.ts", "test/golden/**/*.test.ts"],
    env: { THOROUGH: "1" },
  },
});
