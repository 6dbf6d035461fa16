import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";

/** A test that takes long is slow, not wrong: machines differ. */
export const patience = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 120_000 } },
};

/** A test project of the workspace. Packages are imported as source, so nothing has to be built first. */
export function defineTests(name: string, test: ViteUserConfig["test"] = {}): ViteUserConfig {
  return defineConfig({
    resolve: { conditions: ["workspace-source"] },
    ssr: { resolve: { conditions: ["workspace-source"] } },
    test: {
      name,
      include: ["src/**/*.test.ts", "test/**/*.test.ts"],
      ...patience,
      // Files of a project share the modules that a worker has loaded: half of the time of a run was spent on loading them again.
      // What the library remembers in a process is kept by clock or client, and each test makes its own.
      isolate: false,
      // A client of another test may still log when all tests of a worker are over. Such a line would fail the run if it went through vitest.
      disableConsoleIntercept: true,
      restoreMocks: true,
      unstubGlobals: true,
      ...test,
    },
  });
}

/** The tests in a folder of `packages/compat`. They are no project of the workspace: what they need is installed apart from it. */
export function defineTestsApart(name: string): ViteUserConfig {
  const inPackages = (path: string) => fileURLToPath(new URL(`packages/${path}`, import.meta.url));
  return defineConfig({
    root: inPackages(`compat/${name}`),
    resolve: {
      conditions: ["workspace-source"],
      alias: {
        "slack-stream-adapter": inPackages("slack-stream-adapter/src/index.ts"),
        "slack-stream-emulator": inPackages("slack-stream-emulator/src/index.ts"),
        "@slack/web-api": inPackages("slack-stream-adapter/node_modules/@slack/web-api"),
      },
    },
    ssr: { resolve: { conditions: ["workspace-source"] } },
    test: { name, include: ["src/**/*.test.ts"], ...patience, reporters: ["default"] },
  });
}
