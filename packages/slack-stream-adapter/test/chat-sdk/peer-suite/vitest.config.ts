import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Started by compare.ts: runs the tests of the peer's repository against one of two adapters.

const checkout = resolve(process.env.PEER_CHECKOUT ?? "");
const adapter = process.env.PEER_ADAPTER === "ours" ? "ours" : "published";
const fromHere = fileURLToPath(import.meta.url);

/** What the published adapter is built on, and the tests compare with: it has to be the same copy. */
const shared = new Set(["chat", "@chat-adapter/shared", "@slack/web-api", "@slack/socket-mode"]);

const replaceAdapter = {
  name: "adapter-under-test",
  enforce: "pre",
  async resolveId(
    this: { resolve(source: string, importer: string): Promise<{ id: string } | null> },
    source: string,
    importer = "",
  ) {
    if (!importer.startsWith(checkout)) return null;
    const isOwnIndex = source === "./index" && importer.includes("/packages/adapter-slack/src/index.test.ts");
    if (isOwnIndex || source === "@chat-adapter/slack") return resolve(fromHere, `../${adapter}.ts`);
    if (source === "vitest") return this.resolve(source, fromHere);
    if (shared.has(source)) {
      const published = await this.resolve("@chat-adapter/slack", fromHere);
      return this.resolve(source, published?.id ?? fromHere);
    }
    const [, other, part = "index"] = /^@chat-adapter\/([a-z-]+)(?:\/(\w+))?$/.exec(source) ?? [];
    if (other === undefined) return null;
    const folder = other === "tests" || other.startsWith("state-") ? other : `adapter-${other}`;
    return resolve(checkout, `packages/${folder}/src/${part}.ts`);
  },
} as const;

export default defineConfig({
  root: checkout,
  plugins: [replaceAdapter],
  resolve: { conditions: ["workspace-source"] },
  ssr: { resolve: { conditions: ["workspace-source"] } },
  test: {
    globals: true,
    testTimeout: 30_000,
    setupFiles: [resolve(fromHere, "../no-network.ts"), resolve(checkout, "packages/tests/src/setup.ts")],
    include: [
      "packages/adapter-slack/src/**/*.test.ts",
      "packages/integration-tests/src/{replay*,slack}.test.ts",
    ],
    // Read as modules, so that a test's mock of Slack's client is met by the adapter as well.
    server: { deps: { inline: [/@chat-adapter/, /\/chat\//] } },
  },
});
