import { beforeEach, expect, test } from "vitest";
import {
  createManualClock,
  createSlackEmulator,
  type ManualClock,
  type SlackEmulator,
} from "../../src/index.ts";
import { CHANNEL, call, start, stop, text } from "../support/call.ts";

// The shapes are those of recorded answers of Slack: conversations.replies of a thread's first message
// and of a stream, chat.postMessage, and the event of a broadcast reply (tests/fixtures/slack of duqaXxX/code-with-slack).

let clock: ManualClock;
let slack: SlackEmulator;

beforeEach(() => {
  clock = createManualClock();
  slack = createSlackEmulator({ clock });
});

async function history(args: Record<string, unknown> = {}) {
  return (await call(slack, "conversations.history", { channel: CHANNEL, ...args })).messages as Record<
    string,
    unknown
  >[];
}

async function replies(ts: string) {
  return (await call(slack, "conversations.replies", { channel: CHANNEL, ts })).messages as Record<
    string,
    unknown
  >[];
}

test("a thread's first message counts its replies, which name its author", async () => {
  const { ts } = slack.postUserMessage({ text: "question" });
  const stream = await start(slack, { thread_ts: ts, chunks: [text("answer")] });
  await stop(slack, stream);
  await clock.advance(1_000);
  const thanks = slack.postUserMessage({ text: "thanks", threadTs: ts });
  const gone = slack.postUserMessage({ text: "oops", threadTs: ts });
  slack.deleteMessage(gone.ts);
  const root = {
    thread_ts: ts,
    reply_count: 2,
    reply_users_count: 2,
    latest_reply: thanks.ts,
    reply_users: ["U0000000099", "U0000000001"],
    is_locked: false,
    subscribed: false,
  };
  expect(await history()).toMatchObject([root]);
  const thread = await replies(ts);
  expect(thread).toMatchObject([root, { parent_user_id: "U0000000001" }, { parent_user_id: "U0000000001" }]);
  expect(thread[1]).not.toHaveProperty("reply_count");
  expect(await replies(stream)).toMatchObject([{ ts: stream, parent_user_id: "U0000000001" }]);
});

test("a message without replies has no fields of a thread", async () => {
  slack.postUserMessage({ text: "alone" });
  const [message] = await history();
  expect(message).not.toHaveProperty("thread_ts");
  expect(message).not.toHaveProperty("reply_count");
});

test("reactions are read with who set them", async () => {
  const { ts } = slack.postUserMessage({ text: "hi" });
  await call(slack, "reactions.add", { channel: CHANNEL, timestamp: ts, name: "eyes" });
  expect(await history()).toMatchObject([
    { reactions: [{ name: "eyes", users: ["U0000000099"], count: 1 }] },
  ]);
});

test("a post has the profile of its bot, and the name and picture that it was given", async () => {
  const post = { channel: CHANNEL, text: "hi", username: "Deploys", icon_emoji: ":rocket:" };
  const profile = {
    id: "B0000000001",
    app_id: "A0000000001",
    user_id: "U0000000099",
    name: "bot",
    icons: { image_36: expect.any(String), image_48: expect.any(String), image_72: expect.any(String) },
    deleted: false,
    updated: expect.any(Number),
    team_id: "T0000000001",
  };
  const shown = { bot_profile: profile, username: "Deploys", icons: { emoji: ":rocket:" } };
  expect((await call(slack, "chat.postMessage", post)).message).toMatchObject(shown);
  expect(await history()).toMatchObject([shown]);
  await call(slack, "chat.postMessage", {
    ...post,
    icon_emoji: undefined,
    icon_url: "https://i.example/p.png",
  });
  expect((await history())[0]).toMatchObject({ icons: { image_48: "https://i.example/p.png" } });
  const stream = await start(slack, { chunks: [text("x")] });
  expect((await replies(stream))[0]).not.toHaveProperty("bot_profile");
});

test("a reply that is broadcast brings its thread's first message along", async () => {
  const { ts } = slack.postUserMessage({ text: "question" });
  await call(slack, "chat.postMessage", {
    channel: CHANNEL,
    text: "all of you",
    thread_ts: ts,
    reply_broadcast: true,
  });
  const [broadcast] = await history();
  expect(broadcast).toMatchObject({
    subtype: "thread_broadcast",
    thread_ts: ts,
    text: "all of you",
    root: { ts, text: "question", reply_count: 1, reply_users: ["U0000000099"] },
  });
});

