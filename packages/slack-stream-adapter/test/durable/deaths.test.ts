import { describe, expect, test } from "vitest";
import type { StreamReceipt, StreamSource } from "../../src/index.ts";
import { createMortal, createStore, type Death, endLease, liveOnce } from "../support/mortal.ts";
import { createStory, type Line, type Story, silence } from "../support/story.ts";
import { sample } from "../support/thorough.ts";

const paragraphs = Array.from(
  { length: 12 },
  (_, index) =>
    `Paragraph ${index} says ${"some words of its own ".repeat(6 + (index % 3))}and ends here.\n\n`,
);
const words = (text: string): readonly Line[] => text.split(/(?<= )/).flatMap((word) => [word, silence(40)]);

const withTools: readonly Line[] = [
  ...words("Let me look. "),
  { type: "task_update", id: "a", title: "Search", status: "in_progress" },
  silence(900),
  { type: "task_update", id: "a", title: "Search", status: "complete", output: "3 found" },
  silence(700),
  ...words("There are three of them. "),
  { type: "task_update", id: "b", title: "Read", status: "in_progress" },
  silence(1_200),
  { type: "task_update", id: "b", title: "Read", status: "complete" },
  ...words("All of them are fine."),
];

/** A step of an AI SDK stream: its text, and a tool call. */
const step = (text: string, tool: string): readonly Line[] => {
  const call = { toolCallId: `call-${tool}`, toolName: tool, input: {} };
  return [
    { type: "start-step" },
    ...words(text).map((line) =>
      typeof line === "string" ? { type: "text-delta", id: tool, text: line } : line,
    ),
    { type: "text-end", id: tool },
    { type: "tool-call", ...call },
    silence(900),
    { type: "tool-result", ...call, output: "done" },
    { type: "finish-step", finishReason: "tool-calls" },
  ];
};

/** Headings, lists and code, in pieces that split words and lines. */
const sections = Array.from({ length: 9 }, (_, index) => {
  const numbered = (word: string) => `${word}${index}`;
  const [one, two, three, four] = ["install", "start", "measure", "compare"].map(numbered);
  const code = ["sh", `npm run ${one}`, `npm run ${two} --port 80${index}0`, `npm run ${three}`].join("\n");
  return `## ${four} the runs\n\n- **${one}** comes before ${two}\n- \`${three}\` takes a minute\n\n\`\`\`${code}\n\`\`\`\n\nThen ${four} both of them, as always.`;
}).join("\n\n");
const pieces = (text: string): readonly Line[] =>
  (text.match(/.{1,7}/gs) ?? []).flatMap((piece) => [piece, silence(40)]);

const answers: Readonly<Record<string, { lines: readonly Line[]; options?: object }>> = {
  text: { lines: words(paragraphs.slice(0, 3).join("")) },
  "several messages": { lines: words(paragraphs.join("")), options: { maxMessageBytes: 700 } },
  cards: { lines: withTools },
  "a shared channel": { lines: withTools, options: { transport: "shared" } },
  "posts that are never edited": {
    lines: [...withTools, ...words(paragraphs.slice(0, 4).join(""))],
    options: { transport: "post", maxMessageBytes: 600 },
  },
  steps: {
    lines: [
      ...step(paragraphs[0] ?? "", "weather"),
      ...step(paragraphs[1] ?? "", "trains"),
      ...step(paragraphs[2] ?? "", "hotels"),
      { type: "finish", finishReason: "stop" },
    ],
    options: { maxMessageBytes: 700 },
  },
  "a document": { lines: pieces(sections), options: { maxMessageBytes: 700 } },
  silence: { lines: ["Wait for it. ", silence(250_000), "Here ", silence(60_000), "it is."] },
  code: {
    lines: words(`Run this:\n\n\`\`\`sh\n${"echo one two three\n".repeat(60)}\`\`\`\n\nThat is all.`),
    options: { maxMessageBytes: 900 },
  },
};

interface Played {
  readonly story: Story;
  readonly receipt: StreamReceipt;
  readonly calls: number;
}

async function play(
  lines: readonly Line[],
  options: object,
  death?: Death,
  again?: (story: Story) => StreamSource,
): Promise<Played> {
  const story = createStory();
  const memory = createStore();
  const first = createMortal(story, memory, death);
  const fate = await liveOnce(story, first, () => story.script(lines), options);
  if (fate !== "died") return { story, receipt: fate, calls: first.calls() };
  await story.clock.advance(2_000);
  await endLease(memory);
  const second = createMortal(story, memory);
  const receipt = await liveOnce(story, second, again?.(story) ?? (() => story.script(lines)), options);
  if (receipt === "died") throw new Error("the second process did not die");
  return { story, receipt, calls: first.calls() };
}

/** The visible text, in any number of messages. */
function textOf({ slack }: Story): string {
  return slack.messages
    .filter(({ state }) => state !== "deleted")
    .flatMap(({ items }) => items.map((item) => (item.type === "text" ? item.text : "")))
    .join("\n")
    .replaceAll(/```\w*|^(?:#+|-) /gm, "")
    .replaceAll(/\s+/g, "");
}

/** The words of all messages, each in one message only, and the structure around each word. */
function wordsOf({ slack }: Story): readonly string[] {
  return slack.messages
    .filter(({ state }) => state !== "deleted")
    .flatMap(({ items }) => items.map((item) => (item.type === "text" ? item.text : "")))
    .flatMap((text) => {
      const parts = text.split(/^```.*$/m);
      expect(parts.length % 2, text).toBe(1);
      return parts.flatMap((part, index) =>
        (part.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => `${index % 2 === 1 ? "code: " : ""}${word}`),
      );
    });
}

/** Except for cards that go on in a later message. */
function cardsOf({ slack }: Story) {
  return slack.messages
    .filter(({ state }) => state !== "deleted")
    .flatMap(({ cards }) => [...cards.values()])
    .filter(({ title }) => !title?.endsWith("(continued)"))
    .map(({ id, status, output }) => [id, status, output]);
}

function open({ slack }: Story) {
  return slack.messages.filter(({ state, errored }) => state === "open" || errored).map(({ ts }) => ts);
}

const live = ({ slack }: Story) => slack.messages.filter(({ state }) => state !== "deleted").length;

describe.each(Object.keys(answers))("%s", (name) => {
  const { lines, options = {} } = answers[name] ?? { lines: [] };

  test("if a process dies before or after any call, another completes the answer: text once, nothing open, at most one message more", async () => {
    const whole = await play(lines, options);
    expect(whole.receipt).toMatchObject({ outcome: "completed", checkpoint: "kept" });
    const calls = Array.from({ length: whole.calls }, (_, index) => index + 1);
    for (const call of sample(calls)) {
      for (const when of ["before", "after"] as const) {
        const { story, receipt } = await play(lines, options, { call, when });
        const what = `${when} call ${call} of ${whole.calls}\n${story.transcript()}${story.thread()}`;
        expect(textOf(story), what).toBe(textOf(whole.story));
        expect(wordsOf(story), what).toEqual(wordsOf(whole.story));
        expect(cardsOf(story), what).toEqual(cardsOf(whole.story));
        expect(open(story), what).toEqual([]);
        expect(live(story), what).toBeLessThanOrEqual(live(whole.story) + 1);
        expect(receipt.outcome, what).toBe("completed");
      }
    }
  });
});
