import { setTimeout as sleep } from "node:timers/promises";
import { MockLanguageModelV4 } from "ai/test";

/** The next step of a scripted model: give text, be silent, think, cite, call a tool, end early, or fail. */
export type ScriptLine =
  | string
  | { readonly silenceMs: number }
  | { readonly thought: string }
  | { readonly source: string; readonly title: string }
  | { readonly call: string; readonly input: object }
  | { readonly finish: "length" | "content-filter" }
  | Error;

/** One script for each step. A step that calls a tool is followed by the next step, as with a real model. */
export interface Script {
  readonly steps: readonly (readonly ScriptLine[])[];
  /** Time between two words. @default 20 */
  readonly wordMs?: number | undefined;
  /** Waits. @default by the system's clock */
  readonly wait?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

/** A language model for the AI SDK that plays a script: no key, no network, and the real `streamText` around it. */
export function createScriptedModel({ steps, wordMs = 20, wait = sleepFor }: Script): MockLanguageModelV4 {
  let turn = 0;
  return new MockLanguageModelV4({
    provider: "scripted",
    modelId: "scripted",
    doStream: async ({ abortSignal }) => {
      const lines = steps[turn % steps.length] ?? [];
      turn += 1;
      return { stream: toStream(play(lines, { step: turn, wordMs, wait, abortSignal })) };
    },
  });
}

type StreamResult = Awaited<ReturnType<MockLanguageModelV4["doStream"]>>;
type Part = StreamResult["stream"] extends ReadableStream<infer P> ? P : never;

function sleepFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return sleep(ms, undefined, signal && { signal });
}

interface PlayOptions {
  readonly step: number;
  readonly wordMs: number;
  readonly wait: NonNullable<Script["wait"]>;
  readonly abortSignal: AbortSignal | undefined;
}

async function* play(
  lines: readonly ScriptLine[],
  { step, wordMs, wait, abortSignal }: PlayOptions,
): AsyncGenerator<Part> {
  const id = "text";
  let reason: "stop" | "tool-calls" | "length" | "content-filter" = "stop";
  let calls = 0;
  yield { type: "stream-start", warnings: [] };
  yield { type: "text-start", id };
  for (const line of lines) {
    abortSignal?.throwIfAborted();
    if (line instanceof Error) {
      // As providers do it: the stream has an error part and does not throw.
      yield { type: "error", error: line };
      return;
    }
    if (typeof line === "string") {
      for (const delta of toWords(line)) {
        yield { type: "text-delta", id, delta };
        await wait(wordMs, abortSignal);
      }
    } else if ("silenceMs" in line) {
      await wait(line.silenceMs, abortSignal);
    } else if ("thought" in line) {
      yield { type: "reasoning-start", id: "thought" };
      yield { type: "reasoning-delta", id: "thought", delta: line.thought };
      yield { type: "reasoning-end", id: "thought" };
    } else if ("source" in line) {
      yield { type: "source", sourceType: "url", id: line.source, url: line.source, title: line.title };
    } else if ("finish" in line) {
      reason = line.finish;
    } else {
      reason = "tool-calls";
      calls += 1;
      yield {
        type: "tool-call",
        toolCallId: `${line.call}-${step}-${calls}`,
        toolName: line.call,
        input: JSON.stringify(line.input),
      };
    }
  }
  yield { type: "text-end", id };
  yield {
    type: "finish",
    finishReason: { unified: reason, raw: undefined },
    usage: {
      inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: undefined, text: undefined, reasoning: undefined },
    },
  };
}

function toWords(text: string): readonly string[] {
  return text.match(/^\s+|\S+\s*/g) ?? [];
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
