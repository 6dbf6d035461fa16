import { createMemoryState } from "@chat-adapter/state-memory";
import { type Adapter, Chat, ConsoleLogger, type StateAdapter } from "chat";
import { createManualClock, createSlackEmulator } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { createSlackAdapter, type SlackAdapterConfig } from "../../src/chat-sdk/index.ts";
import { play, silence } from "./support/script.ts";
import { signingSecret, toSignedRequest } from "./support/signed-request.ts";

const workspaces = ["T0000000001", "T0000000002"] as const;

test("two workspaces are answered at once, each with its own token to the end", async () => {
  const clock = createManualClock();
  const slack = createSlackEmulator({
    clock,
    workspace: {
      teams: workspaces.map((id) => ({ id })),
      apps: workspaces.map((teamId) => ({
        token: tokenOf(teamId),
        teamId,
        appId: `A${teamId}`,
        botId: `B${teamId}`,
      })),
      users: workspaces.map((teamId) => ({ id: `U${teamId}`, teamId })),
      channels: workspaces.map((teamId) => ({ id: `C${teamId}`, teamId })),
    },
  });
  const { slackApiUrl, ...webClientOptions } = slack.webClientOptions(7);
  const logger = new ConsoleLogger("silent");
  const adapter = createSlackAdapter({
    clientId: "client",
    clientSecret: "secret",
    signingSecret,
    apiUrl: slackApiUrl,
    webClientOptions: webClientOptions as NonNullable<SlackAdapterConfig["webClientOptions"]>,
    logger,
    streaming: { clock },
  });
  const parts = {
    adapters: { slack: adapter as unknown as Adapter },
    state: createMemoryState() as unknown as StateAdapter,
  };
  const bot = new Chat({ userName: "bot", ...parts, logger });
  const turns: Promise<unknown>[] = [];
  bot.onNewMention(async (thread) => {
    turns.push(thread.post(play([`To ${thread.id} `, silence(400_000), "to the end."], clock)));
  });
  await bot.initialize();
  for (const teamId of workspaces) await adapter.setInstallation(teamId, { botToken: tokenOf(teamId) });

  for (const teamId of workspaces) {
    const channel = `C${teamId}`;
    const { ts } = slack.postUserMessage({ channel, text: "question", user: `U${teamId}` });
    const event = {
      type: "app_mention",
      user: `U${teamId}`,
      text: "<@U9> hi",
      ts,
      event_ts: ts,
      channel,
      team: teamId,
    };
    const tasks: Promise<unknown>[] = [];
    const body = { type: "event_callback", team_id: teamId, event_id: `Ev${teamId}`, event };
    await adapter.handleWebhook(toSignedRequest(JSON.stringify(body)), {
      waitUntil: (task) => void tasks.push(task),
    });
    await Promise.race(tasks);
  }
  await clock.runUntil(Promise.all(turns));

  for (const teamId of workspaces) {
    const texts = slack.messages
      .filter((message) => message.teamId === teamId && message.botId !== undefined)
      .map(({ markdown }) => markdown);
    expect(texts).toHaveLength(2);
    expect(texts.join(" ")).toMatch(new RegExp(`^To slack:C${teamId}:[0-9.]+ to the end\\.$`));
  }
  expect(slack.calls.filter(({ answer }) => answer?.error === "channel_not_found")).toEqual([]);
});

function tokenOf(teamId: string): string {
  return `xoxb-${teamId}`;
}
