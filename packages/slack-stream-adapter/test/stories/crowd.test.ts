import { WebClient } from "@slack/web-api";
import { createManualClock, createSlackEmulator } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { streamToSlack } from "../../src/index.ts";

const sayings = Array.from({ length: 60 }, (_, index) => `Word ${index} of the answer, and more. `);

/** So many answers of one app at once, each half a minute long, in one channel, at Slack's documented limits times `limits`. */
async function playCrowd(streams: number, { limits = 1, spoken = sayings } = {}) {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock, latencyMs: 60, rateLimits: { scale: limits } });
  const client = new WebClient(slack.token, slack.webClientOptions(8));
  const startedAt = clock.now();
  const answers = Array.from({ length: streams }, async () => {
    const { channel, ts: threadTs } = slack.postUserMessage({ text: "question" });
    async function* source() {
      for (const saying of spoken) {
        await new Promise<void>((resolve) => void clock.setTimer(500, resolve));
        yield saying;
      }
    }
    return streamToSlack(
      source(),
      { client, channel, threadTs, recipientUserId: "U0000000001", recipientTeamId: "T0000000001" },
      { clock, status: false, firstTextMs: 0 },
    );
  });
  const receipts = await clock.runUntil(Promise.all(answers));
  const refusals = slack.calls
    .filter((call) => call.answer?.ok === false && call.answer.error === "ratelimited")
    .map((call) => ({ method: call.method, ms: call.at - startedAt }));
  return { slack, receipts, refusals, tookMs: clock.now() - startedAt };
}

// The least that anybody can take: sources speak for 30 s, and after the burst an answer needs a start and a stop, of
// which there are 20 a minute, or a post, of which there is one a second.
test.each([
  [10, 31_000],
  [60, 1.2 * 37_000],
  [200, 1.2 * 142_000],
])("%d answers of one workspace all arrive whole and closed, within %d ms", async (streams, mostMs) => {
  const { slack, receipts, refusals, tookMs } = await playCrowd(streams);
  expect(tookMs).toBeLessThanOrEqual(mostMs);
  expect(receipts.filter(({ outcome }) => outcome !== "completed")).toEqual([]);
  expect(receipts.filter(({ text, delivered }) => delivered < text.trimEnd().length)).toEqual([]);
  const answers = slack.messages.filter((message) => message.botId !== undefined);
  expect(answers.filter(({ state, errored }) => errored || state === "open")).toEqual([]);
  // Whether Slack lets more through is tried at most once a minute.
  const late = refusals.filter(({ ms }) => ms > 60_000);
  const minutes = late.map(({ method, ms }) => `${method} in minute ${Math.floor(ms / 60_000)}`);
  expect(minutes).toEqual([...new Set(minutes)]);
});

// Findings of 2026-11-26, C: a post a second was all that was tried, so 20 answers without a start took twice as long.
test("60 short answers are done within 1.2 of the least time where Slack lets twice as much through", async () => {
  const { receipts, tookMs } = await playCrowd(60, { limits: 2, spoken: sayings.slice(0, 15) });
  expect(receipts.filter(({ outcome }) => outcome !== "completed")).toEqual([]);
  // 41 are closed by a stop, and 19 are posts, two a second from the first text on, which comes after half a second.
  expect(tookMs).toBeLessThanOrEqual(1.2 * 9_500);
});

// Findings of 2026-11-26, C: the budget held text back that Slack would have let through.
test.each([4, 10])(
  "60 answers end with their last token where Slack lets %d times more through",
  async (limits) => {
    const { receipts, tookMs } = await playCrowd(60, { limits });
    expect(receipts.filter(({ outcome }) => outcome !== "completed")).toEqual([]);
    expect(tookMs).toBeLessThanOrEqual(30_000 + 1_500);
  },
);

test("appends of streams that share a workspace use what Slack lets through, after one refusal", async () => {
  const { slack, receipts, refusals } = await playCrowd(15);
  const appends = slack.calls.filter(({ method, answer }) => method === "chat.appendStream" && answer?.ok);
  // 100 at once and 100 a minute, for half a minute.
  expect(appends.length).toBeGreaterThan(130);
  expect(refusals.length).toBeLessThanOrEqual(15);
  expect(receipts.every(({ text, delivered }) => delivered >= text.trimEnd().length)).toBe(true);
});
