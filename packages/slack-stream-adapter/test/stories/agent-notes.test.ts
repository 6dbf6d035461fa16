import { expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import type { StreamItem, StreamOptions } from "../../src/index.ts";
import { finishes, type ModelPart, says, streamTexts, thinks } from "../support/ai-models.ts";
import { createStory, type Story, silence } from "../support/story.ts";

const url = (id: string, title?: string): ModelPart => ({
  type: "source",
  sourceType: "url",
  id,
  url: `https://example.com/${id}`,
  ...(title === undefined ? {} : { title }),
});
const document: ModelPart = {
  type: "source",
  sourceType: "document",
  id: "d",
  mediaType: "application/pdf",
  title: "Report",
  filename: "report.pdf",
};
const files: Readonly<Record<6 | 7, ModelPart>> = {
  6: { type: "file", mediaType: "image/png", data: "AAAA" },
  7: { type: "file", mediaType: "image/png", data: { type: "data", data: "AAAA" } },
};

for (const version of [6, 7] as const) {
  const play = async (
    parts: readonly ModelPart[],
    options?: StreamOptions,
    story = createStory({ clock: systemClock }),
  ) => {
    const receipt = await story.play(streamTexts[version]({ steps: [parts] }), options);
    return { story, receipt, thread: story.thread() };
  };
  const thinking = [
    ...thinks("**Weighing it**\n\n", "One could. ", "But one could ", "also not.\n"),
    ...says("Yes."),
    finishes(),
  ];
  const sourced = [
    url("a", "A page"),
    ...says("It is so."),
    url("b"),
    url("a", "A page"),
    document,
    finishes(),
  ];

  test(`ai ${version}: reasoning is nobody's business by default`, async () => {
    expect((await play(thinking)).story.slack.messages.at(-1)).toMatchObject({
      markdown: "Yes.",
      cards: new Map(),
    });
  });

  test(`ai ${version}: reasoning as a card, titled by the model's own headings`, async () => {
    expect((await play(thinking, { reasoning: "card" })).thread).toMatchInlineSnapshot(`
      "
      user:
      question

      bot #1:
      [✓] Weighing it
          One could. But one could also not.

      Yes.
      "
    `);
    const headed = [...thinks("**Weighing it**"), ...says("Yes."), finishes()];
    expect((await play(headed, { reasoning: "card" })).thread).toContain("[✓] Weighing it\nYes.");
    const plain = [...thinks("Hmm"), ...says("Yes."), finishes()];
    expect((await play(plain, { reasoning: "card" })).thread).toMatchInlineSnapshot(`
      "
      user:
      question

      bot #1:
      [✓] Thought
          Hmm
      Yes.
      "
    `);
  });

  test(`ai ${version}: a long thought is cut`, async () => {
    const long = Array.from({ length: 40 }, (_, index) => `Thought number ${index} is here. `);
    const { story } = await play([...thinks(...long), ...says("Yes."), finishes()], { reasoning: "card" });
    const details = story.slack.messages.at(-1)?.cards.get("reasoning-1")?.details ?? "";
    expect(details.length).toBeLessThanOrEqual(500);
    expect(details).toMatch(/^Thought number 0 is here\. Thought number 1 .*…$/);
  });

  test(`ai ${version}: sources are a card below the answer, each once`, async () => {
    const { story, thread } = await play(sourced);
    expect(thread).toMatchInlineSnapshot(`
      "
      user:
      question

      bot #1:
      It is so.
      [✓] 3 sources
          Report
          A page <https://example.com/a>
          example.com <https://example.com/b>
      "
    `);
    expect(story.slack.messages.at(-1)?.cards.get("sources")?.sources).toEqual([
      { type: "url", text: "A page", url: "https://example.com/a" },
      { type: "url", text: "example.com", url: "https://example.com/b" },
    ]);
  });

  test(`ai ${version}: sources as footnotes, or not at all`, async () => {
    expect((await play(sourced, { sources: "footnotes" })).story.slack.messages.at(-1)?.markdown).toBe(
      "It is so.\n\nSources: [A page](https://example.com/a) · [example.com](https://example.com/b) · Report",
    );
    expect((await play(sourced, { sources: "hide" })).story.slack.messages.at(-1)?.markdown).toBe(
      "It is so.",
    );
  });

  test(`ai ${version}: where Slack takes no cards, sources are footnotes, in the same message`, async () => {
    const story = createStory({ clock: systemClock });
    story.slack.failNext("chat.stopStream", "invalid_chunks");
    const { receipt } = await play(sourced, undefined, story);
    const streamed = story.slack.messages.filter((message) => message.streamed);
    expect(streamed).toHaveLength(1);
    expect(streamed[0]?.markdown).toContain("It is so.\n\nSources: [A page]");
    expect(receipt).toMatchObject({ outcome: "completed", text: "It is so." });
  });

  // A file without a word was dropped, though the docs promise a card.
  test(`ai ${version}: sources and files are shown where nothing else is`, async () => {
    const { receipt, thread } = await play([url("a"), files[version], finishes()]);
    expect(receipt).toMatchObject({ outcome: "completed", text: "" });
    expect(thread).toContain(
      "[✓] 1 source, 1 file\n    File (image/png)\n    example.com <https://example.com/a>",
    );
  });

  test(`ai ${version}: a file is named`, async () => {
    expect((await play([...says("Here."), files[version], finishes()])).thread).toMatchInlineSnapshot(`
      "
      user:
      question

      bot #1:
      Here.
      [✓] 1 file
          File (image/png)
      "
    `);
  });

  test(`ai ${version}: an answer that met its end says so`, async () => {
    const ended = async (reason: string, options?: StreamOptions) => {
      const { story, receipt } = await play([...says("Half an"), finishes(reason)], options);
      return {
        markdown: story.slack.messages.at(-1)?.markdown,
        text: receipt.text,
        outcome: receipt.outcome,
      };
    };
    expect(await ended("length")).toMatchInlineSnapshot(`
      {
        "markdown": "Half an

      _The answer ends here because it reached its length limit._",
        "outcome": "completed",
        "text": "Half an",
      }
    `);
    expect(await ended("content-filter")).toMatchInlineSnapshot(`
      {
        "markdown": "Half an

      _The answer was ended by a content filter._",
        "outcome": "completed",
        "text": "Half an",
      }
    `);
    expect(await ended("stop")).toMatchObject({ markdown: "Half an" });
    expect(await ended("length", { finishNotice: false })).toMatchObject({ markdown: "Half an" });
    expect(await ended("length", { finishNotice: (reason) => `Ended by ${reason}.` })).toMatchObject({
      markdown: "Half an\n\nEnded by length.",
    });
    const nobody = await play([finishes("content-filter")]);
    expect(nobody.receipt.outcome).toBe("silent");
  });
}

test("a notice below an answer stays after an expiry and a repair, and when the answer is posted and edited", async () => {
  const parts = [
    "It is so.",
    silence(600),
    " Indeed.",
    { type: "finish", finishReason: "length" },
  ] as unknown as StreamItem[];
  const markdown = (story: Story) => story.slack.messages.at(-1)?.markdown;
  const whole = "It is so. Indeed.\n\n_The answer ends here because it reached its length limit._";

  const edited = createStory();
  await edited.play(parts, { transport: "edit" });
  expect(markdown(edited)).toBe(whole);

  const repaired = createStory();
  repaired.slack.failNext("chat.stopStream", { type: "reset-after" });
  await repaired.play(parts);
  expect(markdown(repaired)).toBe(whole);

  const expired = createStory();
  expired.slack.failNext("chat.stopStream", "message_not_in_streaming_state");
  await expired.play(parts);
  expect(expired.thread()).toContain("_The answer ends here because it reached its length limit._");
});
