import { App as App5, LogLevel } from "@slack/bolt";
import { App as App3 } from "@slack/bolt-3";
import { App as App4 } from "@slack/bolt-4";
import { afterEach, expect, test } from "vitest";
import { type BotConnection, connectBot, createSlackEmulator, type SlackEmulator } from "../../src/index.ts";
import { CHANNEL, textWithButton } from "../support/call.ts";

const VERSIONS = { 3: App3, 4: App4, 5: App5 } as unknown as Record<string, typeof App5>;
const WAYS = Object.keys(VERSIONS).flatMap((major) => [
  [major, "HTTP"],
  [major, "Socket Mode"],
]) as [string, "HTTP" | "Socket Mode"][];

const signingSecret = "bolt-secret";
let ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

/** An app as its author writes it. It differs from an app at Slack only by the address of the API. */
async function launch(major: string, way: "HTTP" | "Socket Mode") {
  const slack = createSlackEmulator();
  ends.push(() => slack.close());
  const { apiUrl } = await slack.listen();
  const AppOf = VERSIONS[major];
  if (AppOf === undefined) throw new RangeError(`no Bolt ${major}`);
  const app = new AppOf({
    token: slack.token,
    clientOptions: { slackApiUrl: apiUrl },
    logLevel: LogLevel.ERROR,
    ...(way === "HTTP" ? { signingSecret } : { socketMode: true, appToken: "xapp-emulator-token" }),
  });
  ends.push(async () => await app.stop());
  return { slack, app, bot: await connect({ slack, app, way }) };
}

async function connect({
  slack,
  app,
  way,
}: {
  slack: SlackEmulator;
  app: App5;
  way: "HTTP" | "Socket Mode";
}): Promise<BotConnection> {
  if (way === "Socket Mode") {
    await app.start();
    // Bolt 3 is ready before its socket is.
    await expect.poll(() => slack.socketMode.connections).toEqual(["A0000000001"]);
    return connectBot(slack, { socketMode: true });
  }
  const server = await app.start({ port: 0, host: "127.0.0.1" });
  const address = (server as { address(): { port: number } }).address();
  return connectBot(slack, { bot: `http://127.0.0.1:${address.port}/slack/events`, signingSecret });
}

test.each(WAYS)("an app of Bolt %s over %s hears events and answers them", async (major, way) => {
  const { slack, app, bot } = await launch(major, way);
  app.event("app_mention", async ({ event, say }) => {
    await say({ text: `You said ${event.text}`, thread_ts: event.ts });
  });
  app.message("hello", async ({ say }) => void (await say("hello yourself")));
  app.event("reaction_added", async ({ event, client }) => {
    const { channel, ts } = event.item;
    await client.reactions.add({ channel, timestamp: ts, name: event.reaction });
  });

  const { message, delivered } = bot.mention({ text: "Any news?" });
  expect(await delivered).toMatchObject({ type: "app_mention", status: 200, failure: undefined });
  await expect
    .poll(() => slack.messages.at(-1))
    .toMatchObject({ markdown: "You said <@U0000000099> Any news?", threadTs: message.ts });
  await bot.directMessage({ text: "hello" }).delivered;
  await bot.react({ ts: message.ts, name: "eyes" });
  await expect.poll(() => slack.messages.at(-1)?.markdown).toBe("hello yourself");
  await expect
    .poll(() => slack.reactions.map(({ userId }) => userId))
    .toEqual(["U0000000001", "U0000000099"]);
});

test.each(WAYS)(
  "an app of Bolt %s over %s answers commands, clicks, modals and shortcuts",
  async (major, way) => {
    const { slack, app, bot } = await launch(major, way);
    const title = { type: "plain_text", text: "Ask" } as const;
    const modal = { type: "modal" as const, callback_id: "ask", title, submit: title, blocks: [] };
    app.command("/ask", async ({ command, ack, respond, client }) => {
      await ack({ text: "opening", response_type: "ephemeral" });
      await client.views.open({ trigger_id: command.trigger_id, view: modal });
      const blocks = [...textWithButton("opened", { action_id: "yes", block_id: "b" })];
      await respond({ blocks, response_type: "in_channel" });
    });
    app.view("ask", async ({ ack, view }) => {
      const name = view.state.values.who?.name?.value;
      if (name === "") await ack({ response_action: "errors", errors: { who: "Who?" } });
      else await ack();
    });
    app.view({ callback_id: "ask", type: "view_closed" }, async ({ ack }) => await ack());
    app.action("yes", async ({ ack, respond }) => {
      await ack();
      await respond({ text: "Chosen", replace_original: true });
    });
    app.shortcut({ type: "message_action", callback_id: "save" }, async ({ ack, say }) => {
      await ack();
      await say("Saved");
    });
    app.options("pick", async ({ ack, options }) => {
      await ack({ options: [{ text: { type: "plain_text", text: options.value }, value: "1" }] });
    });

    expect(await bot.command({ command: "/ask", text: "x" })).toMatchObject({ answer: { text: "opening" } });
    await expect.poll(() => slack.messages.map(({ markdown }) => markdown)).toEqual(["opened"]);
    expect(slack.ephemeralMessages).toMatchObject([{ text: "opening" }]);
    expect(await bot.submitView({ values: { who: { name: "" } } })).toMatchObject({
      errors: { who: "Who?" },
    });
    expect(await bot.submitView({ values: { who: { name: "Ann" } } })).toMatchObject({ result: "closed" });

    const { ts } = slack.messages[0] ?? { ts: "" };
    await bot.click({ ts, actionId: "yes", blockId: "b" });
    await expect.poll(() => slack.messages[0]?.markdown).toBe("Chosen");
    await bot.shortcut({ callbackId: "save", ts });
    await expect.poll(() => slack.messages.at(-1)?.markdown).toBe("Saved");
    expect((await bot.suggest({ ts, actionId: "pick", value: "abc" })).answer).toMatchObject({
      options: [{ text: { text: "abc" } }],
    });
  },
);

test.each(WAYS)("an assistant of Bolt %s over %s is started and answers", async (major, way) => {
  const { slack, app, bot } = await launch(major, way);
  app.event("assistant_thread_started", async ({ event, client }) => {
    const { channel_id, thread_ts } = event.assistant_thread;
    await client.assistant.threads.setSuggestedPrompts({
      channel_id,
      thread_ts,
      prompts: [{ title: "Hi", message: "Say hi" }],
    });
  });
  const thread = bot.startAssistantThread({ context: { channelId: CHANNEL } });
  await thread.delivered;
  await expect
    .poll(() => slack.suggestedPrompts(thread.channel, thread.threadTs)?.prompts)
    .toEqual([{ title: "Hi", message: "Say hi" }]);
});
