import { setTimeout as sleep } from "node:timers/promises";
import { simulateReadableStream } from "ai";
import { MockLanguageModelV4 } from "ai/test";

/** What a scripted model does next: say something, be silent, call a tool, fail. */
export type ScriptLine =
  | string
  | { readonly silenceMs: number }
  | { readonly call: string; readonly input: object }
  | Error;

/** One script a step: a step that calls a tool is followed by the next one, as with a real model. */
export interface Script {
  readonly steps: readonly (readonly ScriptLine[])[];
  /** Time between two words. @default 20 */
  readonly wordMs?: number | undefined;
}

/** A language model for the AI SDK that plays a script: no key, no network, and the real `streamText` around it. */
export function createScriptedModel({ steps, wordMs = 20 }: Script): MockLanguageModelV4 {
  let turn = 0;
  return new MockLanguageModelV4({
    provider: "scripted",
    modelId: "scripted",
    doStream: async ({ abortSignal }) => {
      const lines = steps[turn % steps.length] ?? [];
      turn += 1;
      return { stream: toStream(play(lines, { wordMs, abortSignal })) };
    },
  });
}

type StreamResult = Awaited<ReturnType<MockLanguageModelV4["doStream"]>>;
type Part = StreamResult["stream"] extends ReadableStream<infer P> ? P : never;

interface PlayOptions {
  readonly wordMs: number;
  readonly abortSignal: AbortSignal | undefined;
}

async function* play(
  lines: readonly ScriptLine[],
  { wordMs, abortSignal }: PlayOptions,
): AsyncGenerator<Part> {
  const id = "text";
  let called = false;
  yield { type: "stream-start", warnings: [] };
  yield { type: "text-start", id };
  for (const line of lines) {
    abortSignal?.throwIfAborted();
    if (line instanceof Error) {
      // As providers do it: a part that says so, not a stream that throws.
      yield { type: "error", error: line };
      return;
    }
    if (typeof line === "string") {
      const words = line.match(/^\s+|\S+\s*/g) ?? [];
      for await (const delta of simulateReadableStream({ chunks: words, chunkDelayInMs: wordMs })) {
        abortSignal?.throwIfAborted();
        yield { type: "text-delta", id, delta };
      }
    } else if ("silenceMs" in line) {
      await sleep(line.silenceMs, undefined, abortSignal && { signal: abortSignal });
    } else {
      called = true;
      yield {
        type: "tool-call",
        toolCallId: line.call,
        toolName: line.call,
        input: JSON.stringify(line.input),
      };
    }
  }
  yield { type: "text-end", id };
  yield {
    type: "finish",
    finishReason: { unified: called ? "tool-calls" : "stop", raw: undefined },
    usage: {
      inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: undefined, text: undefined, reasoning: undefined },
    },
  };
}

function toStream(parts: AsyncGenerator<Part>): ReadableStream<Part> {
  return new ReadableStream({
    async pull(controller) {
      const part = await parts.next();
      if (part.done === true) controller.close();
      else controller.enqueue(part.value);
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}
