/**
 * `pnpm mutate` changes the code in small ways, one at a time, and shows each change that no test notices: a missing test, or a
 * change that makes no difference. It takes the parts where a wrong decision costs text: some 4,000 changes, each of which takes
 * seconds, so all together take hours. `pnpm mutate --mutate packages/slack-stream-adapter/src/slack/to-outcome.ts` tries one file.
 * Paths are relative to the root of the repository, of which Stryker makes a copy.
 */
export default {
  mutate: [
    "slack/outcome-table.ts",
    "slack/to-outcome.ts",
    "slack/attribute-refusal.ts",
    "answer/{next-actions,plan,plan-*,settle,settle-*,changes,draft,task}.ts",
    "markdown/hold.ts",
  ].map((path) => `packages/slack-stream-adapter/src/${path}`),
  ignorePatterns: [
    "**",
    "!packages/slack-stream-adapter/**",
    "!packages/*/package.json",
    "!docs/**",
    "!package.json",
    "!tsconfig.json",
    "!vitest.shared.ts",
    "**/node_modules",
    "**/dist",
  ],
  plugins: [import.meta.resolve("@stryker-mutator/vitest-runner")],
  testRunner: "vitest",
  vitest: { configFile: "packages/slack-stream-adapter/vitest.mutation.config.ts", related: false },
  // Stryker would rewrite the file with an API that TypeScript 7 does not have. It leaves out a file that does not exist.
  tsconfigFile: "no-tsconfig.json",
  // Vitest reads no types, and comments against them would only cost time.
  disableTypeChecks: false,
  coverageAnalysis: "perTest",
  concurrency: 1,
  timeoutMS: 10_000,
  cleanTempDir: "always",
  reporters: ["clear-text", "progress-append-only"],
  clearTextReporter: { logTests: false, reportTests: false },
  allowConsoleColors: false,
};
