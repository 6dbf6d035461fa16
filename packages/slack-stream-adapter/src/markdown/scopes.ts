import { limits } from "../limits.ts";
import type { MentionPolicy } from "./angles.ts";
import { cellRanges } from "./blocks.ts";
import { type InlineReading, inlineStart, readInline } from "./inline.ts";
import type { SurveyLine } from "./lines.ts";
import type { MessageState } from "./message-state.ts";

/** A text block, or a table's cell: what inline marks can span. */
export interface Scope extends InlineReading {
  readonly from: number;
  readonly to: number;
}

export interface ScopeSource {
  readonly state: MessageState;
  readonly text: string;
  readonly lines: readonly SurveyLine[];
  readonly ended: boolean;
  readonly waitsFrom: number;
  readonly mentions: MentionPolicy;
}

/** Reads the inline structure of all lines that have one. */
export function readScopes(source: ScopeSource): readonly Scope[] {
  const masked = maskMarks(source);
  const scopes: Scope[] = [];
  for (const range of findRanges(source, masked)) {
    const isSeeded = range.continues && masked.slice(source.lines[0]?.content, range.from).trim() === "";
    const reading = readInline({
      text: masked.slice(0, range.to),
      from: range.from,
      to: range.to,
      closed: range.closed,
      seed: isSeeded ? source.state.inline : inlineStart,
      word: isSeeded ? source.state.lastWord : "",
      policy: source.mentions,
      patience: source.ended ? 0 : limits.holdBackCharacters,
      waitsFrom: source.waitsFrom,
    });
    scopes.push(Object.assign(reading, { from: range.from, to: range.to }));
  }
  return scopes;
}

interface ScopeRange {
  from: number;
  to: number;
  closed: boolean;
  readonly continues: boolean;
}

function findRanges(source: ScopeSource, masked: string): readonly ScopeRange[] {
  const ranges: ScopeRange[] = [];
  const { lines, ended } = source;
  let open: ScopeRange | undefined;
  lines.forEach((line, index) => {
    const closed = line.next > line.end || ended;
    const continues = index === 0 && line.continues;
    if (line.kind === "text" && line.continues && open !== undefined) {
      open.to = line.next;
      return;
    }
    if (open !== undefined) open.closed = true;
    open = undefined;
    if (line.kind === "text") {
      open = { from: line.content, to: line.next, closed: ended, continues };
      ranges.push(open);
    } else if (line.kind === "heading") {
      ranges.push({
        from: line.content,
        to: line.end,
        closed,
        continues: index === 0 && source.state.inLine,
      });
    } else if (line.kind === "row") {
      const cells = cellRanges(masked, line.content, line.end);
      cells.forEach(([from, to], cell) => {
        const isLast = cell === cells.length - 1;
        ranges.push({
          from,
          to,
          closed: closed || !isLast,
          continues: continues && source.state.inLine && cell === 0,
        });
      });
    }
  });
  return ranges;
}

/** The marks of a list or quote between the lines of a paragraph do not belong to its text. */
function maskMarks({ text, lines }: ScopeSource): string {
  const isMarked = (line: SurveyLine) => line.continues && line.kind === "text" && line.content > line.start;
  if (!lines.some(isMarked)) return text;
  const pieces = lines.map(
    (line) => " ".repeat(line.content - line.start) + text.slice(line.content, line.next),
  );
  const end = lines.at(-1)?.next ?? 0;
  return pieces.join("") + text.slice(end);
}
