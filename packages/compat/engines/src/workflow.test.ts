import type { AsyncLocalStorage } from "node:async_hooks";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WorkflowAgent } from "@ai-sdk/workflow";
import { createLocalWorld } from "@workflow/world-local";
import { jsonSchema, tool } from "ai";
import { MockLanguageModelV4, simulateReadableStream } from "ai/test";
import type { StreamFrom, StreamSource } from "slack-stream-adapter";
import { afterAll, beforeAll, expect, test } from "vitest";
import { getWritable } from "workflow";
import { getRun } from "workflow/api";
import { setWorld } from "workflow/runtime";
import {
  createMortal,
  createStore,
  endLease,
  liveOnce,
} from "../../../slack-stream-adapter/test/support/mortal.ts";
import {
  createStory,
  happen,
  type Story,
  silence,
} from "../../../slack-stream-adapter/test/support/story.ts";

/** The files in which workflow runs keep their streams on one machine, each part with an index. */
const dataDir = mkdtempSync(join(tmpdir(), "workflow-"));
const world = createLocalWorld({ dataDir });
setWorld(world);

const paragraphs = Array.from(
  { length: 16 },
  (_, at) => `Paragraph ${at} says ${"some words ".repeat(8)}.\n\n`,
);
const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
const text = (...pieces: readonly string[]) => [
  { type: "text-start", id: "1" },
  ...pieces.map((delta) => ({ type: "text-delta", id: "1", delta })),
  { type: "text-end", id: "1" },
];
const finish = (reason: string) => ({
  type: "finish",
  finishReason: { unified: reason, raw: reason },
  usage,
});
const start = { type: "stream-start", warnings: [] };
const call = { type: "tool-call", toolCallId: "call_1", toolName: "search", input: '{"about":"contracts"}' };

/** The parts of the model, one list for each step. */
const answers: Readonly<Record<"text" | "tool", readonly (readonly object[])[]>> = {
  text: [[start, ...text(...paragraphs), finish("stop")]],
  tool: [
    [start, ...text("Let me ", "look."), call, finish("tool-calls")],
    [start, ...text(...paragraphs), finish("stop")],
  ],
};
type Name = keyof typeof answers;
const names = ["text", "tool"] as const;

/** The ID of the run of an answer. */
const runs = new Map<Name, string>();

/** A run and its stream, as a step gets it. The compiler and the queue of the SDK would call the step; here the test does. */
async function openRun(): Promise<{
  runId: string;
  ops: Promise<unknown>[];
  writable: WritableStream<object>;
}> {
  const { run } = await world.events.create(null, {
    eventType: "run_created",
    eventData: { deploymentId: "local", workflowName: "answer", input: new Uint8Array() },
  });
  if (run === undefined) throw new Error("no run was made");
  const { runId } = run;
  const ops: Promise<unknown>[] = [];
  // `workflow` has put it there: where `getWritable` looks for the step that calls it.
  const steps = Reflect.get(
    globalThis,
    Symbol.for("WORKFLOW_STEP_CONTEXT_STORAGE"),
  ) as AsyncLocalStorage<object>;
  const step = { workflowMetadata: { workflowRunId: runId }, ops };
  return { runId, ops, writable: steps.run(step, () => getWritable<object>()) };
}

/** The workflow: the agent writes its parts into the stream of the run, which survives every process. */
async function runAgent(name: Name): Promise<void> {
  const steps = [...answers[name]];
  const model = new MockLanguageModelV4({
    doStream: async () =>
      ({ stream: simulateReadableStream({ chunks: [...(steps.shift() ?? [])] }) }) as never,
  });
  const search = tool({
    description: "Searches the files.",
    inputSchema: jsonSchema({ type: "object", properties: { about: { type: "string" } } }),
    execute: async () => "three files",
  });
  const agent = new WorkflowAgent({ model, tools: { search } } as never);
  const { runId, ops, writable } = await openRun();
  runs.set(name, runId);
  await agent.stream({ prompt: "Which contracts end this year?", writable } as never);
  await Promise.all(ops);
}

/** The parts of the run's stream from an index on. */
async function readParts(name: Name, startIndex = 0): Promise<readonly object[]> {
  const parts: object[] = [];
  for await (const part of getRun(runs.get(name) ?? "").getReadable<object>({ startIndex })) parts.push(part);
  return parts;
}

