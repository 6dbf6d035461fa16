import { expect, test } from "vitest";
import { connectBot, createManualClock, createSlackEmulator, type EventKind } from "../../src/index.ts";
import { CHANNEL, call, textWithButton } from "../support/call.ts";

type Answer = (payload: Record<string, unknown>) => Response;

/** A bot that keeps its requests, and answers as the test says. */
function createScene({
  answer = () => new Response(),
  events,
}: {
  answer?: Answer;
  events?: EventKind[];
} = {}) {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  const received: Record<string, unknown>[] = [];
  const bot = connectBot(slack, {
    signingSecret: "secret",
    clock,
    events,
    bot: async (request) => {
      const text = await request.text();
      const form = request.headers.get("content-type") !== "application/json";
      const fields = new URLSearchParams(text);
      const json = form ? fields.get("payload") : text;
      const payload = json === null ? Object.fromEntries(fields) : JSON.parse(json);
      received.push(payload.event ?? payload);
      return answer(payload);
    },
  });
  return { clock, slack, bot, received, last: () => received.at(-1) ?? {} };
}

async function respond(slack: ReturnType<typeof createSlackEmulator>, url: unknown, body: object) {
  const response = await slack.fetch(String(url), { method: "POST", body: JSON.stringify(body) });
  return [response.status, await response.text()];
}

const MODAL = { type: "modal", title: { type: "plain_text", text: "T" }, blocks: [] };

test("the bot gets what people write, change and delete, and their reactions", async () => {
  const { bot, last } = createScene();
  const { message, delivered } = bot.message({ text: "plain" });
  await delivered;
  expect(last()).toMatchObject({ type: "message", channel_type: "channel", text: "plain", ts: message.ts });
  await bot.edit({ ts: message.ts, text: "changed" });
  expect(last()).toMatchObject({
    type: "message",
    subtype: "message_changed",
    hidden: true,
    message: { text: "changed", ts: message.ts },
    previous_message: { text: "plain" },
  });
  await bot.react({ ts: message.ts, name: "eyes" });
  expect(last()).toMatchObject({
    type: "reaction_added",
    reaction: "eyes",
    item: { type: "message", channel: CHANNEL, ts: message.ts },
    item_user: "U0000000001",
  });
  await bot.unreact({ ts: message.ts, name: "eyes" });
  expect(last()).toMatchObject({ type: "reaction_removed" });
  await bot.remove({ ts: message.ts });
  expect(last()).toMatchObject({ subtype: "message_deleted", deleted_ts: message.ts });
  await bot.join({ channel: CHANNEL });
  expect(last()).toMatchObject({ type: "member_joined_channel", user: "U0000000099", channel_type: "C" });
  expect(() => bot.react({ ts: message.ts, name: "eyes" })).not.toThrow();
  expect(() => bot.react({ ts: message.ts, name: "eyes" })).toThrow(RangeError);
  expect(() => bot.edit({ ts: "0.0", text: "x" })).toThrow("edit.ts must be a message's ts");
});

test("a subscribed bot gets the events of its own calls, and another bot does not", async () => {
  const own = createScene({ events: ["message.channels", "reaction_added", "file_shared"] });
  const { ts } = await call(own.slack, "chat.postMessage", { channel: CHANNEL, text: "mine" });
  await call(own.slack, "reactions.add", { channel: CHANNEL, timestamp: ts, name: "eyes" });
  await call(own.slack, "chat.update", { channel: CHANNEL, ts, text: "mine too" });
  await own.clock.settle();
  expect(own.received).toMatchObject([
    { type: "message", bot_id: "B0000000001", text: "mine" },
    { type: "reaction_added" },
    { subtype: "message_changed", previous_message: { text: "mine" } },
  ]);
  const deaf = createScene();
  await call(deaf.slack, "chat.postMessage", { channel: CHANNEL, text: "mine" });
  await deaf.clock.settle();
  expect(deaf.received).toEqual([]);
});

