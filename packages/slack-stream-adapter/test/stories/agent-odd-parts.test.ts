import { expect, test } from "vitest";
import type { StreamItem } from "../../src/index.ts";
import { cardsOf, createStory } from "../support/story.ts";

test("a hidden tool stays hidden if later parts do not name it", async () => {
  const story = createStory();
  await story.play(
    [
      "Text.",
      { type: "tool-input-start", toolCallId: "c1", toolName: "readPayroll" },
      { type: "tool-output-available", toolCallId: "c1", output: "secret", preliminary: true },
      { type: "tool-output-available", toolCallId: "c1", output: "secret" },
      { type: "finish-step" },
      { type: "tool-output-available", toolCallId: "c1", output: "secret, later" },
      { type: "tool-input-start", toolCallId: "c1", toolName: "search" },
      { type: "tool-output-available", toolCallId: "c1", output: "of another" },
    ] as StreamItem[],
    { tasks: { readPayroll: false, "*": { output: true } } },
  );
  expect(cardsOf(story)).toEqual(["complete | Search | of another"]);
});

test("the message of an error in a UI message stream is shown only on request", async () => {
  const parts = [
    "Text.",
    { type: "tool-output-error", toolCallId: "c1", errorText: "no route" },
  ] as StreamItem[];
  const shown = async (error: true | (() => string)) => {
    const story = createStory();
    await story.play(parts, { tasks: { "*": { error } } });
    return cardsOf(story);
  };
  expect(await shown(true)).toEqual(["error | Tool | no route"]);
  expect(await shown(() => "Sorry")).toEqual(["error | Tool | Sorry"]);
});

test("a tool that the provider runs may have several results, and a failure stays a failure", async () => {
  const result = (toolCallId: string, output: unknown) => ({ type: "tool-result", toolCallId, output });
  const story = createStory();
  await story.play([
    "Text.",
    result("c1", "half"),
    result("c1", "half of it"),
    result("c1", "half of it"),
    result("c1", [1, 2]),
    { type: "tool-error", toolCallId: "c2", error: "no" },
    result("c2", "late"),
  ] as StreamItem[]);
  expect(cardsOf(story)).toEqual(["complete | Tool | half of it\n2 items", "error | Tool | Failed"]);
});

test("parts that are out of order, repeated, unknown or incomplete break nothing", async () => {
  const story = createStory();
  const parts = [
    { type: "tool-result", toolCallId: "late", toolName: "search", output: "found" },
    { type: "tool-input-start", id: "late", toolName: "search" },
    { type: "tool-call", toolCallId: "late", toolName: "search", input: { q: 1 } },
    { type: "tool-input-delta", id: "nobody", delta: "{" },
    { type: "tool-input-end", id: "nobody" },
    { type: "tool-call" },
    { type: "tool-result", toolCallId: "anonymous", output: { ok: true } },
    { type: "tool-error", toolCallId: "anonymous", error: null },
    { type: "tool-approval-response", approvalId: "never-asked", approved: true },
    { type: "reasoning-delta", text: 7 },
    { type: "reasoning-end" },
    { type: "source" },
    { type: "file", file: null },
    { type: "from-the-future", toolCallId: "x" },
    { type: "finish", finishReason: { unified: "stop" } },
    { type: "toString" },
  ] as unknown as StreamItem[];
  const receipt = await story.play(["Text.", ...parts, " More."]);
  expect(receipt).toMatchObject({ outcome: "completed", text: "Text. More.", delivered: 11 });
  expect(cardsOf(story)).toMatchInlineSnapshot(`
    [
      "complete | Search | found",
      "error | Tool | ok: true
    Failed",
    ]
  `);
});

// Regression: another error was thrown, and onFinish was not called.
test("a thrown proxy whose traps throw is the failure, and onFinish gets it", async () => {
  const trap = () => {
    throw new Error("trapped");
  };
  const thrown = new Proxy({}, { get: trap, has: trap, getPrototypeOf: trap, ownKeys: trap });
  const finished: unknown[] = [];
  async function* fails(): AsyncGenerator<string> {
    yield "Half.";
    throw thrown;
  }
  const promise = createStory().play(fails(), { onFinish: (_receipt, error) => void finished.push(error) });
  const reasons: unknown[] = [];
  await promise.catch((error: unknown) => void reasons.push(error));
  expect(reasons.length === 1 && reasons[0] === thrown).toBe(true);
  expect(finished.length === 1 && finished[0] === thrown).toBe(true);
});

// Regression: a stream with only unknown parts ended `silent`.
test("a source without known parts fails with the names of its parts, and unknown parts among known ones are ignored", async () => {
  const parts = ["turn_began", "words_came", "words_came", "turn_over"].map((type) => ({ type }));
  await expect(createStory().play(parts as StreamItem[])).rejects.toThrow(
    "none is known (turn_began, words_came, turn_over)",
  );
  for (const known of [
    "Text.",
    { type: "tool-input-start", toolCallId: "c1", toolName: "search" },
    { type: "finish" },
  ]) {
    const receipt = createStory().play([...parts, known] as StreamItem[]);
    await expect(receipt).resolves.toMatchObject({ outcome: expect.stringMatching(/completed|silent/) });
  }
});
