import { expect, test } from "vitest";
import { SlackStreamError, type StreamEvent } from "../../src/index.ts";
import { createStory, happen, silence } from "../support/story.ts";

test("abortSignal: the text that was read is sent, the message is closed, the source is returned", async () => {
  const controller = new AbortController();
  const story = createStory();
  const receipt = await story.play(
    ["Some text", silence(200), " and more", happen(() => controller.abort()), silence(60_000), "never read"],
    { abortSignal: controller.signal },
  );

  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Some text"
    0.2s chat.stopStream #1 " and more"
    "
  `);
  expect(receipt).toMatchObject({ outcome: "aborted", text: "Some text and more" });
  expect(story.returned.count).toBe(1);
});

// What begins like a stream of events or lines waits for more characters. It was lost if none came.
test("text that could still be a stream of lines is posted at an abort, and after a silence that is too long", async () => {
  const controller = new AbortController();
  const aborted = createStory();
  const steps = ["1", silence(200), happen(() => controller.abort()), silence(60_000)];
  expect(await aborted.play(steps, { abortSignal: controller.signal })).toMatchObject({
    text: "1",
    delivered: 1,
  });
  const silent = createStory();
  const play = silent.play(["{", silence(120_000)], { sourceTimeoutMs: 30_000 });
  await expect(play).rejects.toMatchObject({ code: "source-timeout", receipt: { text: "{", delivered: 1 } });
});

test("an abort before any text posts nothing", async () => {
  const story = createStory();
  const receipt = await story.play(["text"], { abortSignal: AbortSignal.abort() });
  expect(receipt.outcome).toBe("aborted");
  expect(story.slack.calls).toEqual([]);
});

test("an error of the source after an abort is an abort", async () => {
  const controller = new AbortController();
  const story = createStory();
  const receipt = await story.play(
    ["Text", happen(() => controller.abort()), new Error("aborted by signal")],
    {
      abortSignal: controller.signal,
    },
  );
  expect(receipt.outcome).toBe("aborted");
});

test("a failing source: its own error, after the message was closed with a notice", async () => {
  const failure = new Error("model overloaded");
  const story = createStory();
  await expect(story.play(["Half an ans", silence(1_000), failure])).rejects.toBe(failure);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Half an ans"
    1.0s chat.stopStream #1 "⏎⏎_Something went wrong; this answer is incomplete._"
    "
  `);
});

test("failureNotice: a function of the error, a string, or nothing", async () => {
  const noticeOf = async (failureNotice: string | false | ((error: unknown) => string)) => {
    const story = createStory();
    await story.play(["Text", new Error("boom")], { failureNotice }).catch(() => {});
    return story.slack.messages.at(-1)?.markdown;
  };
  expect(await noticeOf((error) => `Failed: ${(error as Error).message}`)).toBe("Text\n\nFailed: boom");
  expect(await noticeOf("Sorry.")).toBe("Text\n\nSorry.");
  expect(await noticeOf(false)).toBe("Text");
  expect(
    await noticeOf(() => {
      throw new Error("in the notice");
    }),
  ).toBe("Text");
});

test("a source that fails before any text posts nothing", async () => {
  const failure = new Error("no such model");
  const story = createStory();
  await expect(story.play([failure])).rejects.toBe(failure);
  expect(story.slack.calls).toEqual([]);
});

test("error and abort parts of the AI SDK", async () => {
  const failure = new Error("overloaded");
  const failing = createStory();
  const parts = [
    { type: "text-delta", id: "1", text: "Partial" },
    { type: "error", error: failure },
  ];
  await expect(failing.play(parts)).rejects.toBe(failure);

  const aborted = createStory();
  const receipt = await aborted.play([{ type: "text-delta", id: "1", text: "Partial" }, { type: "abort" }]);
  expect(receipt).toMatchObject({ outcome: "aborted", text: "Partial" });
});

test("sourceTimeoutMs: silence for longer is a failure", async () => {
  const story = createStory();
  const play = story.play(["Text", silence(120_000), "late"], { sourceTimeoutMs: 30_000 });
  await expect(play).rejects.toMatchObject({ code: "source-timeout" });
  await expect(play).rejects.toSatisfy(SlackStreamError.isInstance);
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "Text"
    30.0s chat.stopStream #1 "⏎⏎_Something went wrong; this answer is incomplete._"
    "
  `);
  expect(story.returned.count).toBe(1);
});

test("Slack refuses for good: the source is returned, the function's signal fires, the receipt comes with the error", async () => {
  const story = createStory({ target: { channel: "C0000000404" } });
  let fired: AbortSignal | undefined;
  const play = story.play((signal) => {
    fired = signal;
    return story.script(["Text", silence(60_000), "more"]);
  });
  await expect(play).rejects.toMatchObject({
    code: "refused",
    slackCode: "channel_not_found",
    receipt: { outcome: "failed" },
  });
  expect(fired?.aborted).toBe(true);
  expect(story.returned.count).toBe(1);
});

test("onEvent and onFinish are called however the stream ends, and can break nothing", async () => {
  const events: StreamEvent["type"][] = [];
  const finished: unknown[] = [];
  const options = {
    onEvent: (event: StreamEvent) => {
      events.push(event.type);
      throw new Error("a listener's own");
    },
    onFinish: async (receipt: { outcome: string }, error?: unknown) => {
      finished.push([receipt.outcome, error]);
      throw new Error("a listener's own");
    },
  };
  const failure = new Error("boom");
  await createStory().play(["Text", silence(1_000), " more"], options);
  await createStory().play([], options);
  await createStory()
    .play(["Text", failure], options)
    .catch(() => {});
  await createStory({ target: { channel: "C0000000404" } })
    .play(["Text"], options)
    .catch(() => {});

  expect(events).toEqual(["segment-start", "append", "segment-end", "segment-start", "segment-end"]);
  expect(finished).toEqual([
    ["completed", undefined],
    ["silent", undefined],
    ["failed", failure],
    ["failed", expect.objectContaining({ code: "refused" })],
  ]);
});
