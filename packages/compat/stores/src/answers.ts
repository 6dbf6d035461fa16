import type { StreamOptions } from "slack-stream-adapter";

/** One line of a script: something that the source gives, or a silence, ms. */
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

/** Short, for time is real here. */
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
  silence: {
    lines: ["Wait for it. ", 1_500, "Here ", 1_200, "it is."],
    options: { keepaliveMs: 400, rotateAfterMs: 1_800 },
  },
};

export function textOf({ lines }: ScriptedAnswer): string {
  return lines.filter((line) => typeof line === "string").join("");
}
