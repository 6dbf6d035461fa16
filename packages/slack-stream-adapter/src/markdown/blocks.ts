import { isBlank, skipBlanks } from "./characters.ts";

/** The blocks that contain a line of Markdown. All values are immutable, so a state can be kept and restored. */
export interface BlockState {
  readonly containers: readonly Container[];
  readonly leaf: Leaf;
}

export type Container = QuoteContainer | ItemContainer;

export interface QuoteContainer {
  readonly type: "quote";
}

export interface ItemContainer {
  readonly type: "item";
  /** The marker as written, with the white space around it. Its width is the indentation of the item's later lines. */
  readonly opening: string;
  /** The number that readers see. A list counts on from its first item, and ignores the numbers of later markers. */
  readonly number: number | undefined;
  /** An item with only its marker on the line ends at a blank line. */
  readonly blank: boolean;
}

export type Leaf =
  | { readonly type: "none" }
  | { readonly type: "paragraph"; readonly lastLine: TableLine }
  | { readonly type: "heading"; readonly marks: string }
  /** A line of marks alone: a rule, a setext underline, a closing fence. */
  | { readonly type: "mark" }
  | FenceLeaf
  | { readonly type: "indented" }
  | TableLeaf;

export interface FenceLeaf {
  readonly type: "fence";
  readonly marks: string;
  readonly info: string;
  readonly indent: number;
}

export interface TableLeaf {
  readonly type: "table";
  readonly head: TableLine;
  readonly delimiter: string;
}

/** A line that is, or may be, the head of a table. */
export interface TableLine {
  /** Undefined if it is too long to be kept and repeated. */
  readonly text: string | undefined;
  readonly columns: number;
}

export const documentStart: BlockState = { containers: [], leaf: { type: "none" } };

/** A leaf that ends with its line does not go on in the next line. */
export function isOpenLeaf(leaf: Leaf): boolean {
  return leaf.type !== "none" && leaf.type !== "heading" && leaf.type !== "mark";
}

/** The marks that begin the containers. They take as many columns as `continuing`. */
export function opening(containers: readonly Container[]): string {
  return containers
    .map((container, depth) => {
      if (container.type === "quote") return "> ";
      const marker = withNumber(container);
      return containers[depth - 1]?.type === "item" ? indentBehind(marker) : marker;
    })
    .join("");
}

/** The number that readers see, if it needs no more columns than the written one. */
function withNumber({ opening: marker, number }: ItemContainer): string {
  const counted = marker.replace(/\d+/, String(number));
  return number === undefined || counted.length !== marker.length ? marker : counted;
}

/** Spaces between two markers on one line would belong to the first: they go behind the second, where four may stand. */
function indentBehind(marker: string): string {
  const bare = marker.trim();
  return bare + " ".repeat(Math.min(4, marker.length - bare.length));
}

/** The prefix of a later line in these containers. */
export function continuing(containers: readonly Container[]): string {
  return containers
    .map((container) => (container.type === "quote" ? "> " : " ".repeat(container.opening.length)))
    .join("");
}

/** A longer head row is not repeated in the next message. */
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
  let start = skipBlanks(text, from, to);
  let end = to;
  while (end > start && isBlank(text, end - 1)) end--;
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
