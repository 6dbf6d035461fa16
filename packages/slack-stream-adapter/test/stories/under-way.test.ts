import { afterEach, expect, test, vi } from "vitest";
import { type ClientTarget, type StreamOptions, streamToSlack } from "../../src/index.ts";
import { createStory, happen, type Story, silence } from "../support/story.ts";

afterEach(() => void vi.unstubAllGlobals());

const lines = ["One ", silence(4_000), "two ", silence(4_000), "three ", silence(20_000), "four."];

/** An edited answer with a client whose edits reach Slack late, as with a client that waits and retries by itself. */
async function play(delays: readonly number[], options: StreamOptions = {}) {
  const story = createStory();
  const { clock, slack, target } = story;
  const left = [...delays];
  const client = {
    async apiCall(method: string, args: object) {
      const delayMs = method === "chat.update" ? (left.shift() ?? 0) : 0;
      if (delayMs > 0) await new Promise<void>((resolve) => void clock.setTimer(delayMs, resolve));
      return (target.client as { apiCall(method: string, args: object): Promise<object> }).apiCall(
        method,
        args,
      );
    },
  };
  const promise = streamToSlack(
    story.script(lines),
    { ...target, client: client as unknown as ClientTarget["client"] },
    { clock, status: false, firstTextMs: 0, transport: "edit", ...options },
  );
  const receipt = await clock.runUntil(promise);
  const waitedMs = clock.now();
  await clock.advance(300_000);
  return { story, receipt, waitedMs, message: slack.messages.at(-1) };
}

// Regression: the late edit removed all later text, and the receipt called the old text certain.
test.each([16_000, 20_000, 30_000])(
  "an edit that lands %d ms late does not have the last word",
  async (ms) => {
    const { receipt, message } = await play([ms]);
    expect(message).toMatchObject({ markdown: "One two three four." });
    expect(receipt).toMatchObject({ outcome: "completed", segments: [{ uncertain: false }] });
  },
);

test("blocks below the answer wait for an edit that was given up, and are written after it", async () => {
  const stopBlocks = [{ type: "divider" }];
  const { story } = await play([0, 25_000], { stopBlocks });
  expect(story.slack.transcript()).toMatchInlineSnapshot(`
    [
      "0.0s chat.postMessage #1 text "One"",
      "4.0s chat.update #1 text "One two"",
      "26.0s chat.update #1 text "One two three"",
      "33.0s chat.update #1 text "One two three"",
      "33.0s chat.update #1 "One two three four." blocks[markdown "One two three four.", divider]",
    ]
  `);
});

test("an edit that Slack carries out long after its deadline is followed by the next, because aborting a call does not stop Slack", async () => {
  const { receipt, message } = await play([40_000]);
  expect(message).toMatchObject({ markdown: "One two three four." });
  expect(receipt).toMatchObject({ outcome: "completed", segments: [{ uncertain: false }] });
});

test("an edit that never ends counts as under way for a minute, and is made again then", async () => {
  const { receipt, message } = await play([100_000_000]);
  expect(message).toMatchObject({ markdown: "One two three four." });
  expect(receipt).toMatchObject({ outcome: "completed", segments: [{ uncertain: false }] });
  expect(receipt.times.totalMs).toBeLessThan(90_000);
});

test("after an abort no edit is sent while an earlier edit may still be carried out (P5)", async () => {
  const aborter = new AbortController();
  const { receipt, story } = await play([100_000_000], {
    abortSignal: aborter.signal,
    onEvent: (event) => event.type === "unconfirmed" && aborter.abort(),
  });
  expect(receipt).toMatchObject({ outcome: "aborted", segments: [{ uncertain: true }] });
  // No edit follows an edit that may still be carried out, until the time for closing is over.
  expect(receipt.times.totalMs).toBe(29_000);
  expect(story.clock.pending).toBe(1); // The client's own.
});

