import { expect, test } from "vitest";
import { chooseButton, postElement } from "../support/post-element.ts";
import { createBotScene } from "./support/bot-scene.ts";
import { silence, task } from "./support/script.ts";

test("a follow-up in a thread that the bot subscribed to is answered in it, to the one who asked", async () => {
  const scene = await createBotScene();
  scene.bot.onNewMention(async (thread) => {
    await thread.subscribe();
    scene.reply(thread, ["First."]);
  });
  scene.bot.onSubscribedMessage(async (thread) =>
    scene.reply(thread, ["Second, ", silence(2_000), "longer."]),
  );
  const { message } = await scene.mention({ text: "question" });
  await scene.replied(1);
  const followUp = scene.slack.postUserMessage({ text: "and then?", threadTs: message.ts });
  await scene.send({
    type: "message",
    channel_type: "channel",
    channel: followUp.channel,
    user: followUp.userId,
    team: followUp.teamId,
    text: followUp.markdown,
    ts: followUp.ts,
    thread_ts: message.ts,
    event_ts: followUp.ts,
  });
  await scene.replied(2);
  expect(scene.answers()).toEqual(["First.", "Second, longer."]);
  const starts = scene.slack.calls.filter(({ method }) => method === "chat.startStream");
  expect(starts.at(-1)?.args).toMatchObject({
    thread_ts: message.ts,
    recipient_user_id: "U0000000001",
    recipient_team_id: "T0000000001",
  });
});

test("a mention that comes with a file is answered", async () => {
  const scene = await createBotScene();
  scene.bot.onNewMention(async (thread, message) =>
    scene.reply(thread, [`${message.attachments.length} file.`]),
  );
  const { channel, teamId, ts, userId } = scene.slack.postUserMessage({ text: "<@U0000000099> look" });
  const file = {
    id: "F1",
    name: "notes.txt",
    mimetype: "text/plain",
    size: 3,
    url_private: "https://files.example/1",
  };
  await scene.send({
    type: "app_mention",
    subtype: "file_share",
    channel,
    user: userId,
    team: teamId,
    text: "<@U0000000099> look",
    ts,
    event_ts: ts,
    files: [file],
  });
  await scene.replied(1);
  expect(scene.answers()).toEqual(["1 file."]);
});

test("a click is answered by cards and text, to the one who clicked", async () => {
  const scene = await createBotScene();
  scene.bot.onNewMention(async (thread) => scene.reply(thread, ["Choose."]));
  scene.bot.onAction("choose", async ({ thread }) => {
    if (thread !== null) scene.reply(thread, ["Starting… ", task("one", "complete", "Look up"), "Done."]);
  });
  const { message } = await scene.mention({ text: "question" });
  await scene.replied(1);
  const place = { channel: "C0000000001", thread_ts: message.ts };
  const ts = await postElement(scene.slack, place, chooseButton);
  await scene.click({ ts, actionId: "choose" });
  await scene.replied(2);
  expect(scene.slack.messages.at(-1)).toMatchObject({ state: "stopped", cardsLeftOpen: [] });
  expect(scene.slack.calls.findLast(({ method }) => method === "chat.startStream")?.args).toMatchObject({
    recipient_user_id: "U0000000001",
    recipient_team_id: "T0000000001",
  });
});

test("the bot does not answer its own messages", async () => {
  const scene = await createBotScene();
  scene.bot.onNewMention(async (thread) => scene.reply(thread, ["Never."]));
  const { directory } = scene.slack;
  await scene.send({
    type: "app_mention",
    channel: "C0000000001",
    bot_id: directory.mainApp.botId,
    user: directory.mainApp.botUserId,
    team: "T0000000001",
    text: `<@${directory.mainApp.botUserId}> said the bot`,
    ts: "1700000000.000100",
    event_ts: "1700000000.000100",
  });
  expect(scene.replies).toEqual([]);
  expect(scene.answers()).toEqual([]);
});
