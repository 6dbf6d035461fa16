import type { SlackChunk } from "slack-stream-adapter";

/** A pause of the model. */
export interface Pause {
  readonly pauseMs: number;
}

export type AgentPart = string | SlackChunk | Pause | Error;

/** The answers of the demo's agent, by the word in the question. */
const agentAnswers = {
  tools: {
    about: "works with tools, shown as cards",
    parts: () => [
      "I will look into it.\n\n",
      { type: "plan_update", title: "Find out why the import failed" },
      task("log", "Read the import's log", "in_progress"),
      task("orders", "Look for order 77120", "pending"),
      task("fix", "Write a fix", "pending"),
      { pauseMs: 2_500 },
      {
        ...task("log", "Read the import's log", "complete"),
        output: "02:14:07 row 48213: duplicate key (order_id)=(77120)",
        sources: [{ type: "url", text: "nightly-import.log", url: "https://example.com/nightly-import.log" }],
      },
      task("orders", "Look for order 77120", "in_progress"),
      { pauseMs: 2_500 },
      { ...task("orders", "Look for order 77120", "complete"), output: "2 rows in the file, 0 in the table" },
      task("fix", "Write a fix", "in_progress"),
      { pauseMs: 1_500 },
      task("fix", "Write a fix", "complete"),
      "Order `77120` comes **twice** in the file, and the second row ended the whole import. ",
      "Nothing was written, so nothing has to be cleaned up.\n\n",
      "| row | order | total |\n|---|---|--:|\n| 48211 | 77120 | 12.50 |\n| 48213 | 77120 | 12.50 |\n\n",
      "Let the second row replace the first:\n\n",
      "```sql\ninsert into orders (order_id, total)\nselect order_id, total from staging\n",
      "on conflict (order_id) do update\n  set total = excluded.total;\n```\n",
    ],
  },
  silence: {
    about: "falls silent for ten minutes; move the clock on to see what becomes of the message",
    parts: () => [
      "Let me think about that for a while.\n\n",
      "Nothing comes from the model now, for ten minutes. ",
      "The message is kept alive, closed before Slack ends it, and the rest comes in a new one.\n\n",
      { pauseMs: 600_000 },
      "Here I am again. *Nothing was lost.*\n",
    ],
  },
  long: {
    about: "gives an answer that is too long for one message",
    parts: () => Array.from({ length: 30 }, (_, index) => toChapter(index + 1)),
  },
  fail: {
    about: "breaks down in the middle of a sentence",
    parts: () => ["I had begun to answer, and was about to", new Error("The model broke down")],
  },
} as const satisfies Record<string, { about: string; parts(): readonly AgentPart[] }>;

const menu: readonly AgentPart[] = [
  "Hello! I am a scripted agent; I answer through **slack-stream-adapter**. Ask me for one of these:\n\n",
  ...Object.entries(agentAnswers).map(([word, { about }]) => `- \`${word}\` ${about}\n`),
  "\nPress **Stop** while I write, move the clock, or break my calls in the *Lab*, and see what becomes of the answer.\n",
];

/** The answer that a question asks for by its first known word. */
export function toAgentAnswer(question: string): readonly AgentPart[] {
  const words: readonly string[] = question.toLowerCase().match(/[a-z]+/g) ?? [];
  const asked = Object.entries(agentAnswers).find(([word]) => words.includes(word));
  return asked === undefined ? menu : asked[1].parts();
}

type Status = Extract<SlackChunk, { type: "task_update" }>["status"];

function task(id: string, title: string, status: Status) {
  return { type: "task_update", id, title, status } as const;
}

function toChapter(number: number): string {
  const sentence = `This is paragraph ${number} of an answer that does not fit into one message of Slack's. `;
  const list = "- it has lists,\n- and `code`,\n- and *more* of the same\n\n";
  const code = `\`\`\`ts\nconst paragraph = ${number};\nconsole.log(paragraph, "is code");\n\`\`\`\n\n`;
  return `## Chapter ${number}\n\n${sentence.repeat(5)}\n\n${number % 3 === 0 ? code : list}`;
}