// The library made the stop again, although the response to the first one had come by then (fuzz, scope all, seed 9001386).
test("a late response tells that the user stopped the stream", async () => {
  const story = createStory();
  const { clock, slack, target } = story;
  const aborter = new AbortController();
  const client = {
    async apiCall(method: string, args: object) {
      if (method === "chat.stopStream") {
        slack.stopByUser(slack.messages.at(-1)?.ts ?? "", { answer: "stopped_by_user" });
        await new Promise<void>((resolve) => void clock.setTimer(6_000, resolve));
      }
      return (target.client as { apiCall(method: string, args: object): Promise<object> }).apiCall(
        method,
        args,
      );
    },
  };
  const receipt = await clock.runUntil(
    streamToSlack(
      story.script(["One.", silence(1_000), happen(() => aborter.abort()), silence(1_000)]),
      { ...target, client: client as unknown as ClientTarget["client"] },
      { clock, status: false, firstTextMs: 0, abortSignal: aborter.signal },
    ),
  );
  expect(receipt).toMatchObject({ outcome: "stopped-by-user", segments: [{ ended: "user-stop" }] });
  expect(timesOf(story, "chat.stopStream")).toEqual([7]);
});

/** The times of the calls of a method, s. */
function timesOf(story: Story, method: string): readonly number[] {
  return story.slack.transcript().flatMap((line) => {
    const [, seconds, called] = /^([\d.]+)s (\S+)/.exec(line) ?? [];
    return called === method ? [Number(seconds)] : [];
  });
}

function callByToken({ slack, target }: Story): void {
  vi.stubGlobal("fetch", slack.fetch);
  Object.assign(target, { client: undefined, token: slack.token, slackApiUrl: "https://slack.test/api/" });
}

const spoken = ["One ", silence(4_000), "two ", silence(4_000), "three ", silence(30_000), "four."];

test.each(["client", "token"] as const)(
  "an append that is carried out 40 s later is followed by none before, by %s (P5)",
  async (by) => {
    const story = createStory();
    story.slack.failNext("chat.appendStream", {
      type: "stall-before-headers",
      applied: "later",
      afterMs: 40_000,
    });
    const options = { keepaliveMs: 5_000 } as const;
    if (by === "token") callByToken(story);
    const receipt = await story.play(spoken, options);
    const [first = 0, second = Number.POSITIVE_INFINITY] = timesOf(story, "chat.appendStream");
    const [stop = 0] = timesOf(story, "chat.stopStream");
    expect(first).toBe(4);
    expect(Math.min(second, stop)).toBeGreaterThanOrEqual(44);
    expect(story.slack.messages.at(-1)).toMatchObject({ markdown: "One two three four." });
    expect(receipt).toMatchObject({ outcome: "completed", segments: [{ uncertain: false }] });
  },
);

test("a start that is carried out late is found, and its message is used (P5)", async () => {
  const story = createStory();
  story.slack.failNext("chat.startStream", {
    type: "stall-before-headers",
    applied: "later",
    afterMs: 40_000,
  });
  const receipt = await story.play(spoken);
  expect(timesOf(story, "chat.startStream")).toEqual([0]);
  expect(story.slack.messages.filter(({ botId }) => botId !== undefined)).toHaveLength(1);
  expect(receipt).toMatchObject({ outcome: "completed", segments: [{ start: 0, end: 19 }] });
});

test("near the end of a message's life a bare stop overtakes an append that may still be carried out", async () => {
  const story = createStory();
  story.slack.failNext("chat.appendStream", { type: "stall-before-headers" }, { skip: 1 });
  const lines = ["One ", silence(100_000), "two ", silence(160_000), "three ", silence(90_000), "four."];
  const receipt = await story.play(lines, { rotateAfterMs: 285_000, keepaliveMs: false });
  expect(timesOf(story, "chat.stopStream")[0]).toBe(285);
  expect(receipt).toMatchObject({ outcome: "completed" });
  expect(story.slack.messages.map(({ errored }) => errored)).not.toContain(true);
  expect(receipt.segments.map(({ uncertain }) => uncertain)).not.toContain(true);
});

test.each([
  ["chat.stopStream", {}, [4, 20, 37]],
  ["chat.update", { transport: "edit" }, [4, 19, 35]],
] as const)(
  "a last %s that hangs is repeated at its deadline, for the same again does no harm",
  async (method, options, times) => {
    const story = createStory();
    story.slack.failNext(method, { type: "stall-before-headers" }, { times: 2 });
    const receipt = await story.play(["One ", silence(4_000), "two."], options);
    expect(timesOf(story, method).map(Math.floor)).toEqual(times);
    expect(story.slack.messages.at(-1)).toMatchObject({ markdown: "One two.", errored: false });
    expect(receipt).toMatchObject({ outcome: "completed", segments: [{ uncertain: false }] });
  },
);
