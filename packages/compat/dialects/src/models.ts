import { MockLanguageModelV4, simulateReadableStream as simulate7 } from "ai/test";
import { MockLanguageModelV1, simulateReadableStream as simulate4 } from "ai-4/test";
import { MockLanguageModelV2, simulateReadableStream as simulate5 } from "ai-5/test";
import { MockLanguageModelV3, simulateReadableStream as simulate6 } from "ai-6/test";

/** The stream of a model of the AI SDK: a step that calls a tool, and then a step that answers. */
const usage5 = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };
export const usage7 = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
const finish7 = (unified: string) => ({
  type: "finish",
  finishReason: { unified, raw: unified },
  usage: usage7,
});

const text = (id: string, ...pieces: readonly string[]) => [
  { type: "text-start", id },
  ...pieces.map((delta) => ({ type: "text-delta", id, delta })),
  { type: "text-end", id },
];
const call = { type: "tool-call", toolCallId: "call_1", toolName: "weather", input: '{"city":"Rome"}' };
const start = { type: "stream-start", warnings: [] };

const steps = (finish: (reason: string) => object) => [
  [start, ...text("1", "Let me ", "look."), call, finish("tool-calls")],
  [start, ...text("1", "It is ", "sunny in Rome."), finish("stop")],
];

/** Plays one step after the other, and repeats the last one. */
function inTurn<T>(streams: readonly T[]): () => T {
  let at = 0;
  return () => streams[Math.min(at++, streams.length - 1)] as T;
}

const failed = (finish: object) => [
  [start, ...text("1", "Half").slice(0, 2), { type: "error", error: new Error("overloaded") }, finish],
];

type How = "answers" | "fails";

export function model7(how: How = "answers") {
  const next = inTurn(how === "answers" ? steps(finish7) : failed(finish7("error")));
  return new MockLanguageModelV4({
    doStream: async () => ({ stream: simulate7({ chunks: next() }) }) as never,
  });
}

export function model6(how: How = "answers") {
  const next = inTurn(how === "answers" ? steps(finish7) : failed(finish7("error")));
  return new MockLanguageModelV3({
    doStream: async () => ({ stream: simulate6({ chunks: next() }) }) as never,
  });
}

export function model5(how: How = "answers") {
  const finish = (finishReason: string) => ({ type: "finish", finishReason, usage: usage5 });
  const next = inTurn(how === "answers" ? steps(finish) : failed(finish("error")));
  return new MockLanguageModelV2({
    doStream: async () => ({ stream: simulate5({ chunks: next() }) }) as never,
  });
}

export function model4(how: How = "answers") {
  const finish = (finishReason: string) => ({
    type: "finish",
    finishReason,
    usage: { promptTokens: 1, completionTokens: 1 },
  });
  const deltas = (...pieces: readonly string[]) =>
    pieces.map((textDelta) => ({ type: "text-delta", textDelta }));
  const next = inTurn<readonly object[]>(
    how === "answers"
      ? [
          [
            ...deltas("Let me ", "look."),
            {
              type: "tool-call",
              toolCallType: "function",
              toolCallId: "call_1",
              toolName: "weather",
              args: '{"city":"Rome"}',
            },
            finish("tool-calls"),
          ],
          [...deltas("It is ", "sunny in Rome."), finish("stop")],
        ]
      : [[...deltas("Half"), { type: "error", error: new Error("overloaded") }, finish("error")]],
  );
  return new MockLanguageModelV1({
    defaultObjectGenerationMode: "json",
    doStream: async () =>
      ({
        stream: simulate4({ chunks: [...next()] }),
        rawCall: { rawPrompt: null, rawSettings: {} },
      }) as never,
  });
}
