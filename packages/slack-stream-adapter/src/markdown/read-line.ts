import { bisect } from "./bisect.ts";
import {
  type BlockState,
  type Container,
  documentStart,
  type FenceLeaf,
  isDelimiterRow,
  type Leaf,
  type TableLine,
  toTableLine,
} from "./blocks.ts";
import { isBlank, skipBlanks } from "./characters.ts";

/** The marks that a line begins with, up to their last tab. */
const marksWithTabs = /^[ \t>\d.)*+-]*\t/;

/** The line with spaces for the tabs among its marks, so that its columns are places in it. */
function expandTabs(line: string): string {
  if (!line.includes("\t")) return line;
  const [marks = ""] = marksWithTabs.exec(line) ?? [];
  let expanded = "";
  for (const mark of marks) expanded += mark === "\t" ? " ".repeat(4 - (expanded.length % 4)) : mark;
  return expanded + line.slice(marks.length);
}

/** The place of a column, or behind the tab that the column is in. */
function placeOf({ line, source }: LineReader, column: number): number {
  if (line === source) return column;
  return bisect(source.length, (place) => expandTabs(source.slice(0, place)).length < column);
}

export type LineKind =
  | "blank"
  | "text"
  | "heading"
  | "rule"
  | "underline"
  | "fence-open"
  | "fence-content"
  | "fence-close"
  | "indented"
  | "delimiter"
  | "row";

/** What one line is, given the lines before it. Places count from its start. */
export interface LineReading {
  readonly kind: LineKind;
  readonly before: BlockState;
  /** The lists, quotes and fences around the line, with those that it opens. */
  readonly block: BlockState;
  /** Of the containers that were open, how many the line goes on in. */
  readonly kept: number;
  /** Behind the marks of all containers, those that begin with this line too, and how many columns are left of a tab there. */
  readonly inner: number;
  readonly spare: number;
  /** Where the line's own text begins, behind all marks and indentation. */
  readonly content: number;
  /** The line adds to the paragraph, fence or table of the line before it. */
  readonly continues: boolean;
}

/** How far a line is read: `containers`, `inner` and `at` change with each container that it opens. */
interface LineReader {
  readonly source: string;
  /** The source without the tabs among its marks. All places are places in it. */
  readonly line: string;
  readonly before: BlockState;
  /** The containers that the line goes on in; `all`: in all that were open. */
  kept: readonly Container[];
  readonly all: boolean;
  containers: readonly Container[];
  inner: number;
  /** Behind the white space at `inner`. */
  at: number;
}

/** Reads one line, given without its terminator: CommonMark's block structure, with GFM tables and without HTML. */
export function readLine(before: BlockState, source: string): LineReading {
  const line = expandTabs(source);
  let inner = 0;
  let count = 0;
  for (const container of before.containers) {
    const next = matchContainer(container, line, inner);
    if (next === undefined) break;
    inner = next;
    count++;
  }
  const at = skipBlanks(line, inner);
  const isEmpty = at >= line.length;
  const all = count === before.containers.length;
  const going = all ? before.containers : before.containers.slice(0, count);
  const kept = isEmpty ? going : going.map(withContent);
  const reader: LineReader = { source, line, before, kept, all, containers: kept, inner, at };
  if (all && before.leaf.type === "fence") return readFenceLine(reader, before.leaf);
  if (isEmpty) return toReading(reader, "blank", { type: "none" }, line.length);
  return readLineStart(reader);
}

/** A line that begins with any other character is text. */
const blockStarts: ReadonlySet<string> = new Set("-+*_#>`~[ \t0123456789");

/** Whether a text would be the start of a block, or the box of a task, at the start of a line. */
export function beginsBlock(text: string): boolean {
  if (!blockStarts.has(text.charAt(0))) return false;
  const { kind, block } = readLine(documentStart, text.slice(0, 200));
  if (kind === "text") return block.containers.length > 0 || /^\[[ xX]\](?:\s|$)/.test(text);
  return kind !== "blank";
}

