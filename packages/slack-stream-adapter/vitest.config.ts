import { mergeConfig } from "vitest/config";
import { defineTests } from "../../vitest.shared.ts";

/** Such as `4.40`: the tests of `test/chat-sdk` run on that version of the Chat SDK instead of the newest. */
const chatVersion = process.env.CHAT_SDK_VERSION;
const chatPackages = ["chat", "@chat-adapter/slack"].map((name) => ({
  find: new RegExp(`^${name}$`),
  replacement: `${name}-${chatVersion}`,
}));

export default mergeConfig(defineTests("adapter", { setupFiles: ["test/support/before-each-file.ts"] }), {
  resolve: { alias: chatVersion === undefined ? [] : chatPackages },
});
