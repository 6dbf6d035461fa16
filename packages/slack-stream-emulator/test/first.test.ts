import { WebClient } from "@slack/web-api";
import { WebClient as WebClient7 } from "@slack/web-api-7";
import { expect, test } from "vitest";
import { createManualClock, createSlackEmulator } from "../src/index.ts";

const target = {
  channel: "C0000000001",
  thread_ts: "1700000000.000100",
  recipient_user_id: "U0000000001",
  recipient_team_id: "T0000000001",
};

test("both clients stream a message", async () => {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  for (const client of [
    new WebClient(slack.token, { ...slack.webClientOptions(8), retryConfig: { retries: 0 } }),
    new WebClient7(slack.token, { ...slack.webClientOptions(7), retryConfig: { retries: 0 } }),
  ]) {
    const { ts } = await client.chat.startStream({
      ...target,
      chunks: [{ type: "markdown_text", text: "Hello" }],
    });
    await clock.advance(500);
    await client.chat.appendStream({
      channel: target.channel,
      ts: String(ts),
      chunks: [
        { type: "markdown_text", text: " **world**\n" },
        { type: "task_update", id: "t1", title: "Search", status: "in_progress" },
      ],
    });
    await client.chat.stopStream({ channel: target.channel, ts: String(ts) });
    await expect(
      client.chat.appendStream({
        channel: target.channel,
        ts: String(ts),
        chunks: [{ type: "markdown_text", text: "x" }],
      }),
    ).rejects.toMatchObject({ code: "slack_webapi_platform_error" });
    await client.chat.update({ channel: target.channel, ts: String(ts), text: "hello *all*" });
    const read = await client.conversations.replies({ channel: target.channel, ts: String(ts), limit: 1 });
    expect(read.messages?.length).toBe(1);
    slack.failNext("chat.startStream", "internal_error");
    slack.failNext("chat.startStream", { type: "reset-after" });
    await expect(client.chat.startStream(target)).rejects.toMatchObject({
      data: { error: "internal_error" },
    });
    await expect(client.chat.startStream(target)).rejects.toMatchObject({
      code: "slack_webapi_request_error",
    });
  }
  console.log(slack.transcript().join("\n"));
  console.log(slack.thread(target.channel, target.thread_ts));
  await clock.advance(300_000);
  console.log(slack.transcript().slice(-3).join("\n"));
  console.log(slack.thread(target.channel, target.thread_ts));
});
