import { defineConfig } from "vitest/config";
import { ProjectByProject } from "./scripts/project-by-project.ts";

export default defineConfig({
  test: {
    projects: ["packages/*/vitest.config.ts", "packages/compat/runtimes/vitest.config.ts"],
    // Vitest leaves one core idle by default, which is half of a machine with two.
    maxWorkers: "100%",
    sequence: { sequencer: ProjectByProject },
    reporters: ["default", "./scripts/closing-line-reporter.ts"],
  },
});
