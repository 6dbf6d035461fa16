import { Stryker } from "@stryker-mutator/core";
import { library, type Target } from "./targets.ts";

/** The report of the last run of a target; ignored by git. */
export function reportPath({ name }: Target): string {
  return `reports/mutation/${name}.json`;
}

/** Mutates the files of a target in a copy of the repository, which the current directory has to be, and runs its tests on each mutant. */
export async function runTarget(target: Target): Promise<void> {
  const { files, tests } = target;
  process.env.MUTATION_TESTS = JSON.stringify(tests);
  process.env.MUTATION_FILES = JSON.stringify(files);
  const stryker = new Stryker({
    mutate: files.map((file) => `${library}/${file}`),
    ignorePatterns: ["**", ...copied.map((path) => `!${path}`), "**/node_modules", "**/dist"],
    plugins: [import.meta.resolve("@stryker-mutator/vitest-runner")],
    testRunner: "vitest",
    vitest: { configFile: "packages/mutation/under-mutation.config.ts", related: false },
    // Vitest reads no types, and comments against them would only cost time.
    disableTypeChecks: false,
    coverageAnalysis: "perTest",
    concurrency: 1,
    timeoutMS: 10_000,
    tempDirName: ".stryker-tmp",
    cleanTempDir: "always",
    reporters: ["json", "progress-append-only"],
    jsonReporter: { fileName: reportPath(target) },
    allowConsoleColors: false,
  });
  await stryker.runMutationTest();
}

/** What the tests read beside the library. */
const copied = [
  `${library}/**`,
  "packages/mutation/**",
  "packages/*/package.json",
  "docs/**",
  "package.json",
  "tsconfig.base.json",
];
