import type { StreamReceipt } from "slack-stream-adapter";
import { createSlackEmulator, type SlackEmulator } from "slack-stream-emulator";
import { beforeEach, expect, test } from "vitest";
import { type AnswerName, answerNames, answerTexts } from "../src/answer-texts.ts";
import { findFaults } from "../src/judge.ts";
import type { Order, Receipts } from "../src/order.ts";

let slack: SlackEmulator;
let order: Order;
let receipts: Record<AnswerName, StreamReceipt>;

beforeEach(async () => {
  slack = createSlackEmulator();
  const asked = answerNames.map((name) => [name, slack.postUserMessage({ text: name })] as const);
  const { channel, teamId, userId } = slack.postUserMessage({ text: "Where?" });
  const threads = Object.fromEntries(asked.map(([name, { ts }]) => [name, ts])) as Order["threads"];
  const place = { channel, threads, recipientUserId: userId, recipientTeamId: teamId };
  order = { way: "token", apiUrl: "https://slack.com/api/", token: slack.token, ...place };
  const given: [AnswerName, StreamReceipt][] = [];
  for (const name of answerNames) given.push([name, await answer(name, 3)]);
  receipts = Object.fromEntries(given) as typeof receipts;
});

const faults = () => findFaults(slack, order, receipts as Receipts);

test("findFaults() finds nothing wrong with a good run", () => {
  expect(faults()).toEqual([]);
});

test("findFaults() sees text that is missing, and text that is there twice", async () => {
  const [first = "", second = ""] = receipts.split.segments.map(({ ts }) => ts);
  slack.deleteMessage(first);
  await call("chat.update", { channel: order.channel, ts: second, markdown_text: answerTexts.split });
  expect(faults().join()).toMatch(/split: Slack shows/);
});

test("findFaults() sees a message that was left open, and one that turned red", async () => {
  const left = await call("chat.startStream", stream("short"));
  expect(faults()).toContain("short: a message was left open");
  slack.expire(String(left.ts));
  expect(faults()).toContain("short: a message was left errored");
});

test("findFaults() sees an answer that was not split", async () => {
  const { ts } = slack.postUserMessage({ text: "Once more." });
  order = { ...order, threads: { ...order.threads, split: ts } };
  receipts.split = await answer("split", 2);
  expect(faults()).toEqual(["split: 2 messages"]);
});

test("findFaults() sees a receipt that does not match the run", () => {
  receipts.aborted = { ...receipts.aborted, outcome: "completed", delivered: 3 };
  receipts.edited = { ...receipts.edited, segments: receipts.short.segments };
  expect(faults().map((fault) => fault.replaceAll(/\d+\.\d+/g, "TS"))).toEqual([
    "edited: the receipt names TS TS TS, Slack holds TS TS TS",
    "aborted: the outcome is completed",
    `aborted: 3 of ${answerTexts.aborted.length} characters delivered`,
  ]);
});

test("findFaults() sees a call that was refused", async () => {
  await call("chat.appendStream", { channel: order.channel, ts: "1.1" });
  expect(faults().join()).toMatch(/chat.appendStream was answered by .*"ok":false/);
});

/** An answer in so many messages; no more than three are asked of any. */
async function answer(name: AnswerName, messages: number): Promise<StreamReceipt> {
  const text = answerTexts[name];
  const length = Math.ceil(text.length / messages);
  const segments: StreamReceipt["segments"][number][] = [];
  for (let start = 0; start < text.length; start += length) {
    const end = Math.min(start + length, text.length);
    const chunks = [{ type: "markdown_text", text: text.slice(start, end) }];
    const { ts } = await call("chat.startStream", { ...stream(name), chunks });
    await call("chat.stopStream", { channel: order.channel, ts });
    const life = { transport: "stream", ended: "stopped", repaired: false, uncertain: false } as const;
    segments.push({ ts: String(ts), channel: order.channel, start, end, ...life, keepalivesLeft: 0 });
  }
  const counts = { calls: 6, appends: 0, keepalives: 0, rotations: 0, repairs: 0, rateLimited: 0 };
  return {
    outcome: name === "aborted" ? "aborted" : "completed",
    text,
    delivered: text.length,
    segments,
    counts: { ...counts, unknownOutcomes: 0 },
    times: { totalMs: 1 },
  };
}

function stream(name: AnswerName): Record<string, unknown> {
  const { channel, recipientTeamId, recipientUserId, threads } = order;
  return {
    channel,
    thread_ts: threads[name],
    recipient_user_id: recipientUserId,
    recipient_team_id: recipientTeamId,
  };
}

async function call(method: string, body: Record<string, unknown>): Promise<Record<string, unknown>> {
  const response = await slack.fetch(new URL(method, order.apiUrl), {
    method: "POST",
    headers: { authorization: `Bearer ${order.token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return await response.json();
}
