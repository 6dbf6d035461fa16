import { defineConfig, type ViteUserConfig } from "vitest/config";

/** A test project of the workspace. Packages are imported as source, so nothing has to be built first. */
export function defineTests(name: string, test: ViteUserConfig["test"] = {}): ViteUserConfig {
  return defineConfig({
    resolve: { conditions: ["workspace-source"] },
    ssr: { resolve: { conditions: ["workspace-source"] } },
    test: {
      name,
      include: ["src/**/*.test.ts", "test/**/*.test.ts"],
      // A test that takes long is slow, not wrong: machines differ.
      testTimeout: 60_000,
      // Files of a project share the modules that a worker has loaded: half of the time of a run was spent on loading them again.
      // What the library remembers in a process is kept by clock or client, and each test makes its own.
      isolate: false,
      restoreMocks: true,
      unstubGlobals: true,
      ...test,
    },
  });
}
