import { expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { calls, finishes, says, streamTexts } from "../support/ai-models.ts";
import { createStory, happen, type Line, silence } from "../support/story.ts";

const silentReplies = ["NO_REPLY", "HEARTBEAT_OK"];

test("a whole reply that means silence posts nothing, however it was cut", async () => {
  const cuts = [["NO_REPLY"], [..."NO_REPLY"], ["\n", "HEART", silence(5_000), "BEAT_OK", " \n"]];
  for (const lines of cuts) {
    const story = createStory();
    const receipt = await story.play(lines, { silentReplies, keepaliveMs: 1_000 });
    expect(receipt).toMatchObject({ outcome: "silent", segments: [], delivered: 0 });
    expect(receipt.text.trim()).toMatch(/^(NO_REPLY|HEARTBEAT_OK)$/);
    expect(story.slack.calls).toEqual([]);
  }
});

test("no call is made before it is decided; a reply that only begins like a silent one streams from its beginning", async () => {
  const story = createStory();
  const receipt = await story.play(["NO", silence(2_000), "_RE", silence(2_000), "ASON to worry."], {
    silentReplies,
  });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    4.0s chat.startStream #1 "NO_REASON to worry."
    4.0s chat.stopStream #1
    "
  `);
  expect(receipt).toMatchObject({ outcome: "completed", text: "NO_REASON to worry.", delivered: 19 });
});

test("other replies do not wait, and the beginning of a silent reply is an answer", async () => {
  const story = createStory();
  await story.play(["No, ", silence(2_000), "not today."], { silentReplies });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    0.0s chat.startStream #1 "No,"
    2.0s chat.appendStream #1 " not today."
    2.0s chat.stopStream #1
    "
  `);
  const short = createStory();
  const receipt = await short.play(["NO"], { silentReplies });
  expect(receipt).toMatchObject({ outcome: "completed", delivered: 2 });
});

test("firstTextMs counts from when it is decided", async () => {
  const story = createStory();
  await story.play(["NO", silence(2_000), "PE,", silence(100), " never", silence(3_000)], {
    silentReplies,
    firstTextMs: 1_000,
  });
  expect(story.transcript()).toMatchInlineSnapshot(`
    "
    3.0s chat.startStream #1 "NOPE, never"
    5.1s chat.stopStream #1
    "
  `);
});

test("a failure, an abort or a stop that comes before it is decided shows nothing", async () => {
  const ends: readonly (readonly [(controller: AbortController) => Line, string])[] = [
    [() => new Error("boom"), "boom"],
    [(controller) => happen(() => controller.abort()), "aborted"],
    [() => ({ type: "abort" }), "aborted"],
  ];
  for (const [toLine, outcome] of ends) {
    const controller = new AbortController();
    const story = createStory();
    const played = story.play(["NO_", silence(100), toLine(controller), silence(100)], {
      silentReplies,
      abortSignal: controller.signal,
    });
    const told = await played.then(
      (receipt) => receipt.outcome,
      (error: unknown) => (error as Error).message,
    );
    expect(told).toBe(outcome);
    expect(story.slack.calls).toEqual([]);
    await story.clock.advance(200); // The script's own silence.
    expect(story.clock.pending).toBe(0);
  }
});

test("a source that is silent for too long fails, and a source whose text is held back is not silent", async () => {
  const letters = [..."HEARTBEAT_OK"].flatMap((letter) => [letter, silence(900)]);
  const options = { silentReplies, sourceTimeoutMs: 1_000 };
  expect(await createStory().play(letters, options)).toMatchObject({ outcome: "silent" });
  await expect(createStory().play(["HEART", silence(2_000)], options)).rejects.toMatchObject({
    code: "source-timeout",
  });
});

for (const version of [6, 7] as const) {
  const answer = async (text: string) => {
    const story = createStory({ clock: systemClock });
    const result = streamTexts[version]({
      steps: [
        [...calls("c1", "readInbox"), finishes("tool-calls")],
        [...says(...text), finishes()],
      ],
      tools: { readInbox: { execute: async () => "nothing new" } },
    });
    return { story, receipt: await story.play(result, { silentReplies }) };
  };

  test(`ai ${version}: an agent that looked and has nothing to say posts no card either`, async () => {
    const { story, receipt } = await answer("HEARTBEAT_OK");
    expect(receipt).toMatchObject({ outcome: "silent", text: "HEARTBEAT_OK" });
    expect(story.slack.calls).toEqual([]);
  });

  test(`ai ${version}: an agent that has something to say shows what it did`, async () => {
    const { story } = await answer("HE wrote.");
    expect(story.thread()).toContain("[✓] Read inbox\n    nothing new\nHE wrote.");
  });
}
