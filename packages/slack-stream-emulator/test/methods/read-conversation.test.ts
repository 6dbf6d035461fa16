import { beforeEach, expect, test } from "vitest";
import {
  createManualClock,
  createSlackEmulator,
  type ManualClock,
  type SlackEmulator,
} from "../../src/index.ts";
import { type Answered, CHANNEL, call, start, stop, task, text } from "../support/call.ts";

let clock: ManualClock;
let slack: SlackEmulator;

beforeEach(() => {
  clock = createManualClock();
  slack = createSlackEmulator({ clock });
});

function replies(args: Record<string, unknown>): Promise<Answered> {
  return call(slack, "conversations.replies", { channel: CHANNEL, ...args });
}

const toStamps = (answer: Answered) => (answer.messages as { ts: string }[]).map((message) => message.ts);

async function fillThread(): Promise<{ parent: string; answers: string[] }> {
  const parent = slack.postUserMessage({ text: "question" }).ts;
  const answers: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    await clock.advance(1_000);
    answers.push(await start(slack, { thread_ts: parent, chunks: [text(`answer ${round}`)] }));
  }
  return { parent, answers };
}

test("conversations.replies gives parent and replies, oldest first, with their states (S116)", async () => {
  const { parent, answers } = await fillThread();
  await stop(slack, String(answers[0]));
  slack.expire(String(answers[1]));
  const answer = await replies({ ts: parent });
  expect(answer).toMatchObject({
    ok: true,
    has_more: false,
    messages: [
      { ts: parent, user: "U0000000001", text: "question" },
      { ts: answers[0], bot_id: "B0000000001", thread_ts: parent, streaming_state: "completed" },
      { ts: answers[1], streaming_state: "errored" },
      { ts: answers[2], streaming_state: "in_progress" },
    ],
  });
});

test("conversations.replies with the ts of a stream gives that message alone (S126)", async () => {
  const { answers } = await fillThread();
  expect(toStamps(await replies({ ts: answers[1], limit: 1 }))).toEqual([answers[1]]);
});

test("conversations.replies finds replies under a parent that nobody seeded", async () => {
  const ts = await start(slack);
  expect(toStamps(await replies({ ts: "1700000000.000100" }))).toEqual([ts]);
});

test("conversations.replies keeps the parent and cuts the rest by oldest, latest and inclusive", async () => {
  const { parent, answers } = await fillThread();
  const [, middle, last] = answers;
  expect(toStamps(await replies({ ts: parent, oldest: middle }))).toEqual([parent, last]);
  expect(toStamps(await replies({ ts: parent, oldest: middle, inclusive: true }))).toEqual([
    parent,
    middle,
    last,
  ]);
  expect(toStamps(await replies({ ts: parent, latest: middle }))).toEqual([parent, answers[0]]);
});

test("conversations.replies pages by limit and cursor", async () => {
  const { parent, answers } = await fillThread();
  const first = await replies({ ts: parent, limit: "2" });
  expect(toStamps(first)).toEqual([parent, answers[0]]);
  const { next_cursor: cursor } = first.response_metadata as { next_cursor: string };
  expect(toStamps(await replies({ ts: parent, limit: 2, cursor }))).toEqual([answers[1], answers[2]]);
});

test("conversations.replies reads text as Slack converts it, with card titles at the end (S128)", async () => {
  const markdown = "  # Title\n**bold** *it* ~~no~~ `a*b*`\n- item [label](https://a.b)\n\na < b & <@U1>\n\n";
  const ts = await start(slack, { chunks: [text(markdown), task({ title: "Search", status: "complete" })] });
  const { messages } = await replies({ ts });
  expect((messages as { text: string }[])[0]?.text).toBe(
    "Title\n*bold* _it_ ~no~ `a*b*`\n• item <https://a.b|label>\n\na &lt; b &amp; <@U1>\nSearch",
  );
});

test("conversations.replies reads blocks as Slack stores them (S77, S127)", async () => {
  const markdown = "# H\nprose\n```\n# no heading\n```\n---\n| a | b |\n|---|---|\n| 1 | 2 |\n";
  const ts = await start(slack, { chunks: [text(markdown), task({ details: "d" })] });
  await stop(slack, ts, { blocks: [{ type: "divider" }] });
  const { messages } = await replies({ ts });
  const [message] = messages as { blocks: { type: string }[] }[];
  expect(message?.blocks.map((block) => block.type)).toEqual([
    "header",
    "rich_text",
    "divider",
    "table",
    "task_card",
    "divider",
  ]);
  expect(message?.blocks[4]).toMatchObject({
    block_id: "task-t1",
    task_id: "t1",
    status: "error",
    details: { type: "rich_text" },
  });
});

test("conversations.replies puts the cards of a plan into one block", async () => {
  const chunks = [{ type: "plan_update", title: "Plan" }, task(), task({ id: "t2" })];
  const ts = await start(slack, { task_display_mode: "plan", chunks });
  const { messages } = await replies({ ts });
  expect(messages).toMatchObject([
    { blocks: [{ type: "plan", title: "Plan", tasks: [{ task_id: "t1" }, { task_id: "t2" }] }] },
  ]);
});

test("conversations.replies shows metadata only when asked (S19)", async () => {
  const ts = await start(slack);
  await stop(slack, ts, { metadata: { event_type: "a", event_payload: {} } });
  expect((await replies({ ts })).messages).not.toMatchObject([{ metadata: {} }]);
  expect((await replies({ ts, include_all_metadata: true })).messages).toMatchObject([
    { metadata: { event_type: "a" } },
  ]);
});

test.each(["errored", "completed", "in_progress"] as const)(
  "an expired stream reads as %s",
  async (expired) => {
    slack = createSlackEmulator({ readBack: { expired } });
    const ts = await start(slack);
    slack.expire(ts);
    expect((await replies({ ts })).messages).toMatchObject([{ streaming_state: expired }]);
  },
);

test("reading is refused where the option says so, outside the channel, and for what is not there", async () => {
  const ts = await start(slack);
  expect((await replies({ ts: "never" })).error).toBe("invalid_ts");
  expect((await replies({ ts: "1.2" })).error).toBe("thread_not_found");
  expect((await replies({ ts, channel: "C404" })).error).toBe("channel_not_found");
  slack = createSlackEmulator({ readBack: { access: "forbidden" } });
  expect((await replies({ ts })).error).toBe("missing_scope");
  expect((await call(slack, "conversations.history", { channel: CHANNEL })).error).toBe("missing_scope");
  slack = createSlackEmulator({ workspace: { channels: [{ id: CHANNEL, isMember: false }] } });
  expect((await replies({ ts })).error).toBe("not_in_channel");
  expect((await call(slack, "conversations.history", { channel: CHANNEL })).error).toBe("not_in_channel");
  expect((await call(slack, "conversations.history", { channel: "C404" })).error).toBe("channel_not_found");
});

test("conversations.history gives the channel newest first, without replies that were not broadcast", async () => {
  const { parent } = await fillThread();
  await clock.advance(1_000);
  const { ts } = await call(slack, "chat.postMessage", { channel: CHANNEL, text: "top" });
  const reply = { channel: CHANNEL, text: "both", thread_ts: parent, reply_broadcast: true };
  const { ts: broadcast } = await call(slack, "chat.postMessage", reply);
  const history = await call(slack, "conversations.history", { channel: CHANNEL });
  expect(toStamps(history)).toEqual([broadcast, ts, parent]);
});
