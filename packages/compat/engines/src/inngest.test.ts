import { createMemoryState } from "@chat-adapter/state-memory";
import { InngestTestEngine } from "@inngest/test";
import { type EventPayload, Inngest, type InngestFunction } from "inngest";
import { type StreamReceipt, streamToSlack } from "slack-stream-adapter";
import { expect, test } from "vitest";
import { openThread, type Thread } from "./thread.ts";

const quiet = () => {};
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const inngest = new Inngest({ id: "bot", isDev: true, logger });
const said = ["Two contracts end this year. ", "Both can be renewed. ", "Shall I write to them?"];
const other = ["There are three. ", "None of them can wait."];
const options = { status: false, firstTextMs: 0 } as const;

type Model = (attempt: number) => AsyncIterable<string>;

async function* speak(sentences: readonly string[], diesAfter = Number.POSITIVE_INFINITY) {
  for (const [index, sentence] of sentences.entries()) {
    if (index === diesAfter) throw new Error("the provider hung up");
    yield sentence;
  }
}

/** The function of the guide: the answer streams inside of a step. */
function createAnswer({ target }: Thread, model: Model) {
  const store = createMemoryState();
  return inngest.createFunction(
    { id: "answer", retries: 2, triggers: { event: "slack/question" } },
    async ({ event, step, runId, attempt }) => {
      const { channel, threadTs } = event.data;
      const receipt = await step.run("answer", () =>
        streamToSlack(
          () => model(attempt),
          { ...target, channel, threadTs },
          { ...options, checkpoint: { store, id: `${runId}/answer` } },
        ),
      );
      return receipt.outcome;
    },
  );
}

interface Run {
  readonly tries: number;
  readonly result?: unknown;
  readonly error?: unknown;
}

/**
 * A run with its retries. The test engine executes a run up to its first error and leaves retries to its caller:
 * Inngest gives each retry the id of the run, the next number of the attempt, and the results of the steps that ended well.
 */
async function runWithRetries(
  fn: InngestFunction.Any,
  { target: { channel, threadTs } }: Thread,
  runId = "01RUN",
): Promise<Run> {
  const retries = 2;
  const events: [EventPayload] = [{ name: "slack/question", data: { channel, threadTs } }];
  for (let attempt = 0; ; attempt += 1) {
    const engine = new InngestTestEngine({
      function: fn,
      events,
      transformCtx: (context) => ({ ...context, runId, attempt }),
    });
    const { result, error } = await engine.execute();
    if (error === undefined) return { tries: attempt + 1, result };
    if (attempt === retries) return { tries: attempt + 1, error };
  }
}

test("a step that is run again by Inngest, with the same words, shows them once", async () => {
  const thread = openThread();
  const answer = createAnswer(thread, (attempt) => speak(said, attempt === 0 ? 2 : undefined));
  expect(await runWithRetries(answer, thread)).toEqual({ tries: 2, result: "completed" });
  expect(thread.slack.transcript().join(" ")).toContain(
    "Both can be renewed.⏎⏎The answer ends here: something went wrong.",
  );
  expect(thread.texts().join(" ")).toBe(said.join(""));
  expect(thread.left()).toEqual([]);
});

test("a step whose model gives different text on the retry shows only the second answer", async () => {
  const thread = openThread();
  const answer = createAnswer(thread, (attempt) => (attempt === 0 ? speak(said, 2) : speak(other)));
  expect(await runWithRetries(answer, thread)).toEqual({ tries: 2, result: "completed" });
  expect(thread.texts().join(" ")).toBe(other.join(""));
  expect(thread.left()).toEqual([]);
});

test("a step that fails each time keeps what it has shown, once, with one notice, and leaves nothing open", async () => {
  const thread = openThread();
  const answer = createAnswer(thread, () => speak(said, 2));
  const { tries, error } = await runWithRetries(answer, thread);
  expect([tries, String((error as Error).message)]).toEqual([3, "the provider hung up"]);
  const text = thread.texts().join(" ");
  expect(text.split("Two contracts").length - 1).toBe(1);
  expect(text.split("went wrong").length - 1).toBe(1);
  expect(thread.left()).toEqual([]);
});

test("another run has its own answer", async () => {
  const thread = openThread();
  const answer = createAnswer(thread, () => speak(said));
  await runWithRetries(answer, thread);
  await runWithRetries(answer, thread, "02RUN");
  expect(thread.texts()).toEqual([said.join(""), said.join("")]);
});

/** The streaming call stands between two steps: Inngest calls the whole function again after each step. */
async function streamBetweenSteps(checkpoint: "with" | "without") {
  const thread = openThread();
  const store = createMemoryState();
  const receipts: StreamReceipt[] = [];
  let read = 0;
  const answer = inngest.createFunction(
    { id: "answer-between", triggers: { event: "slack/question" } },
    async ({ step, runId }) => {
      await step.run("load", () => "the contracts");
      const model = () => {
        read += 1;
        return speak(said);
      };
      const id = `${runId}/answer`;
      receipts.push(
        await streamToSlack(model, thread.target, {
          ...options,
          ...(checkpoint === "with" ? { checkpoint: { store, id } } : {}),
        }),
      );
      await step.run("save", () => "saved");
      return "done";
    },
  );
  expect(await runWithRetries(answer, thread)).toEqual({ tries: 1, result: "done" });
  return { thread, receipts, read: () => read };
}

test("a streaming call between steps is replayed, and with a checkpoint posts nothing again", async () => {
  const { thread, receipts, read } = await streamBetweenSteps("with");
  expect(thread.texts()).toEqual([said.join("")]);
  expect(thread.left()).toEqual([]);
  expect(read()).toBe(1);
  const [first, ...again] = receipts;
  expect(again.length).toBeGreaterThan(0);
  const { text: _, checkpoint: __, ...rest } = first as StreamReceipt;
  for (const receipt of again) expect(receipt).toEqual({ ...rest, replayed: true });
});

test("without a checkpoint a streaming call between steps answers as often as it is replayed", async () => {
  const { thread, receipts } = await streamBetweenSteps("without");
  expect(receipts.length).toBeGreaterThan(1);
  expect(thread.texts()).toEqual(receipts.map(() => said.join("")));
});
