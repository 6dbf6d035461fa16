// All blocks of docs/test-your-bot.md, one after another, so that the page's code runs here.

import { WebClient } from "@slack/web-api";
import { type StreamOptions, type StreamSource, streamToSlack } from "slack-stream-adapter";
import { read, toBlocks } from "./support/pages.ts";

interface Question {
  readonly channel: string;
  readonly ts: string;
  readonly userId: string;
  readonly teamId: string;
}

function answer(client: WebClient, question: Question, source: StreamSource, options: StreamOptions = {}) {
  const { channel, ts: threadTs, userId: recipientUserId, teamId: recipientTeamId } = question;
  return streamToSlack(source, { client, channel, threadTs, recipientUserId, recipientTeamId }, options);
}

import { createManualClock, createSlackEmulator } from "slack-stream-emulator";
import { expect, test } from "vitest";

function open() {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  const client = new WebClient(slack.token, slack.webClientOptions(8));
  const question = slack.postUserMessage({ text: "Is it fixed?" }) as Question;
  const wait = (ms: number) => new Promise<void>((resolve) => clock.setTimer(ms, resolve));
  return { clock, slack, client, question, wait };
}

test("a model that is silent for ten minutes leaves two closed messages", async () => {
  const { clock, slack, client, question, wait } = open();
  async function* model() {
    yield "Let me look. ";
    await wait(600_000);
    yield "It is **fixed**.";
  }
  const receipt = await clock.runUntil(answer(client, question, model(), { clock }));

  expect(receipt.outcome).toBe("completed");
  expect(slack.thread(question.channel, question.ts)).toContain("It is *fixed*.");
  const answers = slack.messages.slice(1);
  expect(answers).toHaveLength(2);
  for (const message of answers) expect(message).toMatchObject({ state: "stopped", errored: false });
});

test("text is there once, although the response to an append is lost", async () => {
  const { clock, slack, client, question, wait } = open();
  slack.failNext("chat.appendStream", { type: "reset-after" });
  async function* model() {
    for (const word of ["Once ", "and ", "only ", "once."]) {
      yield word;
      await wait(2_000);
    }
  }
  const receipt = await clock.runUntil(answer(client, question, model(), { clock }));

  slack.assertNoFaultLeft();
  expect(slack.messages.at(-1)?.markdown).toBe("Once and only once.");
  expect(receipt.segments.some(({ uncertain }) => uncertain)).toBe(false);
});

import { handleAgentSessionStopped } from "slack-stream-adapter";

test("nothing is written after the user pressed stop", async () => {
  const { clock, slack, client, question, wait } = open();
  async function* model() {
    yield "One moment. ";
    await wait(10_000);
    yield "Too late.";
  }
  const answered = answer(client, question, model(), { clock });
  await clock.advance(5_000);
  handleAgentSessionStopped(slack.stopByUser({ channel: question.channel, threadTs: question.ts }));
  const receipt = await clock.runUntil(answered);

  expect(receipt.outcome).toBe("stopped-by-user");
  expect(slack.thread(question.channel, question.ts)).not.toContain("Too late.");
});

test("the same over HTTP", async () => {
  await using slack = createSlackEmulator();
  const { apiUrl } = await slack.listen();
  const client = new WebClient(slack.token, { slackApiUrl: apiUrl });
  expect(await client.auth.test()).toMatchObject({ ok: true, bot_id: "B0000000001" });
});

test("the page shows the code that runs here", () => {
  const own = read("packages/examples/test/test-your-bot.test.ts");
  const blocks = toBlocks("docs/test-your-bot.md").map(({ code }) =>
    code.replace(/^import .*\n/gm, "").trim(),
  );
  expect(blocks.length).toBeGreaterThan(3);
  for (const code of blocks) expect(own).toContain(code);
});