/** Tests each line once: a pattern that looks for a bar and for dashes behind it takes seconds for a long line of bars. */
const lineWithBarAndDash = /^(?=.*\|).*-/m;

/** Whether a text holds a table, wherever in it. */
export function holdsTable(markdown: string): boolean {
  if (!lineWithBarAndDash.test(markdown)) return false;
  let block = documentStart;
  return markdown.split(/\r\n|\n|\r/).some((line) => {
    block = readLine(block, line).block;
    return block.leaf.type === "table";
  });
}

/** Where the text in the container begins, if the line goes on in it. */
function matchContainer(container: Container, line: string, inner: number): number | undefined {
  const at = skipBlanks(line, inner);
  if (container.type === "quote")
    return at - inner <= 3 && line[at] === ">" ? skipQuoteMark(line, at) : undefined;
  if (at >= line.length) return container.blank ? undefined : at;
  const width = container.opening.length;
  return at - inner >= width ? inner + width : undefined;
}

function withContent(container: Container): Container {
  return container.type === "item" && container.blank ? { ...container, blank: false } : container;
}

function readFenceLine(reader: LineReader, fence: FenceLeaf): LineReading {
  const { at, inner, line } = reader;
  const marks = /^(?:`{3,}|~{3,})(?=[ \t]*$)/.exec(line.slice(at))?.[0];
  if (at - inner <= 3 && marks?.startsWith(fence.marks))
    return toReading(reader, "fence-close", { type: "mark" }, line.length);
  return toReading(reader, "fence-content", fence, inner);
}

/** Reads the marks that a line begins with: first of containers, then of the leaf in them. */
function readLineStart(reader: LineReader): LineReading {
  let leaf: LineReading | undefined;
  do leaf = readLeaf(reader);
  while (leaf === undefined);
  return leaf;
}

/** Goes on behind the mark of one more container. */
function enter(reader: LineReader, container: Container, behind: number): undefined {
  reader.containers = [...reader.containers, container];
  reader.inner = behind;
  reader.at = skipBlanks(reader.line, behind);
}

const headingStart = /^(#{1,6})(?:[ \t]+|$)/;
/** Of more marks it is a line that is drawn with them: what closes it could take a message by itself. */
const fenceStart = /^(`{3,100})([^`]*)$|^(~{3,100})(?!~)(.*)$/;
const underline = /^(?:=+|-+)[ \t]*$/;
const rule = /^(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/;
const itemStart = /^(?:[-+*]|(\d{1,9})[.)])(?=[ \t]|$)/;

/** A line that begins with any other character is a paragraph. */
const leafStarts: ReadonlySet<string> = new Set("#`~=-*_+0123456789");

/** Nobody nests deeper. Markers behind that are text, so that the cost of a line of markers grows only with its length. */
const deepest = 32;

/** The leaf that begins here; undefined, if it was one more container. */
function readLeaf(reader: LineReader): LineReading | undefined {
  const { all, at, before, containers, inner, kept, line } = reader;
  const columns = at - inner;
  const first = line[at];
  if (first === undefined) return toReading(reader, "text", { type: "none" }, at);
  const inParagraph = before.leaf.type === "paragraph" && containers === kept;
  if (columns >= 4 && !inParagraph) return toReading(reader, "indented", { type: "indented" }, at);
  if (columns >= 4 || containers.length >= deepest) return readParagraph(reader);
  if (first === ">") return enter(reader, { type: "quote" }, skipQuoteMark(line, at));
  if (!leafStarts.has(first)) return readParagraph(reader);
  const rest = line.slice(at);
  const [heading, level = "#"] = headingStart.exec(rest) ?? [];
  if (heading !== undefined)
    return toReading(reader, "heading", { type: "heading", marks: level }, at + heading.length);
  const fence = fenceStart.exec(rest);
  if (fence !== null) {
    const info = (fence[2] ?? fence[4] ?? "").trim();
    const marks = fence[1] ?? fence[3] ?? "";
    return toReading(reader, "fence-open", { type: "fence", marks, info, indent: columns }, line.length);
  }
  if (inParagraph && all && underline.test(rest))
    return toReading(reader, "underline", { type: "mark" }, line.length);
  if (rule.test(rest)) return toReading(reader, "rule", { type: "mark" }, at);
  const item = itemStart.exec(rest);
  return item !== null && mayBegin(item, rest, inParagraph && all)
    ? enterItem(reader, item)
    : readParagraph(reader);
}

/** In the middle of a paragraph only an item with text begins a list, and if it has a number, only number 1. */
function mayBegin(item: RegExpExecArray, rest: string, inParagraph: boolean): boolean {
  if (!inParagraph) return true;
  return rest.slice(item[0].length).trim() !== "" && (item[1] === undefined || Number(item[1]) === 1);
}

/**
 * A line of text adds to what is open, if it can; if it is less indented than that, only to a paragraph. A line indented as far as
 * code is no line of a table.
 */
function readParagraph(reader: LineReader): LineReading {
  const { all, at, before, containers, inner, kept, line } = reader;
  const text = line.slice(at);
  const open: Leaf = containers.length > kept.length ? { type: "none" } : before.leaf;
  if (open.type === "table" && all) return toReading(reader, "row", open, at);
  const lastLine = at - inner >= 4 ? noTableLine : toTableLine(text);
  const leaf: Leaf = { type: "paragraph", lastLine };
  if (open.type !== "paragraph") return toReading(reader, "text", leaf, at + measureBox(reader, text));
  const head = open.lastLine;
  if (all && lastLine.columns > 0 && lastLine.columns === head.columns && isDelimiterRow(text))
    return toReading(reader, "delimiter", { type: "table", head, delimiter: text.trim() }, line.length);
  reader.containers = before.containers;
  reader.kept = before.containers;
  return toReading(reader, "text", leaf, at);
}

/** The box of a task is a mark of its item, not text. */
function measureBox({ containers, kept }: LineReader, text: string): number {
  if (containers.length === kept.length || containers.at(-1)?.type !== "item") return 0;
  return /^\[[ xX]\][ \t]+(?=\S)/.exec(text)?.[0].length ?? 0;
}

const noTableLine: TableLine = { text: undefined, columns: 0 };

function enterItem(reader: LineReader, [marker = "", digits]: readonly string[]): undefined {
  const { line, before, containers, inner, at } = reader;
  const end = at + marker.length;
  const content = skipBlanks(line, end);
  const blank = content >= line.length;
  const padding = blank || content - end > 4 ? 1 : content - end;
  const opening = " ".repeat(at - inner) + marker + " ".repeat(padding);
  const number = countItem({ marker, digits }, before.containers[containers.length]);
  return enter(reader, { type: "item", opening, number, blank }, blank ? content : end + padding);
}

/** A list's items count on from its first one. */
function countItem(
  item: { marker: string; digits: string | undefined },
  sibling: Container | undefined,
): number | undefined {
  if (item.digits === undefined) return undefined;
  const isSame = sibling?.type === "item" && sibling.opening.trim().at(-1) === item.marker.at(-1);
  return isSame && sibling.number !== undefined ? sibling.number + 1 : Number(item.digits);
}

/** A quote's mark takes one column of white space with it. */
function skipQuoteMark(line: string, at: number): number {
  return isBlank(line, at + 1) ? at + 2 : at + 1;
}

/** Lines that only stand in a fence or a table that was open. */
const continuingKinds: ReadonlySet<LineKind> = new Set(["fence-content", "delimiter", "row"]);

function toReading(reader: LineReader, kind: LineKind, leaf: Leaf, content: number): LineReading {
  const { before, containers, kept, line, source } = reader;
  const inner = placeOf(reader, reader.inner);
  const isInParagraph = before.leaf.type === "paragraph" && containers.length === kept.length;
  return {
    kind,
    before,
    block: { containers, leaf },
    kept: kept.length,
    inner,
    spare: line === source ? 0 : expandTabs(source.slice(0, inner)).length - reader.inner,
    content: placeOf(reader, content),
    continues: continuingKinds.has(kind) || (kind === "text" && isInParagraph),
  };
}