beforeAll(async () => {
  for (const name of names) await runAgent(name);
});

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function toStream<T>(items: readonly T[]): ReadableStream<T> {
  return new ReadableStream({
    start(controller) {
      for (const item of items) controller.enqueue(item);
      controller.close();
    },
  });
}

interface Playing {
  /** The source of the second process. */
  readonly again: (signal: AbortSignal, from: StreamFrom) => Promise<ReadableStream<object | string>>;
  /** The item that a source makes of a part. */
  readonly toItem?: (part: object) => object | string;
}

/** A process dies after so many parts, and another goes on. */
async function play(name: Name, diesAfter: number, { again, toItem = (part) => part }: Playing) {
  const options = { maxMessageBytes: 500 };
  const story = createStory();
  const memory = createStore();
  const first = createMortal(story, memory);
  const parts = (await readParts(name)).slice(0, diesAfter);
  const lines = [...parts.flatMap((part) => [toItem(part), silence(400)]), happen(first.die)];
  expect(await liveOnce(story, first, () => story.script(lines), options)).toBe("died");
  await endLease(memory);
  const fate = await liveOnce(story, createMortal(story, memory), again as StreamSource, options);
  return { diesAfter, outcome: fate === "died" ? fate : fate.outcome, ...readersSee(story) };
}

const solid = (words: readonly string[]) => words.join("").replaceAll(/\s+/g, "");

function readersSee({ slack }: Story) {
  const messages = slack.messages.filter(({ state, botId }) => state !== "deleted" && botId !== undefined);
  const items = messages.flatMap((message) => message.items);
  return {
    text: solid(items.map((item) => (item.type === "text" ? item.text : ""))),
    cards: messages.flatMap(({ cards }) =>
      [...cards.values()].map(({ title, status }) => `${status} ${title}`),
    ),
    left: messages.filter(({ state, errored }) => state === "open" || errored).length,
  };
}

const whole = {
  text: { outcome: "completed", text: solid(paragraphs), cards: [], left: 0 },
  tool: {
    outcome: "completed",
    text: solid(["Let me look.", ...paragraphs]),
    cards: ["complete Search"],
    left: 0,
  },
};

test.each(names)(
  "a run's stream (%s) that is read again from its start is shown once, wherever the process died",
  async (name) => {
    const { length } = await readParts(name);
    const again = async () => toStream(await readParts(name));
    for (let diesAfter = 0; diesAfter <= length; diesAfter += 1)
      expect(await play(name, diesAfter, { again })).toEqual({ diesAfter, ...whole[name] });
  },
);

test.each(names)(
  "a run's stream (%s) that is read from the index that the source is given is shown once, wherever the process died",
  async (name) => {
    const { length } = await readParts(name);
    const again = async (_: AbortSignal, { items, skip }: StreamFrom) => {
      // The place is never within or behind a step, so that it is never in the middle of a part.
      expect(skip).toBe(0);
      return toStream(await readParts(name, items));
    };
    for (let diesAfter = 0; diesAfter <= length; diesAfter += 1)
      expect(await play(name, diesAfter, { again })).toEqual({ diesAfter, ...whole[name] });
  },
);

/** A string for each part, so that the number of an item is the index of its part. */
const toText = (part: object) => ("text" in part && typeof part.text === "string" ? part.text : "");

test("if only the text of the parts is given, the second process reads the run's stream from the middle", async () => {
  const parts = await readParts("text");
  const seen: StreamFrom[] = [];
  const again = async (_: AbortSignal, from: StreamFrom) => {
    seen.push({ ...from });
    const [first = "", ...rest] = (await readParts("text", from.items)).map(toText);
    return toStream([first.slice(from.skip), ...rest]);
  };
  for (let diesAfter = 0; diesAfter <= parts.length; diesAfter += 1)
    expect(await play("text", diesAfter, { again, toItem: toText })).toEqual({ diesAfter, ...whole.text });
  expect(seen).toHaveLength(parts.length + 1);
  expect(seen.filter(({ items }) => items > 0).length).toBeGreaterThan(5);
  for (const { characters, items, skip } of seen)
    expect(parts.slice(0, items).map(toText).join("").length + skip).toBe(characters);
});
