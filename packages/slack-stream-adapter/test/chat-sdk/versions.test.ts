import { createMemoryState } from "@chat-adapter/state-memory";
import { Chat, ConsoleLogger } from "chat";
import { afterEach, expect, test, vi } from "vitest";
import type * as ours from "../../src/chat-sdk/index.ts";

// Which versions of the published adapter this one stands on, and what the others are told. The other tests of
// this folder run on each supported version by `pnpm test:chat-versions`.

afterEach(() => {
  vi.doUnmock("@chat-adapter/slack");
  vi.resetModules();
});

/** Our entry on another version of the published adapter. */
async function loadOn(load: () => Promise<object>): Promise<typeof ours> {
  vi.resetModules();
  vi.doMock("@chat-adapter/slack", load);
  return import("../../src/chat-sdk/index.ts");
}

const config = { signingSecret: "secret", botToken: "xoxb-test", logger: new ConsoleLogger("silent") };

test.each([
  ["4.38", () => import("@chat-adapter/slack-4.38"), "found 4.38 or earlier"],
  ["4.39", () => import("@chat-adapter/slack-4.39"), "found 4.39"],
])("@chat-adapter/slack %s is refused when the adapter is made", async (_, load, found) => {
  const { createSlackAdapter, SlackAdapter } = await loadOn(load);
  for (const make of [() => createSlackAdapter(config), () => new SlackAdapter(config)]) {
    expect(make).toThrow(found);
    expect(make).toThrow("needs @chat-adapter/slack 4.40 or later");
  }
});

test.each([
  ["4.40", () => import("@chat-adapter/slack-4.40"), () => import("chat-4.40")],
  ["4.41.0", () => import("@chat-adapter/slack-4.41.0"), () => import("chat-4.41.0")],
  ["the newest", () => import("@chat-adapter/slack"), async () => ({ Chat })],
])("@chat-adapter/slack %s is extended", async (_, load, loadChat) => {
  const { createSlackAdapter, SlackAdapter } = await loadOn(load);
  const adapter = createSlackAdapter(config);
  expect(adapter).toBeInstanceOf(SlackAdapter);
  // Each version's type is its own; what is called here is the same.
  const { Chat: VersionsChat } = (await loadChat()) as { Chat: new (config: object) => object };
  const state = createMemoryState();
  const bot = new VersionsChat({ userName: "bot", logger: "silent", adapters: { slack: adapter }, state });
  expect(bot).toHaveProperty("webhooks.slack");
});
