import { defineConfig } from "vitest/config";

/** Such as `4.40`: the tests of `test/chat-sdk` run on that version of the Chat SDK instead of the newest. */
const chatVersion = process.env.CHAT_SDK_VERSION;
const chatPackages = ["chat", "@chat-adapter/slack"].map((name) => ({
  find: new RegExp(`^${name}$`),
  replacement: `${name}-${chatVersion}`,
}));

export default defineConfig({
  resolve: {
    conditions: ["workspace-source"],
    alias: chatVersion === undefined ? [] : chatPackages,
  },
  ssr: { resolve: { conditions: ["workspace-source"] } },
  // A test that takes long is slow, not wrong: machines differ.
  test: {
    name: "adapter",
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 60_000,
    setupFiles: ["test/support/fixed-seed.ts"],
  },
});
