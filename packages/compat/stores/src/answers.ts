import type { StreamOptions } from "slack-stream-adapter";

/** One line of a script: an item of the source, or a silence, ms. */
export type Line = string | object | number;

export interface ScriptedAnswer {
  readonly lines: readonly Line[];
  readonly options?: StreamOptions;
}

const paragraph = (index: number) =>
  `Paragraph ${index} says some words of its own, and a few more, and ends here.\n\n`;

const words = (text: string, ms: number): readonly Line[] =>
  text.split(/(?<=\s)/).flatMap((word) => [word, ms]);

const card = (id: string, status: string, more: object = {}) => ({
  type: "task_update",
  id,
  title: `Step ${id}`,
  status,
  ...more,
});

const call = (toolCallId: string, toolName: string) => ({ toolCallId, toolName, input: {} });

/** A step of an AI SDK stream: its text, and a tool call. */
const step = (text: string, tool: string): readonly Line[] => [
  { type: "start-step" },
  { type: "text-start", id: tool },
  ...text.split(/(?<=\s)/).flatMap((word) => [{ type: "text-delta", id: tool, text: word }, 40]),
  { type: "text-end", id: tool },
  { type: "tool-call", ...call(`call-${tool}`, tool) },
  400,
  { type: "tool-result", ...call(`call-${tool}`, tool), output: `${tool} is done` },
  { type: "finish-step", finishReason: "tool-calls" },
];

/** Short, because time is real here. */
export const answers: Readonly<Record<string, ScriptedAnswer>> = {
  text: { lines: words(paragraph(1) + paragraph(2), 60), options: { minIntervalMs: 200 } },
  cards: {
    lines: [
      ...words("Let me look. ", 40),
      card("a", "in_progress"),
      400,
      card("a", "complete", { output: "3 found" }),
      300,
      ...words("There are three of them. ", 40),
      card("b", "in_progress"),
      400,
      card("b", "complete"),
      ...words("All of them are fine.", 40),
    ],
    options: { minIntervalMs: 200 },
  },
  rotation: {
    lines: words(Array.from({ length: 6 }, (_, index) => paragraph(index)).join(""), 30),
    options: { minIntervalMs: 200, maxMessageBytes: 500 },
  },
  steps: {
    lines: [
      ...step(`First the weather.\n\n${paragraph(1)}`, "weather"),
      ...step(`Then the trains.\n\n${paragraph(2)}`, "trains"),
      ...step(`Then a hotel.\n\n${paragraph(3)}`, "hotels"),
      { type: "finish", finishReason: "stop" },
    ],
    options: { minIntervalMs: 200, maxMessageBytes: 700 },
  },
  silence: {
    lines: ["Wait for it. ", 1_500, "Here ", 1_200, "it is."],
    options: { keepaliveMs: 400, rotateAfterMs: 1_800 },
  },
};

export function textOf({ lines }: ScriptedAnswer): string {
  return lines.map(toText).join("");
}

function toText(line: Line): string {
  if (typeof line === "string") return line;
  return typeof line === "object" && "text" in line && typeof line.text === "string" ? line.text : "";
}

/** The lines from the library's place on, without so many items, and without so many characters of the next item. */
export function linesFrom(
  { lines }: ScriptedAnswer,
  { items, skip }: { readonly items: number; readonly skip: number },
): readonly Line[] {
  const given = lines.filter((line) => typeof line !== "number");
  const [first, ...rest] = given.slice(items);
  if (first === undefined) return [];
  return [typeof first === "string" ? first.slice(skip) : { ...first, ...cut(first, skip) }, ...rest];
}

function cut(line: object, skip: number): object {
  return "text" in line && typeof line.text === "string" ? { text: line.text.slice(skip) } : {};
}
