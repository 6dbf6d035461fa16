import { cellRanges } from "./blocks.ts";
import { type InlineReader, inlineStart, readInline } from "./inline.ts";
import { type Line, type Lines, readLines, type Survey } from "./lines.ts";

/** A text block, or a table's cell: what inline marks can span. */
export type Scope = Readonly<InlineReader>;

/** Lines with the inline structure of their text. */
export interface Reading extends Lines {
  readonly scopes: readonly Scope[];
}

/** Reads a text: its lines, and the inline structure of those that have one. */
export function readText(survey: Survey): Reading {
  const source = { lines: readLines(survey), ...survey };
  const masked = maskMarks(source);
  const scopes = findRanges(source, masked).map((range) => readRange(source, masked, range));
  return { scopes, ...source };
}

type Range = readonly [from: number, to: number];

function readRange(source: Lines, masked: string, [from, to]: Range): Scope {
  const { ended, lines, state } = source;
  const { inline, lastWord } = state;
  const between = findSeeded(source, masked, from);
  return readInline({
    text: masked.slice(0, to),
    from,
    to,
    closed: ended || to < (lines.at(-1)?.next ?? 0),
    seed: between === undefined ? inlineStart : { ...inline, before: between.slice(-1) || inline.before },
    word: between === "" ? lastWord : "",
    survey: source,
  });
}

/** If the range at a place goes on with what an earlier text began: the white space before it. */
function findSeeded({ lines: [first] }: Lines, masked: string, from: number): string | undefined {
  const isSeeded = first !== undefined && (first.kind === "text" ? first.continues : first.isRest);
  if (!isSeeded || from > first.end) return undefined;
  // The white space before a cell is no part of it.
  const between = masked.slice(first.content, from);
  return between.trim() === "" ? between : undefined;
}

function findRanges({ lines }: Lines, masked: string): readonly Range[] {
  return lines.flatMap((line, index): readonly Range[] => {
    const { content, end, kind } = line;
    if (kind === "heading") return [[content, end]];
    if (kind === "row") return cellRanges(masked, content, end);
    if (kind !== "text" || (index > 0 && goesOn(line))) return [];
    let last = index;
    while (goesOn(lines[last + 1])) last++;
    return [[content, lines[last]?.next ?? end]];
  });
}

/** It adds to the paragraph before it. */
function goesOn(line: Line | undefined): boolean {
  return line?.kind === "text" && line.continues;
}

/** The marks of a list or quote between the lines of a paragraph do not belong to its text. */
function maskMarks({ text, lines }: Lines): string {
  if (!lines.some((line) => goesOn(line) && line.content > line.start)) return text;
  const pieces = lines.map(
    (line) => " ".repeat(line.content - line.start) + text.slice(line.content, line.next),
  );
  const end = lines.at(-1)?.next ?? 0;
  return pieces.join("") + text.slice(end);
}