// S148, S149
test("a bot that subscribes to messages is told of a stream when it starts and when its app stops it", async () => {
  const { bot, slack, received, clock } = createScene({ events: ["message.channels"] });
  const { message, delivered } = bot.message({ text: "Any news?" });
  await delivered;
  const place = { channel: CHANNEL, thread_ts: message.ts };
  const recipient = { recipient_user_id: "U0000000001", recipient_team_id: "T0000000001" };
  const { ts } = await call(slack, "chat.startStream", {
    ...place,
    ...recipient,
    chunks: [{ type: "markdown_text", text: "All " }],
  });
  await call(slack, "chat.appendStream", {
    channel: CHANNEL,
    ts,
    chunks: [{ type: "markdown_text", text: "well." }],
  });
  await call(slack, "chat.stopStream", {
    channel: CHANNEL,
    ts,
    metadata: { event_type: "answered", event_payload: { id: 1 } },
  });
  await clock.advance(0);
  const shared = {
    type: "message",
    channel_type: "channel",
    ts,
    ...place,
    user: "U0000000099",
    bot_id: "B0000000001",
    app_id: "A0000000001",
    bot_profile: { id: "B0000000001" },
    parent_user_id: "U0000000001",
  };
  const [started, stopped, ...more] = received.slice(1);
  expect(more).toEqual([]);
  expect(started).toMatchObject({ ...shared, text: "", streaming_state: "in_progress" });
  for (const name of ["subtype", "blocks", "metadata"]) expect(started).not.toHaveProperty(name);
  expect(stopped).toMatchObject({
    ...shared,
    text: "All well.",
    blocks: [{ type: "rich_text" }],
    streaming_state: "completed",
    metadata: { event_type: "answered", event_payload: { id: 1 } },
  });
  expect(stopped).not.toHaveProperty("subtype");
});

test("events that do not exist are refused with the nearest name", () => {
  expect(() => createScene({ events: ["reaction_aded" as EventKind] })).toThrow(
    "connectBot: events: unknown name reaction_aded; did you mean reaction_added?",
  );
});

test("options that do not exist are refused with the nearest name", async () => {
  const { bot, slack } = createScene();
  expect(() => bot.command({ command: "/ask", txt: "x" } as never)).toThrow(
    "command: unknown option txt; did you mean text?",
  );
  expect(() => bot.click({ ts: "1.2", actionID: "x" } as never)).toThrow("did you mean actionId?");
  expect(() => connectBot(slack, { socketmode: true } as never)).toThrow(
    "connectBot: unknown option socketmode; did you mean socketMode?",
  );
  expect(() => slack.socketMode.disconnect({ reason: "warn" as never })).toThrow(
    "disconnect: reason must be",
  );
  expect(() => bot.click({ actionId: "x" })).toThrow("click.ts must be a message's ts");
});

test("a click on an element that the message or the view does not have is refused with the known ones", async () => {
  const { bot, slack } = createScene();
  const toButton = (id: string) => ({
    type: "button",
    action_id: id,
    text: { type: "plain_text", text: id },
  });
  const blocks = [
    { type: "actions", block_id: "decide", elements: [toButton("approve"), toButton("deny")] },
    { type: "actions", block_id: "rate", elements: [toButton("good")] },
  ];
  const post = async (fields: object) =>
    String((await call(slack, "chat.postMessage", { channel: CHANNEL, text: "Well?", ...fields })).ts);
  const ts = await post({ blocks });
  const bare = await post({});
  expect(() => bot.click({ ts, actionId: "later" })).toThrow(
    new RangeError("click: unknown actionId later; known are approve, deny, good"),
  );
  expect(() => bot.click({ ts, actionId: "aprove" })).toThrow("did you mean approve?");
  expect(() => bot.click({ ts, actionId: "approve", blockId: "rate" })).toThrow(
    "click: unknown actionId approve in block rate; known are good",
  );
  expect(() => bot.click({ ts: bare, actionId: "approve" })).toThrow("there is no element to click");
  await call(slack, "views.open", { trigger_id: slack.issueTrigger(), view: MODAL });
  const viewId = slack.views[0]?.id ?? "";
  expect(() => bot.click({ viewId, actionId: "more" })).toThrow("click: unknown actionId more");
});

test("url_verification finds whether the address is the bot's", async () => {
  const good = createScene({ answer: ({ challenge }) => Response.json({ challenge }) });
  expect(await good.bot.verifyUrl()).toMatchObject({ isVerified: true, type: "url_verification" });
  const plain = createScene({ answer: ({ challenge }) => new Response(String(challenge)) });
  expect(await plain.bot.verifyUrl()).toMatchObject({ isVerified: true });
  const wrong = createScene({ answer: () => new Response("hello") });
  expect(await wrong.bot.verifyUrl()).toMatchObject({ isVerified: false });
});

