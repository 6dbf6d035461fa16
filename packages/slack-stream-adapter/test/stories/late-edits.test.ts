import { expect, test } from "vitest";
import { type ClientTarget, type StreamOptions, streamToSlack } from "../../src/index.ts";
import { createStory, silence } from "../support/story.ts";

const lines = ["One ", silence(4_000), "two ", silence(4_000), "three ", silence(20_000), "four."];

/** An edited answer through a client whose edits reach Slack late, as those of one do that waits and tries again by itself. */
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

// It took back all that was written after it, for good, and the receipt was sure of it.
test.each([16_000, 20_000, 30_000])(
  "an edit that lands %d ms late does not have the last word",
  async (ms) => {
    const { receipt, message } = await play([ms]);
    expect(message).toMatchObject({ markdown: "One two three four." });
    expect(receipt).toMatchObject({ outcome: "completed", segments: [{ uncertain: false }] });
  },
);

test("what belongs below the answer is written again with it", async () => {
  const stopBlocks = [{ type: "divider" }];
  const { story } = await play([0, 25_000], { stopBlocks });
  expect(story.slack.transcript().slice(-3)).toMatchInlineSnapshot(`
    [
      "28.0s chat.update #1 "One two three four." blocks[markdown "One two three four.", divider]",
      "33.0s chat.update #1 text "One two three"",
      "33.0s chat.update #1 "One two three four." blocks[markdown "One two three four.", divider]",
    ]
  `);
});

test("one that lands much later than its deadline is written over: that we aborted it says nothing of Slack (B2)", async () => {
  const { receipt, message } = await play([40_000]);
  expect(message).toMatchObject({ markdown: "One two three four." });
  expect(receipt).toMatchObject({ outcome: "completed", segments: [{ uncertain: false }] });
});

test("an edit that never ends counts as under way for a minute, and the message is written once more", async () => {
  const { receipt, message } = await play([100_000_000]);
  expect(message).toMatchObject({ markdown: "One two three four." });
  expect(receipt).toMatchObject({ outcome: "completed", segments: [{ uncertain: false }] });
  expect(receipt.times.totalMs).toBeLessThan(90_000);
});

test("who is in a hurry waits for no late edit", async () => {
  const aborter = new AbortController();
  const { receipt, story } = await play([100_000_000], {
    abortSignal: aborter.signal,
    onEvent: (event) => event.type === "doubt" && aborter.abort(),
  });
  expect(receipt).toMatchObject({ outcome: "aborted", segments: [{ uncertain: true }] });
  expect(receipt.times.totalMs).toBe(19_000); // The deadline of the edit of the fourth second.
  expect(story.clock.pending).toBe(1); // The client's own.
});
