import { createSlackAdapter as createPublished } from "@chat-adapter/slack";
import { expect, test } from "vitest";
import { type createSlackAdapter, withCards } from "../../src/chat-sdk/index.ts";
import type { StreamSource } from "../../src/index.ts";
import { calls, finishes, says, streamTexts } from "../support/ai-models.ts";
import { createChatStory } from "./support/chat-story.ts";
import { holdTime } from "./support/hold-time.ts";

async function* parts(...all: readonly object[]) {
  yield* all;
}

const text = (words: string) => ({ type: "text-delta", id: "1", text: words });
const call = { toolCallId: "t", toolName: "search", input: { query: "contract" } };
const worked = [
  text("Let me look."),
  { type: "tool-call", ...call },
  { type: "tool-result", ...call, output: ["a", "b"] },
  { type: "finish-step", finishReason: "tool-calls" },
  text("Found it."),
  { type: "source", sourceType: "url", id: "s", url: "https://example.com/contract", title: "Contract" },
  { type: "finish-step", finishReason: "stop" },
  { type: "finish", finishReason: "stop" },
];

test("withCards() shows the tools and the sources of an agent, and sets its texts apart", async () => {
  const story = await createChatStory();
  await story.answer((thread) => thread.post(withCards(parts(...worked) as StreamSource)));
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    Let me look.
    [✓] Search: contract
        2 results
    Found it.
    [✓] 1 source
        Contract <https://example.com/contract>
    "
  `);
});

test("withCards() takes the options of streamToSlack", async () => {
  const story = await createChatStory();
  const options = { tasks: false, sources: "footnotes" } as const;
  await story.answer((thread) => thread.post(withCards(parts(...worked) as StreamSource, options)));
  expect(story.slack.messages.at(-1)?.cards.size).toBe(0);
  expect(story.thread()).toContain("https://example.com/contract");
});

test("withCards() shows the list of tasks that a tool writes", async () => {
  const story = await createChatStory();
  const list = { toolCallId: "t", toolName: "write_list", input: { tasks: ["Read", "Answer"] } };
  const plan = {
    write_list: (input: unknown) => (input as typeof list.input).tasks.map((title) => ({ title })),
  };
  const said = parts(
    { type: "tool-call", ...list },
    { type: "tool-result", ...list, output: "ok" },
    text("Hi."),
  );
  await story.answer((thread) => thread.post(withCards(said as StreamSource, { plan })));
  expect(story.thread()).toContain("Read");
  expect(story.thread()).not.toContain("Write list");
});

test("the handler gets an error of the model, which chat itself drops", async () => {
  const story = await createChatStory();
  const failing = parts(
    text("The first half."),
    { type: "tool-call", ...call },
    { type: "error", error: new Error("overloaded") },
  );
  const answered = story.answer((thread) => thread.post(withCards(failing as StreamSource)));
  await expect(answered).rejects.toThrow("overloaded");
  const [message] = story.slack.messages.filter(({ botId }) => botId !== undefined);
  expect(message).toMatchObject({ state: "stopped", errored: false, cardsLeftOpen: [] });
  expect(message?.markdown).toContain("The first half.");
});

test("a request for approval shows its blocks, and suspends the session", async () => {
  const story = await createChatStory({ config: { agentView: true } });
  const asking = parts(
    text("May I?"),
    { type: "tool-call", ...call },
    { type: "tool-approval-request", approvalId: "a", toolCall: { type: "tool-call", ...call } },
    { type: "finish-step", finishReason: "tool-calls" },
    { type: "finish", finishReason: "tool-calls" },
  );
  const block = { type: "section", block_id: "asks", text: { type: "mrkdwn", text: "Allow?" } };
  await story.answer((thread) =>
    thread.post(withCards(asking as StreamSource, { approvalBlocks: () => [block] })),
  );
  const stop = story.slack.calls.findLast(({ method }) => method === "chat.stopStream");
  expect(stop?.args.session_status).toBe("suspended");
  expect(JSON.stringify(story.slack.messages.at(-1)?.items)).toContain("Allow?");
});

test("an answer that reached its length limit says so", async () => {
  const story = await createChatStory();
  const cut = parts(text("A long answer"), { type: "finish", finishReason: "length" });
  await story.answer((thread) => thread.post(withCards(cut as StreamSource)));
  expect(story.thread()).toContain("length limit");
});

test("if chat posts and edits, the text is complete, and nothing else is shown", async () => {
  const story = await createChatStory({ config: { nativeStreaming: false } });
  await story.answer((thread) => thread.post(withCards(parts(...worked) as StreamSource)));
  expect(story.slack.messages.at(-1)?.markdown).toBe("Let me look.\n\nFound it.");
});

test("a source function is called when the reply is read, and its source is released", async () => {
  let signal: AbortSignal | undefined;
  let returned = 0;
  const made = withCards((given) => {
    signal = given;
    return {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false as const, value: "more " }),
        return: async () => {
          returned += 1;
          return { done: true as const, value: undefined };
        },
      }),
    };
  });
  expect(signal).toBeUndefined();
  for await (const item of made) {
    expect(item).toBe("more ");
    break;
  }
  expect([signal?.aborted, returned]).toEqual([true, 1]);
});

test("a value that is not a source and an unknown option are refused at once", () => {
  expect(() => withCards(7 as unknown as StreamSource)).toThrow(TypeError);
  expect(() => withCards(parts() as StreamSource, { maxTasks: "many" } as never)).toThrow("maxTasks");
});

test.each([6, 7] as const)("withCards() reads the real streamText of ai %s", async (version) => {
  const story = await createChatStory();
  const steps = [
    [...says("Let me look."), ...calls("t", "search", { query: "contract" }), finishes("tool-calls")],
    [...says("Found it."), finishes()],
  ];
  const tools = { search: { execute: () => ["a", "b"] } };
  await story.answer((thread) => {
    const result = streamTexts[version]({ steps, tools });
    // The model works between the turns of the event loop, where the clock sees nothing to wait for.
    result.response.then(holdTime(story.clock));
    return thread.post(withCards(result));
  });
  expect(story.thread()).toMatchInlineSnapshot(`
    "
    user:
    question

    bot #1:
    Let me look.
    [✓] Search: contract
        2 results
    Found it.
    "
  `);
});

test("a fence that a step leaves open ends before the next step", async () => {
  const story = await createChatStory();
  const cut = parts(
    text("```js\nlet a = 1;"),
    { type: "finish-step", finishReason: "tool-calls" },
    text("The next step is prose."),
    { type: "finish-step", finishReason: "stop" },
  );
  await story.answer((thread) => thread.post(withCards(cut as StreamSource)));
  expect(story.slack.messages.at(-1)?.markdown).toBe("```js\nlet a = 1;\n```\n\nThe next step is prose.");
});

test("text that a step takes back is removed from the answer", async () => {
  const story = await createChatStory();
  const retried = parts(
    { type: "start-step" },
    text("The capital of France is Par"),
    { type: "reset-step" },
    text("The capital of France is Paris."),
    { type: "finish-step", finishReason: "stop" },
  );
  await story.answer((thread) => thread.post(withCards(retried as StreamSource)));
  expect(story.slack.messages.at(-1)?.markdown).toBe("The capital of France is Paris.");
});

test("an adapter that can't remove text shows both tries, separated", async () => {
  const story = await createChatStory({ create: createPublished as unknown as typeof createSlackAdapter });
  const retried = parts(
    { type: "start-step" },
    text("The capital of France is Par"),
    { type: "reset-step" },
    text("The capital of France is Paris."),
    { type: "finish-step", finishReason: "stop" },
  );
  await story.answer((thread) => thread.post(withCards(retried as StreamSource)));
  expect(story.slack.messages.at(-1)?.markdown).toBe(
    "The capital of France is Par\n\nThe capital of France is Paris.",
  );
});
