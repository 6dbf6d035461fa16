import { inlineMarks, lineEnds, pipes } from "./plain-run.ts";
import type { LineReading } from "./read-line.ts";

/** How far the line that is being read is known. */
export type Phase =
  /** It may still become anything; `opening`: the opening line of a fence, which its end decides, or a task's box. */
  | "start"
  | "opening"
  /** The head of a table, if a delimiter line follows. */
  | "head"
  | "prose"
  | "row"
  | "verbatim";

/** What the meaning of a line depends on, and nothing else does; undefined: on every character. */
export const mattering: Readonly<Record<Phase, number | undefined>> = {
  start: undefined,
  opening: undefined,
  head: lineEnds,
  prose: lineEnds | inlineMarks,
  row: lineEnds | inlineMarks | pipes,
  verbatim: lineEnds,
};

export function toPhase(reading: LineReading, line: string): Phase {
  switch (reading.kind) {
    case "text":
      return line[reading.content] === "|" ? "head" : "prose";
    case "heading":
      return "prose";
    case "row":
      return "row";
    case "fence-open":
    case "fence-content":
    case "fence-close":
    case "indented":
    case "delimiter":
    case "rule":
    case "underline":
    case "blank":
      return "verbatim";
  }
}
