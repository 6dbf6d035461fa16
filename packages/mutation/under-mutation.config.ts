import { defineConfig } from "vitest/config";
import { library } from "./src/targets.ts";

const tests: string[] = JSON.parse(process.env.MUTATION_TESTS ?? "[]");

/** The tests of one target. Not named `vitest.config.ts`: `pnpm test` knows nothing of it. */
export default defineConfig({
  resolve: { conditions: ["workspace-source"] },
  ssr: { resolve: { conditions: ["workspace-source"] } },
  test: {
    testTimeout: 60_000,
    // The sample of golden files that `pnpm test` compares would let mutants live that the other files notice.
    env: { THOROUGH: "1" },
    include: [...tests.map((path) => `${library}/${path}`), "packages/mutation/src/loads.check.ts"],
    setupFiles: ["packages/mutation/src/fixed-seed.ts"],
  },
});
