import { defineConfig } from "vitest/config";
import { library } from "./src/targets.ts";

const tests: string[] = JSON.parse(process.env.MUTATION_TESTS ?? "[]");

/** The tests of one target. Not named `vitest.config.ts`: `pnpm test` knows nothing of it. */
export default defineConfig({
  resolve: { conditions: ["workspace-source"] },
  ssr: { resolve: { conditions: ["workspace-source"] } },
  test: {
    testTimeout: 60_000,
    include: [...tests.map((path) => `${library}/${path}`), "packages/mutation/src/loads.check.ts"],
    setupFiles: ["packages/mutation/src/fixed-seed.ts"],
  },
});
