import { streamToSlack } from "slack-stream-adapter";
import { createSlackEmulator } from "slack-stream-emulator";
import { afterEach, expect, test } from "vitest";
import { openReal } from "../src/demo/open-slack.ts";
import type { RealSlack } from "../src/demo/setup.ts";

const emulator = createSlackEmulator();
afterEach(async () => {
  emulator.reset();
  await emulator.close();
});

async function setup(changes: Partial<RealSlack> = {}): Promise<RealSlack> {
  const { apiUrl } = await emulator.listen();
  return {
    token: emulator.token,
    channel: "C0000000001",
    threadTs: undefined,
    userId: "U0000000001",
    teamId: "T0000000001",
    apiUrl,
    ...changes,
  };
}

async function* answer() {
  yield "An answer.";
}

test("openReal() posts the question if no thread is given, and the answer goes below it", async () => {
  const slack = await openReal("A question?", await setup());
  const receipt = await streamToSlack(answer(), slack.target);
  expect(receipt.segments.map(({ transport }) => transport)).toEqual(["stream"]);
  expect(await slack.thread()).toMatch(/A question\?[\s\S]*An answer\./);
});

test("openReal() answers in the thread that is given, and posts nothing else", async () => {
  const asked = emulator.postUserMessage({ text: "Asked before." });
  const slack = await openReal("A question?", await setup({ threadTs: asked.ts }));
  await streamToSlack(answer(), slack.target);
  expect(emulator.thread(asked.channel, asked.ts)).toBe("user:\nAsked before.\n\nbot #1:\nAn answer.");
});

test("openReal() without a recipient still gets the answer into a channel, by post and edit", async () => {
  const slack = await openReal("A question?", await setup({ userId: undefined, teamId: undefined }));
  const receipt = await streamToSlack(answer(), slack.target);
  expect(receipt.segments.map(({ transport }) => transport)).toEqual(["edit"]);
});

test("openReal() rejects with Slack's error", async () => {
  await expect(openReal("A question?", await setup({ channel: "C0000000404" }))).rejects.toThrow(
    "channel_not_found",
  );
});
