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
  const { inline, isEmpty, lastWord } = source.state;
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
    isEmpty,
    policy: source.mentions,
    heaviestCode: source.state.maxBytes / 4,
    waitsFrom: source.waitsFrom,
  });
}

interface ScopeRange {
  from: number;
  to: number;
  closed: boolean;
  readonly continues: boolean;
}

function findRanges(source: Lines, masked: string): readonly ScopeRange[] {
  const ranges: ScopeRange[] = [];
  const { lines, ended } = source;
  let open: ScopeRange | undefined;
  for (const [index, line] of lines.entries()) {
    const closed = hasEnded(line) || ended;
    const continues = index === 0 && line.continues;
    if (line.kind === "text" && line.continues && open !== undefined) {
      open.to = line.next;
      continue;
    }
    if (open !== undefined) open.closed = true;
    open = undefined;
    if (line.kind === "text") {
      open = { from: line.content, to: line.next, closed: ended, continues };
      ranges.push(open);
    } else if (line.kind === "heading") {
      ranges.push({ from: line.content, to: line.end, closed, continues: line.isRest });
    } else if (line.kind === "row") {
      const cells = cellRanges(masked, line.content, line.end);
      for (const [cell, [from, to]] of cells.entries()) {
        const isLast = cell === cells.length - 1;
        const isRest = line.isRest && cell === 0;
        ranges.push({ from, to, closed: closed || !isLast, continues: isRest });
      }
    }
  }
  return ranges;
}

/** The marks of a list or quote between the lines of a paragraph do not belong to its text. */
function maskMarks({ text, lines }: Lines): string {
  if (!lines.some(isMarked)) return text;
  const pieces = lines.map(
    (line) => " ".repeat(line.content - line.start) + text.slice(line.content, line.next),
  );
  const end = lines.at(-1)?.next ?? 0;
  return pieces.join("") + text.slice(end);
}

function isMarked({ content, continues, kind, start }: Line): boolean {
  return continues && kind === "text" && content > start;
}
