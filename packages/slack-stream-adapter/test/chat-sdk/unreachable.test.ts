import { createManualClock, createSlackEmulator } from "slack-stream-emulator";
import { expect, test } from "vitest";
import type { SlackAdapterConfig } from "../../src/chat-sdk/index.ts";
import { createChatStory } from "./support/chat-story.ts";
import { silence } from "./support/script.ts";

type Send = (config: { readonly url?: string }) => Promise<unknown>;

/** A bot whose connections to a method are refused, so many times; the adapter's client is Slack's own. */
async function createStoryBehind(method: string, times: number) {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  const { slackApiUrl, adapter, ...rest } = slack.webClientOptions(7);
  const send = adapter as unknown as Send;
  let refusals = 0;
  const webClientOptions = {
    ...rest,
    logLevel: "error",
    adapter: async (config: { readonly url?: string }) => {
      if (config.url?.endsWith(method) && refusals < times) {
        refusals += 1;
        throw Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:443"), {
          code: "ECONNREFUSED",
          syscall: "connect",
          request: {},
        });
      }
      return send(config);
    },
  };
  const streaming = { keepaliveMs: false };
  const config = { apiUrl: slackApiUrl, webClientOptions, streaming } as unknown as SlackAdapterConfig;
  return createChatStory({ config, slack, clock });
}

test("a reply whose first call finds no connection is streamed when there is one", async () => {
  const story = await createStoryBehind("chat.startStream", 2);
  const receipt = await story.receipt(["hello ", silence(10_000), "world"]);
  expect(receipt.counts.unknownOutcomes).toBe(0);
  expect(story.transcript()).not.toContain("chat.postMessage");
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    hello world
    "
  `);
});

test("text whose call finds no connection is sent again, and nothing is in doubt", async () => {
  const story = await createStoryBehind("chat.appendStream", 3);
  const receipt = await story.receipt(["one ", silence(5_000), "two ", silence(30_000), "three"]);
  expect(receipt.counts).toMatchObject({ unknownOutcomes: 0, repairs: 0 });
  expect(story.slack.messages.at(-1)?.markdown).toBe("one two three");
});

test("a reply rejects with the client's error if Slack is never reached", async () => {
  const story = await createStoryBehind("chat.startStream", Number.POSITIVE_INFINITY);
  await expect(story.answer(["hello"])).rejects.toMatchObject({
    code: "slack_webapi_request_error",
    original: { code: "ECONNREFUSED" },
  });
  expect(story.slack.messages.filter(({ botId }) => botId !== undefined)).toEqual([]);
});
