import { readFileSync } from "node:fs";
import { join } from "node:path";
// #region example
import { WebClient } from "@slack/web-api";
import { expect, test } from "vitest";
import { createManualClock, createSlackEmulator } from "../src/index.ts";

test("the bot closes its message before Slack does", async () => {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  const client = new WebClient(slack.token, slack.webClientOptions(8));
  const question = slack.postUserMessage({ text: "Any news?" });

  const channel = question.channel;
  const { ts = "" } = await client.chat.startStream({
    channel,
    thread_ts: question.ts,
    recipient_user_id: "U0000000001",
    recipient_team_id: "T0000000001",
    chunks: [{ type: "markdown_text", text: "Reading **all** of it" }],
  });
  await clock.advance(240_000); // four minutes, in no time
  await client.chat.stopStream({ channel, ts });

  expect(slack.messages.at(-1)).toMatchObject({ state: "stopped", errored: false, cardsLeftOpen: [] });
  expect(slack.transcript()).toEqual([
    '0.0s chat.startStream #1 "Reading **all** of it"',
    "240.0s chat.stopStream #1",
  ]);
});
// #endregion

test("the example of the README is the one above", () => {
  const own = readFileSync(join(import.meta.dirname, "readme.test.ts"), "utf8");
  const example = /\/\/ #region example\n([\s\S]*?)\/\/ #endregion/.exec(own)?.[1] ?? "";
  const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
  expect(readme).toContain(example.replace("../src/index.ts", "slack-stream-emulator"));
});
