import { readFileSync } from "node:fs";
import { join } from "node:path";
// #region bot
import { WebClient } from "@slack/web-api";

/** The bot: it answers a question in its thread. */
async function answer(
  client: WebClient,
  question: { channel: string; ts: string; user: string; team: string },
) {
  const { channel } = question;
  const { ts = "" } = await client.chat.startStream({
    channel,
    thread_ts: question.ts,
    recipient_user_id: question.user,
    recipient_team_id: question.team,
  });
  const task = { type: "task_update", id: "log", title: "Read the log" } as const;
  await client.chat.appendStream({ channel, ts, chunks: [{ ...task, status: "in_progress" }] });
  await client.chat.appendStream({ channel, ts, chunks: [{ ...task, status: "complete" }] });
  await client.chat.appendStream({
    channel,
    ts,
    chunks: [{ type: "markdown_text", text: "It is **fixed**." }],
  });
  await client.chat.stopStream({ channel, ts });
}

// #endregion
// #region first
import { expect, test } from "vitest";
import { createSlackEmulator } from "../src/index.ts";

function open() {
  const slack = createSlackEmulator();
  const client = new WebClient(slack.token, {
    ...slack.webClientOptions(8),
    // The client's own retries wait in real time.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  const { channel, ts, userId: user, teamId: team } = slack.postUserMessage({ text: "Is it fixed?" });
  return { slack, client, question: { channel, ts, user, team } };
}

test("the thread reads as it should, and the message is closed", async () => {
  const { slack, client, question } = open();
  await answer(client, question);
  expect(slack.thread(question.channel, question.ts)).toMatchInlineSnapshot(`
    "user:
    Is it fixed?

    bot #1:
    [✓] Read the log
    It is *fixed*."
  `);
  expect(slack.messages.at(-1)).toMatchObject({ state: "stopped", errored: false, cardsLeftOpen: [] });
});
// #endregion
// #region broken
test("a lost answer is not sent twice", async () => {
  const { slack, client, question } = open();
  slack.failNext("chat.appendStream", { type: "reset-after" });
  await expect(answer(client, question)).rejects.toThrow();
  slack.assertNoFaultLeft();
  expect(slack.transcript()).toMatchInlineSnapshot(`
    [
      "0.0s chat.startStream #1",
      "0.0s chat.appendStream #1 card log in_progress "Read the log" !reset-after (applied)",
    ]
  `);
});
// #endregion
// #region ended
test("what the user stopped, and what was too slow, is seen in the thread", async () => {
  const { slack, question } = open();
  const call = async (method: string, args: object) => {
    const response = await slack.fetch(`https://slack.test/api/${method}`, {
      method: "POST",
      headers: { authorization: `Bearer ${slack.token}`, "content-type": "application/json" },
      body: JSON.stringify({ channel: question.channel, ...args }),
    });
    return (await response.json()) as { ts: string; error?: string };
  };
  const recipient = { recipient_user_id: question.user, recipient_team_id: question.team };
  const started = { thread_ts: question.ts, ...recipient, markdown_text: "Well" };

  const one = await call("chat.startStream", started);
  const event = slack.stopByUser(one.ts);
  expect(event.streaming_message_ts).toEqual([one.ts]);
  expect(await call("chat.appendStream", { ts: one.ts, markdown_text: "," })).toMatchObject({
    error: "stopped_by_user",
  });

  const two = await call("chat.startStream", started);
  await slack.advance(300_000);
  expect(slack.messages.find(({ ts }) => ts === two.ts)).toMatchObject({ state: "expired", errored: true });
});
// #endregion
// #region http
test("the same over HTTP, with the server closed at the end", async () => {
  await using slack = createSlackEmulator();
  const { apiUrl } = await slack.listen();
  const client = new WebClient(slack.token, { slackApiUrl: apiUrl });
  expect(await client.auth.test()).toMatchObject({ ok: true, bot_id: "B0000000001" });
});
// #endregion

const GUIDE = readFileSync(join(import.meta.dirname, "../../../docs/test-your-bot.md"), "utf8");
const OWN = readFileSync(join(import.meta.dirname, "guide.test.ts"), "utf8");

test.each(["bot", "first", "broken", "ended", "http"])(
  "the guide's part %s is the one that runs here",
  (name) => {
    const part = new RegExp(`// #region ${name}\n([\\s\\S]*?)// #endregion`).exec(OWN)?.[1] ?? "";
    expect(GUIDE).toContain(part.replace("../src/index.ts", "slack-stream-emulator").trim());
  },
);
