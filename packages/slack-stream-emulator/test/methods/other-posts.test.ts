import { expect, test } from "vitest";
import { call } from "../support/call.ts";
import { createScene } from "./refusals.ts";

test("an ephemeral message is seen by one, and stands in no history", async () => {
  const { slack } = createScene();
  const before = slack.messages.length;
  const answer = await call(slack, "chat.postEphemeral", { channel: "C1", user: "U1", text: "psst" });
  expect(answer).toEqual({ ok: true, message_ts: expect.stringMatching(/^\d+\.\d{6}$/) });
  expect(slack.ephemeralMessages).toMatchObject([{ user: "U1", text: "psst", channel: "C1" }]);
  expect(slack.messages).toHaveLength(before);
});

test("a permalink names workspace, channel and thread", async () => {
  const { slack, ts } = createScene();
  const link = `https://emulator.slack.test/archives/C1/p${ts.replace(".", "")}`;
  expect(await call(slack, "chat.getPermalink", { channel: "C1", message_ts: ts })).toMatchObject({
    permalink: link,
  });
  const reply = await call(slack, "chat.postMessage", { channel: "C1", thread_ts: ts, text: "x" });
  const { permalink } = await call(slack, "chat.getPermalink", { channel: "C1", message_ts: reply.ts });
  expect(permalink).toBe(
    `https://emulator.slack.test/archives/C1/p${String(reply.ts).replace(".", "")}?thread_ts=${ts}&cid=C1`,
  );
});

test("a scheduled message is posted at its time, unless it was deleted before", async () => {
  const { slack, clock } = createScene();
  const before = slack.messages.length;
  const at = Math.floor(clock.now() / 1_000);
  const day = 86_400;
  const schedule = (text: string, seconds: number) =>
    call(slack, "chat.scheduleMessage", { channel: "C1", text, post_at: at + seconds });
  await schedule("tomorrow", day);
  const { scheduled_message_id } = await schedule("never", 2 * day);
  // Longer than a platform's timer can wait.
  await schedule("in a quarter", 90 * day);
  const { scheduled_messages } = await call(slack, "chat.scheduledMessages.list", { channel: "C1" });
  expect(scheduled_messages).toMatchObject([
    { text: "tomorrow" },
    { text: "never" },
    { text: "in a quarter" },
  ]);
  expect((await call(slack, "chat.deleteScheduledMessage", { channel: "C1", scheduled_message_id })).ok).toBe(
    true,
  );
  await clock.advance(3 * day * 1_000);
  expect(slack.messages.slice(before).map(({ markdown }) => markdown)).toEqual(["tomorrow"]);
  expect(slack.scheduledMessages).toMatchObject([{ text: "in a quarter" }]);
  await clock.advance(90 * day * 1_000);
  expect(slack.messages.at(-1)).toMatchObject({ markdown: "in a quarter", botId: "B0000000001" });
  expect(slack.scheduledMessages).toEqual([]);
});

test("a me message has a subtype; a link is unfurled where it stands", async () => {
  const { slack, ts } = createScene();
  const { ts: said } = await call(slack, "chat.meMessage", { channel: "C1", text: "waves" });
  const unfurls = { "https://a.example": { text: "About A" } };
  // Clients send the map as JSON text in a form.
  const sent = { channel: "C1", ts, unfurls: JSON.stringify(unfurls) };
  expect((await call(slack, "chat.unfurl", sent)).ok).toBe(true);
  const { messages } = await call(slack, "conversations.history", { channel: "C1" });
  expect(messages).toMatchObject([
    { ts: said, subtype: "me_message", text: "waves" },
    { ts, attachments: [{ id: 1, text: "About A", from_url: "https://a.example" }] },
  ]);
});

test("pins, bookmarks and reactions are read back", async () => {
  const { slack, ts } = createScene();
  await call(slack, "pins.add", { channel: "C1", timestamp: ts });
  expect((await call(slack, "pins.list", { channel: "C1" })).items).toMatchObject([
    { type: "message", created_by: "U0000000099", message: { ts } },
  ]);
  await call(slack, "pins.remove", { channel: "C1", timestamp: ts });
  expect((await call(slack, "pins.list", { channel: "C1" })).items).toEqual([]);

  const link = {
    channel_id: "C1",
    title: "Docs",
    type: "link",
    link: "https://docs.example",
    emoji: ":book:",
  };
  const { bookmark } = await call(slack, "bookmarks.add", link);
  const { id } = bookmark as { id: string };
  await call(slack, "bookmarks.edit", { channel_id: "C1", bookmark_id: id, title: "Manual" });
  expect((await call(slack, "bookmarks.list", { channel_id: "C1" })).bookmarks).toMatchObject([
    { id, title: "Manual", link: "https://docs.example", emoji: ":book:" },
  ]);
  await call(slack, "bookmarks.remove", { channel_id: "C1", bookmark_id: id });
  expect((await call(slack, "bookmarks.list", { channel_id: "C1" })).bookmarks).toEqual([]);

  await call(slack, "reactions.add", { channel: "C1", timestamp: ts, name: "eyes" });
  expect(await call(slack, "reactions.get", { channel: "C1", timestamp: ts })).toMatchObject({
    type: "message",
    message: { reactions: [{ name: "eyes", users: ["U0000000099"], count: 1 }] },
  });
});

test("an assistant thread has a title and prompts, a session a name", async () => {
  const { slack, ts } = createScene();
  const place = { channel_id: "D7", thread_ts: ts };
  await call(slack, "assistant.threads.setTitle", { ...place, title: "Trip" });
  const prompts = [{ title: "Plan", message: "Plan a trip" }];
  await call(slack, "assistant.threads.setSuggestedPrompts", { ...place, prompts, title: "Try" });
  expect(slack.threadTitle("D7", ts)).toBe("Trip");
  expect(slack.suggestedPrompts("D7", ts)).toEqual({ title: "Try", prompts });
  await call(slack, "agents.sessions.setStatus", { ...place, status: "active" });
  expect(await call(slack, "agents.sessions.rename", { ...place, title: "Bora Bora" })).toEqual({
    ok: true,
    title: "Bora Bora",
  });
  expect(slack.threadTitle("D7", ts)).toBe("Bora Bora");
});
