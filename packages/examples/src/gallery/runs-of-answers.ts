import { streamText } from "ai";
import type { ScriptLine } from "../scripted-model.ts";
import type { Run } from "./stage.ts";

/** An answer without tools. */
function toAnswer(question: string, ...lines: readonly ScriptLine[]): Run["play"] {
  return async (stage) => {
    const result = streamText({ model: stage.model(lines), prompt: question, maxRetries: 0, onError() {} });
    // The caller has to handle the model's error. Here the thread already shows it.
    await stage.answer(result).catch(() => {});
  };
}

const tableQuestion = "Which endpoints were slow yesterday, and what can we do?";
const refusalQuestion = "Write an insulting message to our landlord.";
const errorQuestion = "What changed in the pricing page this week?";
const breakQuestion = "Draft the release notes for 8.2.";
const emptyQuestion = "Anything new in the incident channel?";

export const runsOfAnswers: readonly Run[] = [
  {
    name: "tables",
    title: "Tables and code",
    about:
      "The push shows the first sentence and not just the first word. A table grows row by row, code line by line.",
    question: tableQuestion,
    moments: [0.5, 1.7, 3.4],
    play: toAnswer(
      tableQuestion,
      { silenceMs: 700 },
      "Three endpoints were slower than a second.\n\n",
      "| endpoint | calls | p95 |\n|---|--:|--:|\n| `GET /orders` | 48,213 | 2.4 s |\n| `POST /search` | 9,120 | 1.8 s |\n| `GET /export` | 310 | 1.2 s |\n\n",
      "`GET /orders` reads the customer of each order by itself. One join does the same:\n\n",
      "```sql\nselect o.*, c.name\nfrom orders o\njoin customers c on c.id = o.customer_id\nwhere o.day = current_date - 1;\n```\n\n",
      "That alone takes the first line of the table to about **200 ms**.",
    ),
  },
  {
    name: "refusal",
    title: "A refusal",
    about:
      "A content filter ends the answer before its first word. One plain sentence says so, in the thread and in the push.",
    question: refusalQuestion,
    moments: [0, 2, 3.6],
    play: toAnswer(refusalQuestion, { silenceMs: 3_500 }, { finish: "content-filter" }),
  },
  {
    name: "model-error",
    title: "A model that does not answer",
    about: "The error's message names a host and a key. The thread does not show it.",
    question: errorQuestion,
    moments: [0, 3, 6.1],
    play: toAnswer(
      errorQuestion,
      { silenceMs: 6_000 },
      new Error("503 from https://eu.model.example?key=sk_live_1"),
    ),
  },
  {
    name: "model-error-half-way",
    title: "A model that breaks down half-way",
    about: "The text so far stays, and a line below it says that the answer ends there.",
    question: breakQuestion,
    moments: [0.3, 1, 2.2],
    play: toAnswer(
      breakQuestion,
      "**What is new in 8.2**\n\n- Answers start twice as fast\n- Tables keep their header when they go on in another message\n- ",
      { silenceMs: 1_500 },
      new Error("stream reset"),
    ),
  },
  {
    name: "empty",
    title: "An empty answer",
    about: "The model ends without a word. The library posts a sentence that says so.",
    question: emptyQuestion,
    moments: [0, 2, 4.1],
    play: toAnswer(emptyQuestion, { silenceMs: 4_000 }),
  },
];
