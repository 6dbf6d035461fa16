import type { TextStreamPart, ToolSet, UIMessageChunk } from "ai";
import { simulateReadableStream, type streamText } from "ai";
import type {
  TextStreamPart as TextStreamPart6,
  ToolSet as ToolSet6,
  UIMessageChunk as UIMessageChunk6,
} from "ai-6";
import { expect, expectTypeOf, test } from "vitest";
import type { SlackChunk, StreamInput, StreamItem, StreamSource } from "../src/index.ts";
import { createStory } from "./support/story.ts";

// The items that the documentation of `StreamInput` and `StreamItem` names. Wrong types fail to compile.

test("an item is text, bytes, a Slack chunk, or whatever an SDK streams", () => {
  expectTypeOf<string>().toExtend<StreamItem>();
  expectTypeOf<Uint8Array>().toExtend<StreamItem>();
  expectTypeOf<SlackChunk>().toExtend<StreamItem>();
  expectTypeOf<TextStreamPart<ToolSet>>().toExtend<StreamItem>();
  expectTypeOf<TextStreamPart6<ToolSet6>>().toExtend<StreamItem>();
  expectTypeOf<UIMessageChunk>().toExtend<StreamItem>();
  expectTypeOf<UIMessageChunk6>().toExtend<StreamItem>();
  // Chunks and events of other SDKs have no common field: of OpenAI, Anthropic, Google, LangChain.
  expectTypeOf<{ choices: { delta: { content?: string | null } }[] }>().toExtend<StreamItem>();
  expectTypeOf<{ candidates?: object[]; readonly text: string | undefined }>().toExtend<StreamItem>();
  expectTypeOf<[object, { langgraph_node: string }]>().toExtend<StreamItem>();
  expectTypeOf<number>().not.toExtend<StreamItem>();
  expectTypeOf<null>().not.toExtend<StreamItem>();
});

test("an input is a result, a stream, an iterable, a Response or text; a source may be a function of the signal", () => {
  type Result = ReturnType<typeof streamText>;
  expectTypeOf<Result>().toExtend<StreamInput>();
  expectTypeOf<Result["fullStream"]>().toExtend<StreamInput>();
  expectTypeOf<Result["textStream"]>().toExtend<StreamInput>();
  expectTypeOf<ReturnType<Result["toUIMessageStream"]>>().toExtend<StreamInput>();
  expectTypeOf<Response>().toExtend<StreamInput>();
  expectTypeOf<ReadableStream<Uint8Array>>().toExtend<StreamInput>();
  expectTypeOf<AsyncGenerator<string>>().toExtend<StreamInput>();
  expectTypeOf<Generator<string>>().toExtend<StreamInput>();
  expectTypeOf<readonly string[]>().toExtend<StreamInput>();
  expectTypeOf<string>().toExtend<StreamInput>();
  expectTypeOf<(signal: AbortSignal) => Result>().toExtend<StreamSource>();
  expectTypeOf<(signal: AbortSignal) => Promise<Response>>().toExtend<StreamSource>();
  expectTypeOf<Promise<string>>().not.toExtend<StreamInput>();
  expectTypeOf<number>().not.toExtend<StreamInput>();
});

const parts = [
  { type: "text-start", id: "t" },
  { type: "text-delta", id: "t", text: "One " },
  { type: "text-delta", id: "t", text: "two." },
  { type: "text-end", id: "t" },
  { type: "finish", finishReason: "stop" },
];
const bytes = ["One ", "two."].map((text) => new TextEncoder().encode(text));

test.each([
  ["parts", parts, 2],
  ["text", ["One ", "two."], 1],
  ["bytes", bytes, 1],
])("of a stream of %s that was read in part, and let go, the rest is shown", async (_name, items, read) => {
  const stream = simulateReadableStream<unknown>({ chunks: [...items], chunkDelayInMs: null });
  const reader = stream.getReader();
  for (let count = 0; count < read; count += 1) await reader.read();
  const story = createStory();
  // Another reader has it, so the rest is not known.
  await expect(story.play(stream as StreamInput)).rejects.toThrow(/is being read by somebody else/);
  reader.releaseLock();
  const receipt = await story.play(stream as StreamInput);
  expect(receipt).toMatchObject({ outcome: "completed", text: "two." });
});