test("a click may open a view and answer by its address, which replaces or deletes the message", async () => {
  const { bot, slack, last } = createScene();
  const blocks = textWithButton("choose", { action_id: "yes" });
  const { ts } = await call(slack, "chat.postMessage", { channel: CHANNEL, blocks });
  await bot.click({ ts: String(ts), actionId: "yes", value: "1", user: "U0000000001" });
  const { response_url: url, trigger_id, message } = last();
  expect(message).toMatchObject({ text: "choose", bot_id: "B0000000001" });
  expect((await call(slack, "views.open", { trigger_id, view: MODAL })).ok).toBe(true);
  expect(await respond(slack, url, { text: "private" })).toEqual([200, "ok"]);
  expect(slack.ephemeralMessages).toMatchObject([{ text: "private", user: "U0000000001" }]);
  await respond(slack, url, { text: "chosen", replace_original: true });
  expect(slack.messages.at(-1)).toMatchObject({ ts, markdown: "chosen", edits: 1 });
  await respond(slack, url, { text: "for all", response_type: "in_channel" });
  expect(slack.messages.at(-1)).toMatchObject({ markdown: "for all" });
  expect(await respond(slack, url, { text: "" })).toEqual([400, expect.stringContaining("no_text")]);
  await respond(slack, url, { delete_original: true });
  expect(slack.messages.find((one) => one.ts === ts)?.state).toBe("deleted");
  await respond(slack, url, { text: "fifth" });
  expect(await respond(slack, url, { text: "sixth" })).toEqual([404, expect.stringContaining("used_url")]);
});

test("an address for answers is good for half an hour", async () => {
  const { bot, slack, clock, last } = createScene();
  await bot.command({ command: "/ask", text: "now" });
  const { response_url: url } = last();
  await clock.advance(1_800_001);
  expect(await respond(slack, url, { text: "late" })).toEqual([404, expect.stringContaining("expired_url")]);
});

