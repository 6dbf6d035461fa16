import * as ai7 from "ai";
import * as test7 from "ai/test";
import * as ai6 from "ai-6";
import * as test6 from "ai-6/test";
import { expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import type { StreamSource } from "../../src/index.ts";
import { createStory } from "../support/story.ts";

type Part = Record<string, unknown> & { type: string };

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 1, text: 1, reasoning: undefined },
};
const finish = (reason: string): Part => ({
  type: "finish",
  finishReason: { unified: reason, raw: reason },
  usage,
});
const says = (id: string, ...words: string[]): Part[] => [
  { type: "text-start", id },
  ...words.map((delta) => ({ type: "text-delta", id, delta })),
  { type: "text-end", id },
];

/** The same script with the real `streamText` of both majors, whose own test helpers make the models. */
const sdks = {
  6: (steps: readonly Part[][], signal?: AbortSignal) => {
    let step = 0;
    const model = new test6.MockLanguageModelV3({
      doStream: async () =>
        ({ stream: ai6.simulateReadableStream({ chunks: (steps[step++] ?? []) as never[] }) }) as never,
    });
    return ai6.streamText({
      model,
      prompt: "p",
      ...options(ai6, signal),
      onError: () => {},
    } as never) as never;
  },
  7: (steps: readonly Part[][], signal?: AbortSignal) => {
    let step = 0;
    const model = new test7.MockLanguageModelV4({
      doStream: async () =>
        ({ stream: ai7.simulateReadableStream({ chunks: (steps[step++] ?? []) as never[] }) }) as never,
    });
    return ai7.streamText({
      model,
      prompt: "p",
      ...options(ai7, signal),
      onError: () => {},
    } as never) as never;
  },
} as const;

function options(ai: typeof ai6 | typeof ai7, signal: AbortSignal | undefined) {
  const tool = (ai.tool as (definition: object) => unknown)({
    inputSchema: (ai.jsonSchema as (schema: object) => unknown)({ type: "object", properties: {} }),
    execute: async () => "42",
  });
  return { tools: { search: tool }, stopWhen: ai.stepCountIs(3), abortSignal: signal };
}

const twoSteps = [
  [
    { type: "stream-start", warnings: [] },
    ...says("1", "Let me ", "search."),
    { type: "tool-call", toolCallId: "c1", toolName: "search", input: "{}" },
    finish("tool-calls"),
  ],
  [{ type: "stream-start", warnings: [] }, ...says("2", "It is ", "42."), finish("stop")],
];

for (const version of [6, 7] as const) {
  const streamText = sdks[version];

  test(`ai ${version}: a streamText result, a blank line between its steps`, async () => {
    const story = createStory({ clock: systemClock });
    const receipt = await story.play(streamText(twoSteps) as StreamSource, { tasks: false });
    expect(receipt).toMatchObject({
      outcome: "completed",
      text: "Let me search.\n\nIt is 42.",
      delivered: 25,
    });
    expect(story.slack.messages.at(-1)?.markdown).toBe("Let me search.\n\nIt is 42.");
  });

  test(`ai ${version}: textStream works as well`, async () => {
    const story = createStory({ clock: systemClock });
    const { textStream } = streamText(twoSteps) as { textStream: AsyncIterable<string> };
    const receipt = await story.play(textStream);
    expect(receipt).toMatchObject({ outcome: "completed", text: "Let me search.It is 42." });
  });

  test(`ai ${version}: a failing model is the source's own error, which textStream would hide`, async () => {
    const failure = new Error("overloaded");
    const failing = [
      [{ type: "stream-start", warnings: [] }, ...says("1", "Half an"), { type: "error", error: failure }],
    ];
    await expect(createStory({ clock: systemClock }).play(streamText(failing) as StreamSource)).rejects.toBe(
      failure,
    );

    const { textStream } = streamText(failing) as { textStream: AsyncIterable<string> };
    expect(await createStory({ clock: systemClock }).play(textStream)).toMatchObject({
      outcome: "completed",
      text: "Half an",
    });
  });

  test(`ai ${version}: a function of the signal stops the model when the stream is stopped`, async () => {
    const controller = new AbortController();
    const story = createStory({ clock: systemClock });
    let modelSignal: AbortSignal | undefined;
    const endless = [
      [{ type: "stream-start", warnings: [] }, ...says("1", ...Array.from({ length: 500 }, () => "word "))],
    ];
    const receipt = await story.play(
      (signal) => {
        modelSignal = signal;
        return streamText(endless, signal) as never;
      },
      {
        abortSignal: controller.signal,
        onEvent: (event) => event.type === "segment-start" && controller.abort(),
      },
    );
    expect(modelSignal?.aborted).toBe(true);
    expect(receipt.outcome).toBe("aborted");
  });
}

// The SDK's own page says that the text of a failed try "cannot be retracted and remains in consumer-facing streams".
test("ai 7: text of a try that streamRetries repeats stays, because the SDK's streams take nothing back", async () => {
  const tries = [
    [
      { type: "stream-start", warnings: [] },
      { type: "text-start", id: "t" },
      { type: "text-delta", id: "t", delta: "The capital of France is Par" },
      { type: "error", error: new Error("overloaded") },
    ],
    [{ type: "stream-start", warnings: [] }, ...says("t", "The capital of France is Paris."), finish("stop")],
  ];
  let made = 0;
  const model = new test7.MockLanguageModelV4({
    doStream: async () =>
      ({ stream: ai7.simulateReadableStream({ chunks: (tries[made++] ?? []) as never[] }) }) as never,
  });
  const result = ai7.streamText({ model, prompt: "p", streamRetries: 1, onError: () => {} });
  const receipt = await createStory({ clock: systemClock }).play(result as never);
  expect(made).toBe(2);
  expect(receipt.text).toMatch(/^The capital of France is Par\s*The capital of France is Paris\.$/);
});

// An object is the text that the model writes for it. Its partial forms are not text, and the error names the right stream.
test.each([6, 7] as const)(
  "ai %d: streamObject is shown as the JSON that the model writes",
  async (version) => {
    const ai = version === 6 ? ai6 : ai7;
    const Model = version === 6 ? test6.MockLanguageModelV3 : test7.MockLanguageModelV4;
    const open = () => {
      const chunks = [...says("t", '{"city":', '"Rome"}'), finish("stop")] as never[];
      const model = new Model({ doStream: { stream: ai.simulateReadableStream({ chunks }) } as never });
      const schema = ai7.jsonSchema({ type: "object", properties: { city: { type: "string" } } });
      return (ai.streamObject as (options: object) => ReturnType<typeof ai7.streamObject>)({
        model,
        prompt: "p",
        schema,
      });
    };
    const text = '{"city":"Rome"}';
    for (const source of [open(), open().fullStream, open().textStream, open().toTextStreamResponse()])
      expect(await createStory({ clock: systemClock }).play(source as never)).toMatchObject({ text });
    const halfMade = open().partialObjectStream as never;
    await expect(createStory({ clock: systemClock }).play(halfMade)).rejects.toThrow(
      /give the streamText result/,
    );
  },
);