test.each(["general", "#general", CHANNEL])("chat.postMessage takes the channel as %s", async (channel) => {
  expect(await call(slack, "chat.postMessage", { channel, text: "hi" })).toMatchObject({
    ok: true,
    channel: CHANNEL,
  });
});

test("a stream takes a channel by its name too", async () => {
  const { ts: threadTs } = slack.postUserMessage({ text: "question" });
  const args = { thread_ts: threadTs, recipient_user_id: "U0000000001", recipient_team_id: "T0000000001" };
  const started = await call(slack, "chat.startStream", { channel: "#general", ...args });
  expect(started).toMatchObject({ ok: true, channel: CHANNEL });
  const more = { channel: "general", ts: started.ts, markdown_text: "x" };
  expect((await call(slack, "chat.appendStream", more)).ok).toBe(true);
});

test("a person's id is their direct message, which is opened when there is none", async () => {
  slack = createSlackEmulator({
    workspace: { users: [{ id: "U1" }, { id: "U2" }], channels: [{ id: "D9" }] },
  });
  const post = async (channel: string) => await call(slack, "chat.postMessage", { channel, text: "hi" });
  expect(await post("U1")).toMatchObject({ ok: true, channel: "D9" });
  const opened = await post("U2");
  expect(opened.channel).toMatch(/^D/);
  expect(opened.channel).not.toBe("D9");
  expect((await post("U2")).channel).toBe(opened.channel);
  expect(await call(slack, "conversations.open", { users: "U2" })).toMatchObject({
    channel: { id: opened.channel },
  });
});

test.each(["nowhere", "#direct", "direct", "U404", "@user", ""])("%j names no channel", async (channel) => {
  expect((await call(slack, "chat.postMessage", { channel, text: "hi" })).error).toBe("channel_not_found");
});

test.each(["chat.update", "chat.delete", "conversations.history", "conversations.replies"])(
  "%s takes an id only",
  async (method) => {
    const args = { channel: "general", ts: "1.2", text: "x" };
    expect((await call(slack, method, args)).error).toBe("channel_not_found");
  },
);

test("a cursor that is none of Slack's is refused", async () => {
  for (let round = 0; round < 3; round += 1) slack.postUserMessage({ text: `${round}` });
  const page = async (cursor?: string) =>
    await call(slack, "conversations.history", { channel: CHANNEL, limit: 2, ...(cursor && { cursor }) });
  const first = await page();
  expect(first).toMatchObject({
    has_more: true,
    response_metadata: { next_cursor: expect.stringMatching(/^[\w+/]+=*$/) },
  });
  const { next_cursor: cursor } = first.response_metadata as { next_cursor: string };
  expect(await page(cursor)).toMatchObject({ has_more: false, messages: [{ text: "0" }] });
  for (const wrong of ["2", "nonsense", "dGVhbTpDMQ=="])
    expect((await page(wrong)).error).toBe("invalid_cursor");
});

test("missing_scope says what is needed and what there is, in the answer and the headers", async () => {
  slack = createSlackEmulator({
    workspace: { apps: [{ token: "xoxb-1", scopes: ["chat:write", "users:read"] }] },
  });
  const response = await slack.fetch("https://slack.test/api/reactions.add", {
    method: "POST",
    headers: { authorization: "Bearer xoxb-1" },
  });
  expect(await response.json()).toMatchObject({
    error: "missing_scope",
    needed: "reactions:write",
    provided: "chat:write,users:read",
  });
  expect(response.headers.get("x-oauth-scopes")).toBe("chat:write,users:read");
  expect(response.headers.get("x-accepted-oauth-scopes")).toBe("reactions:write");
});

test.each<[string, string | undefined, string | undefined]>([
  ["application/json", '{"a":1}', "missing_charset"],
  ["application/json; charset=utf-8", '{"a":1}', undefined],
  ["application/json; charset=UTF8", '{"a":1}', undefined],
  ["application/x-www-form-urlencoded", "a=1", undefined],
  ["application/x-www-form-urlencoded; charset=utf-8", "a=1", "superfluous_charset"],
])("a body of %s is answered with the warning for it: %#", async (type, body, warning) => {
  const init = {
    method: "POST",
    headers: { authorization: `Bearer ${slack.token}`, "content-type": type },
    ...(body !== undefined && { body }),
  };
  const answer = await (await slack.fetch("https://slack.test/api/auth.test", init)).json();
  expect(answer).toMatchObject({ ok: true });
  expect(answer.warning).toBe(warning);
  expect(answer.response_metadata?.warnings).toEqual(warning === undefined ? undefined : [warning]);
});