test("a slash command is a form; what the bot says at once is shown to the person, or to all", async () => {
  const replies: Response[] = [
    Response.json({ response_type: "in_channel", text: "to all" }),
    new Response("to you"),
    new Response(""),
  ];
  const { bot, slack, last } = createScene({ answer: () => replies.shift() ?? new Response() });
  const first = await bot.command({ command: "/ask", text: "what?" });
  expect(last()).toMatchObject({
    command: "/ask",
    text: "what?",
    channel_id: CHANNEL,
    channel_name: "general",
    user_id: "U0000000001",
    team_domain: "emulator",
    api_app_id: "A0000000001",
    response_url: expect.stringMatching(/^https:\/\/slack\.test\/commands\//),
    trigger_id: expect.any(String),
  });
  expect(first.answer).toEqual({ response_type: "in_channel", text: "to all" });
  await bot.command({ command: "/ask" });
  await bot.command({ command: "/ask" });
  expect(slack.messages.map(({ markdown }) => markdown)).toEqual(["to all"]);
  expect(slack.ephemeralMessages).toMatchObject([{ text: "to you" }]);
  await expect(bot.command({ command: "ask" })).rejects.toThrow("must begin with a slash, got ask");
});

test("shortcuts are global or of a message", async () => {
  const { bot, last } = createScene();
  await bot.shortcut({ callbackId: "new" });
  expect(last()).toMatchObject({ type: "shortcut", callback_id: "new", trigger_id: expect.any(String) });
  expect(last()).not.toHaveProperty("response_url");
  const { message } = bot.message({ text: "this" });
  await bot.shortcut({ callbackId: "save", ts: message.ts });
  expect(last()).toMatchObject({
    type: "message_action",
    callback_id: "save",
    message_ts: message.ts,
    message: { text: "this" },
    channel: { id: CHANNEL, name: "general" },
    response_url: expect.any(String),
  });
});

test.each([
  ["nothing", undefined, "closed", [false, false]],
  ["errors", { response_action: "errors", errors: { b1: "too short" } }, "errors", [true, false]],
  [
    "update",
    { response_action: "update", view: { ...MODAL, callback_id: "second" } },
    "updated",
    [true, false],
  ],
  ["push", { response_action: "push", view: MODAL }, "pushed", [true, true]],
  ["clear", { response_action: "clear" }, "closed", [false, false]],
  ["a view that is wrong", { response_action: "update", view: {} }, "failed", [true, false]],
])("a submission answered with %s", async (_, answer, result, open) => {
  const { bot, slack, last } = createScene({
    answer: ({ type }) =>
      type === "view_submission" && answer !== undefined ? Response.json(answer) : new Response(),
  });
  await call(slack, "views.open", {
    trigger_id: slack.issueTrigger(),
    view: { ...MODAL, callback_id: "ask" },
  });
  const submitted = await bot.submitView({ values: { b1: { name: "Ann", day: { type: "datepicker" } } } });
  expect(last()).toMatchObject({
    type: "view_submission",
    view: {
      callback_id: "ask",
      state: {
        values: { b1: { name: { type: "plain_text_input", value: "Ann" }, day: { type: "datepicker" } } },
      },
    },
  });
  expect(submitted).toMatchObject({ result, errors: result === "errors" ? { b1: "too short" } : {} });
  expect([slack.views[0]?.isOpen, slack.views[1]?.isOpen ?? false]).toEqual(open);
});

test("closing a modal sends an event if its view asks for it", async () => {
  const { bot, slack, received, last } = createScene();
  const open = (fields = {}) =>
    call(slack, "views.open", { trigger_id: slack.issueTrigger(), view: { ...MODAL, ...fields } });
  await open();
  expect(await bot.closeView()).toBeUndefined();
  expect(received).toEqual([]);
  await open({ notify_on_close: true });
  await bot.closeView({ isCleared: true });
  expect(last()).toMatchObject({ type: "view_closed", is_cleared: true });
  await expect(bot.submitView()).rejects.toThrow("no modal is open");
});

test("a menu's options come from the bot; a click in a view has the view, and what it says of the element", async () => {
  const options = { options: [{ text: { type: "plain_text", text: "A" }, value: "a" }] };
  const { bot, slack, last } = createScene({
    answer: ({ type }) => (type === "block_suggestion" ? Response.json(options) : new Response()),
  });
  const more = { type: "overflow", action_id: "more", options: options.options };
  const blocks = [{ type: "actions", block_id: "end", elements: [more] }];
  await call(slack, "views.open", { trigger_id: slack.issueTrigger(), view: { ...MODAL, blocks } });
  const viewId = slack.views[0]?.id ?? "";
  const { answer } = await bot.suggest({ viewId, actionId: "pick", value: "a" });
  expect(answer).toEqual(options);
  expect(last()).toMatchObject({ type: "block_suggestion", value: "a", view: { id: viewId } });
  await bot.click({ viewId, actionId: "more" });
  const { trigger_id } = last();
  expect(last()).toMatchObject({
    type: "block_actions",
    container: { type: "view", view_id: viewId },
    actions: [{ type: "overflow", action_id: "more", block_id: "end" }],
  });
  expect((await call(slack, "views.push", { trigger_id, view: MODAL })).ok).toBe(true);
});

test("the home tab and assistant threads send events", async () => {
  const { bot, slack, last } = createScene();
  await bot.openHome();
  expect(last()).toMatchObject({ type: "app_home_opened", tab: "home", channel: "D0000000001" });
  expect(last()).not.toHaveProperty("view");
  await call(slack, "views.publish", { user_id: "U0000000001", view: { type: "home", blocks: [] } });
  await bot.openHome();
  expect(last()).toMatchObject({ view: { type: "home" } });
  const { threadTs, channel, delivered } = bot.startAssistantThread({ context: { channelId: CHANNEL } });
  await delivered;
  const thread = { user_id: "U0000000001", channel_id: channel, thread_ts: threadTs };
  expect(last()).toMatchObject({
    type: "assistant_thread_started",
    assistant_thread: { ...thread, context: { channel_id: CHANNEL, team_id: "T0000000001" } },
  });
  await bot.changeAssistantContext({ threadTs, context: { channelId: "C2" } });
  expect(last()).toMatchObject({
    type: "assistant_thread_context_changed",
    assistant_thread: { ...thread, context: { channel_id: "C2" } },
  });
});

test("a function of the app is run, and its outcome is known", async () => {
  const { bot, slack, last } = createScene();
  const execution = bot.runFunction({ callbackId: "sum", inputs: { a: 1 } });
  await execution.delivered;
  expect(last()).toMatchObject({
    type: "function_executed",
    function: { callback_id: "sum" },
    inputs: { a: 1 },
    function_execution_id: execution.id,
  });
  await call(slack, "functions.completeSuccess", {
    function_execution_id: execution.id,
    outputs: { sum: 2 },
  });
  expect(execution.state()).toEqual({ state: "completed", outputs: { sum: 2 }, error: undefined });
  const failed = bot.runFunction({ callbackId: "sum" });
  await call(slack, "functions.completeError", { function_execution_id: failed.id, error: "no" });
  expect(failed.state()).toEqual({ state: "failed", outputs: {}, error: "no" });
});

test("an incoming webhook posts in its channel", async () => {
  const { slack } = createScene();
  const url = "https://slack.test/services/T0000000001/B0000000001/C0000000001";
  const send = async (address: string, body: string) => {
    const response = await slack.fetch(address, { method: "POST", body });
    return [response.status, await response.text()];
  };
  expect(await send(url, '{"text":"built"}')).toEqual([200, "ok"]);
  expect(await send(url, `payload=${encodeURIComponent('{"text":"again"}')}`)).toEqual([200, "ok"]);
  expect(slack.messages.map(({ markdown }) => markdown)).toEqual(["built", "again"]);
  expect(await send(url, "text")).toEqual([400, "invalid_payload"]);
  expect(await send(url, "{}")).toEqual([400, "no_text"]);
  expect(await send(url.replace("C0000000001", "C404"), '{"text":"x"}')).toEqual([404, "channel_not_found"]);
  expect(await send(url.replace("B0", "B1"), '{"text":"x"}')).toEqual([404, "no_service"]);
});
