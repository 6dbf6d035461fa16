import { defineConfig } from "vitest/config";
import { patience } from "../../../vitest.shared.ts";

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
    ...patience,
    reporters: ["default", "../../../scripts/closing-line-reporter.ts"],
  },
});
