import { cellRanges } from "./blocks.ts";
import { type InlineReader, inlineStart, readInline } from "./inline.ts";
import { hasEnded, type Line, type Lines, readLines, type Survey } from "./lines.ts";

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

function readRange(source: Lines, masked: string, { from, to, closed, continues }: ScopeRange): Scope {
  const { inline, lastWord } = source.state;
  // The white space before a cell is no part of it.
  const between = continues ? masked.slice(source.lines[0]?.content, from) : "";
  const isSeeded = continues && between.trim() === "";
  return readInline({
    text: masked.slice(0, to),
    from,
    to,
    closed,
    seed: isSeeded ? { ...inline, before: between.slice(-1) || inline.before } : inlineStart,
    word: isSeeded && between === "" ? lastWord : "",
    survey: source,
  });
}

interface ScopeRange {
  readonly from: number;
  readonly to: number;
  readonly closed: boolean;
  /** It goes on with a text block that an earlier text began. */
  readonly continues: boolean;
}

function findRanges({ lines, ended }: Lines, masked: string): readonly ScopeRange[] {
  return lines.flatMap((line, index): readonly ScopeRange[] => {
    const { content: from, end, isRest, kind } = line;
    const closed = hasEnded(line) || ended;
    if (kind === "heading") return [{ from, to: end, closed, continues: isRest }];
    if (kind === "row")
      return cellRanges(masked, from, end).map(([start, to], cell, cells) => ({
        from: start,
        to,
        closed: closed || cell < cells.length - 1,
        continues: isRest && cell === 0,
      }));
    if (kind !== "text" || (index > 0 && goesOn(line))) return [];
    let last = index;
    while (goesOn(lines[last + 1])) last++;
    const to = lines[last]?.next ?? end;
    return [{ from, to, closed: ended || last < lines.length - 1, continues: index === 0 && line.continues }];
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
