import { WebClient as WebClient8 } from "@slack/web-api";
import { WebClient as WebClient7 } from "@slack/web-api-7";
import { createManualClock, createSlackEmulator, type EmulatorOptions } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { createSlackCalls } from "../../src/slack/create-slack-calls.ts";
import type { Outcome } from "../../src/slack/outcome.ts";
import { createRateBudget } from "../../src/slack/rate-budget.ts";
import type { ClientTarget, SlackChunk } from "../../src/types/index.ts";
import { quietLogger } from "./majors.ts";

const words = (text: string): readonly SlackChunk[] => [{ type: "markdown_text", text }];

for (const major of [7, 8] as const) {
  test(`a message's life through WebClient ${major}: each refusal is known for what it is`, async () => {
    const { slack, calls } = setUp(major);
    const start = applied(await calls.start({ chunks: words("Hello") }));
    expect(await calls.append(start, words(" there"))).toMatchObject({ type: "applied" });
    expect(await calls.update(start, { type: "markdown", markdown: "x" })).toMatchObject({
      reason: "still-streaming",
    });
    expect(await calls.append(start, words("x".repeat(13_000)))).toMatchObject({ reason: "message-full" });
    expect(await calls.append(start, [{ type: "task_update", id: "", status: "complete" }])).toMatchObject({
      reason: "card-refused",
    });
    const badBlocks = Array.from({ length: 60 }, () => ({ type: "divider" }));
    expect(await calls.stop(start, { blocks: badBlocks })).toMatchObject({ reason: "decoration-refused" });
    expect(await calls.stop(start, { metadata: { event_type: "answer", event_payload: {} } })).toMatchObject({
      type: "applied",
    });
    expect(await calls.stop(start, {})).toMatchObject({ reason: "message-over" });
    expect(await calls.append(start, words("!"))).toMatchObject({ reason: "message-over" });
    expect(await calls.update(start, { type: "markdown", markdown: "Hello there!" })).toMatchObject({
      type: "applied",
    });
    expect(await calls.append({ ...start, ts: "1.000001" }, words("!"))).toMatchObject({
      reason: "message-deleted",
    });
    expect(slack.messages.at(-1)).toMatchObject({ state: "stopped", errored: false });
  });

  test(`a start through WebClient ${major} that is lost is found again, and only as long as it is ours`, async () => {
    const { slack, calls, thread } = setUp(major);
    slack.failNext("chat.startStream", { type: "reset-after" });
    expect(await calls.start({ chunks: words("Hello") })).toMatchObject({ type: "unknown" });
    const found = await calls.find({ newerThan: thread.ts });
    expect(found).toMatchObject({ type: "found", messages: [{ own: true, streamingState: "in_progress" }] });
    slack.assertNoFaultLeft();
  });

  test(`a stop by the user through WebClient ${major} is known`, async () => {
    const { slack, calls } = setUp(major);
    const start = applied(await calls.start({ chunks: words("Hello") }));
    slack.failNext("chat.appendStream", { type: "user-stop", answer: "stopped_by_user" });
    expect(await calls.append(start, words("!"))).toMatchObject({ reason: "stopped-by-user" });
    expect(await calls.setSessionStatus("active")).toMatchObject({ type: "applied" });
  });

  test(`WebClient ${major} in a channel without a recipient, and on a Slack without streaming`, async () => {
    const lonely = setUp(major, {}, { recipientUserId: undefined, recipientTeamId: undefined });
    expect(await lonely.calls.start({ chunks: words("Hello") })).toMatchObject({
      reason: "native-unavailable",
    });
    const { calls } = setUp(major, { govSlack: true });
    expect(await calls.start({ chunks: words("Hello") })).toMatchObject({
      reason: "native-unavailable",
      isLasting: true,
      code: "unknown_method",
    });
    expect(await calls.post({ type: "markdown", markdown: "Hello" })).toMatchObject({ type: "applied" });
  });
}

test("ten greedy streams under a budget use what Slack lets through, and are refused once", async () => {
  const { slack, calls, clock } = setUp(8, { rateLimits: "documented", ttlMs: 3_600_000 });
  const budget = createRateBudget();
  const start = applied(await calls.start({ chunks: words("Hello") }));
  const call = { method: "chat.appendStream", workspace: "w", channel: "C1", priority: "text" } as const;
  let appended = 0;
  let refused = 0;
  const streams = Array.from({ length: 10 }, () => clock.now());
  const endMs = clock.now() + 120_000;
  for (let nowMs = clock.now(); nowMs < endMs; nowMs = Math.min(...streams)) {
    await clock.advance(nowMs - clock.now());
    const stream = streams.indexOf(nowMs);
    const waitMs = budget.take({ ...call, nowMs, stream: String(stream) });
    if (waitMs === 0) {
      const outcome = await calls.append(start, words("."));
      if (outcome.type === "applied") appended += 1;
      else {
        expect(outcome).toMatchObject({ type: "refused", reason: "rate-limited" });
        const retryAfterMs = (outcome.type === "refused" && outcome.retryAfterMs) || 0;
        budget.refused({ ...call, nowMs, stream: String(stream) }, retryAfterMs);
        refused += 1;
      }
    }
    streams[stream] = nowMs + (waitMs === 0 ? 500 : waitMs);
  }
  // 100 at once and 100 a minute.
  expect(appended).toBeGreaterThan(280);
  expect(refused).toBe(1);
  expect(slack.calls.filter(({ method }) => method === "chat.appendStream")).toHaveLength(appended + refused);
});

function setUp(major: 7 | 8, options: EmulatorOptions = {}, change: Partial<ClientTarget> = {}) {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock, ...options });
  const thread = slack.postUserMessage({ text: "Any news?" });
  const client =
    major === 7
      ? new WebClient7(slack.token, { ...slack.webClientOptions(7), logger: quietLogger })
      : new WebClient8(slack.token, { ...slack.webClientOptions(8), logger: quietLogger });
  const target: ClientTarget = {
    client,
    channel: thread.channel,
    threadTs: thread.ts,
    recipientUserId: "U0000000001",
    recipientTeamId: "T0000000001",
    ...change,
  };
  return { clock, slack, thread, calls: createSlackCalls(target, { callTimeoutMs: 15_000, clock }) };
}

function applied(outcome: Outcome): { channel: string; ts: string } {
  if (outcome.type !== "applied")
    throw new Error(`expected a call to be applied, got ${JSON.stringify(outcome)}`);
  return { channel: outcome.channel, ts: outcome.ts };
}
