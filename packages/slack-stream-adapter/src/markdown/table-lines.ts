import type { TableLine } from "./blocks.ts";

/** Longer head rows are not repeated in the next message. */
const keptCharacters = 2_000;
const delimiterRow = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

export function toTableLine(text: string): TableLine {
  return {
    text: text.length > keptCharacters ? undefined : text.trim(),
    columns: text.includes("|") ? cellRanges(text, 0, text.length).length : 1,
  };
}

export function isDelimiterRow(line: string): boolean {
  return line.includes("|") && delimiterRow.test(line);
}

/** The cells of a row, as ranges of `text`. A pipe after a backslash is part of its cell, one in code is not. */
export function cellRanges(text: string, from: number, to: number): readonly (readonly [number, number])[] {
  let start = from;
  while (start < to && (text[start] === " " || text[start] === "\t")) start++;
  let end = to;
  while (end > start && (text[end - 1] === " " || text[end - 1] === "\t")) end--;
  const cells: [number, number][] = [];
  if (text[start] === "|") start++;
  let cell = start;
  for (let index = start; index < end; index++) {
    if (text[index] === "\\") index++;
    else if (text[index] === "|") {
      cells.push([cell, index]);
      cell = index + 1;
    }
  }
  if (cell < end || cells.length === 0) cells.push([cell, to]);
  return cells;
}

/** Pipes that divide cells. */
export function countPipes(text: string): number {
  let pipes = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "\\") index++;
    else if (text[index] === "|") pipes++;
  }
  return pipes;
}
