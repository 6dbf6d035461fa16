import {
  type BlockState,
  type Container,
  documentStart,
  type FenceLeaf,
  isDelimiterRow,
  type Leaf,
  toTableLine,
} from "./blocks.ts";

/** A place in a line: `column` counts a tab up to its stop, `spare` is what is left of a tab that was taken in part. */
export interface Cursor {
  readonly at: number;
  readonly column: number;
  readonly spare: number;
}

export const lineStart: Cursor = { at: 0, column: 0, spare: 0 };

/** The cursor behind the white space, and how many columns that is. */
function measureIndent(line: string, from: Cursor): { readonly columns: number; readonly behind: Cursor } {
  let { at, column } = from;
  column += from.spare;
  for (; at < line.length; at++) {
    if (line[at] === " ") column++;
    else if (line[at] === "\t") column += 4 - (column % 4);
    else break;
  }
  return { columns: column - from.column, behind: { at, column, spare: 0 } };
}

/** The cursor after exactly `columns` of white space, which must be there. */
function skipColumns(line: string, from: Cursor, columns: number): Cursor {
  const goal = from.column + columns;
  let at = from.at;
  let column = from.column + from.spare;
  while (column < goal && at < line.length) {
    column += line[at] === "\t" ? 4 - (column % 4) : 1;
    at++;
  }
  return { at, column: goal, spare: Math.max(0, column - goal) };
}

/** The cursor behind `characters` characters that are no white space. */
function skipCharacters(from: Cursor, characters: number): Cursor {
  return { at: from.at + characters, column: from.column + characters, spare: 0 };
}

export interface LineStart {
  readonly kind: LineKind;
  readonly block: BlockState;
  readonly inner: Cursor;
  readonly content: number;
}

export interface LineStartSource {
  readonly line: string;
  /** The containers that the line goes on in, and where their marks end. */
  readonly kept: readonly Container[];
  readonly inner: Cursor;
  readonly before: BlockState;
  /** A paragraph is open that the line may add to; `all`: in the same containers. */
  readonly inParagraph: boolean;
  readonly all: boolean;
}

/** Reads the marks that a line begins with: first of containers, then of the leaf in them. */
function readLineStart(source: LineStartSource): LineStart {
  const { line } = source;
  let containers = source.kept;
  let cursor = source.inner;
  for (;;) {
    const place: StartPlace = {
      source,
      containers,
      cursor,
      inParagraph: source.inParagraph && containers === source.kept,
    };
    const leaf = readLeaf(place);
    if (leaf !== undefined)
      return { kind: leaf.kind, block: leaf.block, inner: cursor, content: leaf.content };
    const indent = measureIndent(line, cursor);
    if (line[indent.behind.at] === ">") {
      containers = [...containers, { type: "quote" }];
      cursor = skipQuoteMark(line, indent.behind);
    } else {
      const item = readItem(place);
      containers = [...containers, item.container];
      cursor = item.behind;
    }
  }
}

interface StartPlace {
  readonly source: LineStartSource;
  readonly containers: readonly Container[];
  readonly cursor: Cursor;
  readonly inParagraph: boolean;
}

type LeafStart = Omit<LineStart, "inner">;

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

/** The leaf that begins here; undefined, if it is one more container. */
function readLeaf(place: StartPlace): LeafStart | undefined {
  const { source, containers, cursor, inParagraph } = place;
  const indent = measureIndent(source.line, cursor);
  const at = indent.behind.at;
  const rest = source.line.slice(at);
  const toLeaf = (kind: LineKind, leaf: Leaf, skip = 0) => ({
    kind,
    block: { containers, leaf },
    content: at + skip,
  });
  if (rest === "") return toLeaf("text", { type: "none" });
  if (indent.columns >= 4)
    return inParagraph ? readParagraph(place, at) : toLeaf("indented", { type: "indented" });
  if (containers.length >= deepest) return readParagraph(place, at);
  const first = rest[0] ?? "";
  if (first === ">") return undefined;
  if (!leafStarts.has(first)) return readParagraph(place, at);
  const heading = headingStart.exec(rest);
  if (heading !== null)
    return toLeaf("heading", { type: "heading", marks: heading[1] ?? "#" }, heading[0].length);
  const fence = fenceStart.exec(rest);
  if (fence !== null) {
    const info = (fence[2] ?? fence[4] ?? "").trim();
    const marks = fence[1] ?? fence[3] ?? "";
    return toLeaf("fence-open", { type: "fence", marks, info, indent: indent.columns }, rest.length);
  }
  if (inParagraph && source.all && underline.test(rest))
    return toLeaf("underline", { type: "mark" }, rest.length);
  if (rule.test(rest)) return toLeaf("rule", { type: "mark" });
  const item = itemStart.exec(rest);
  return item !== null && mayBegin(item, rest, inParagraph && source.all)
    ? undefined
    : readParagraph(place, at);
}

/** In the middle of a paragraph only an item with text begins a list, and if it has a number, only number 1. */
function mayBegin(item: RegExpExecArray, rest: string, inParagraph: boolean): boolean {
  if (!inParagraph) return true;
  return rest.slice(item[0].length).trim() !== "" && (item[1] === undefined || Number(item[1]) === 1);
}

/** The box of a task is a mark of its item, not text. */
function readParagraph({ source, containers }: StartPlace, at: number): LeafStart {
  const text = source.line.slice(at);
  const isNewItem = containers.length > source.kept.length && containers.at(-1)?.type === "item";
  const box = isNewItem ? (/^\[[ xX]\][ \t]+(?=\S)/.exec(text)?.[0].length ?? 0) : 0;
  const leaf: Leaf = { type: "paragraph", lastLine: toTableLine(text) };
  return { kind: "text", block: { containers, leaf }, content: at + box };
}

function readItem({ source, containers, cursor }: StartPlace): { container: Container; behind: Cursor } {
  const { line, before } = source;
  const indent = measureIndent(line, cursor);
  const found = itemStart.exec(line.slice(indent.behind.at));
  const marker = found?.[0] ?? "";
  const behind = skipCharacters(indent.behind, marker.length);
  const gap = measureIndent(line, behind);
  const blank = gap.behind.at >= line.length;
  const padding = blank || gap.columns > 4 ? 1 : gap.columns;
  const opening = " ".repeat(indent.columns) + marker + " ".repeat(padding);
  const number = countItem({ marker, digits: found?.[1] }, before.containers[containers.length]);
  return {
    container: { type: "item", opening, number, blank },
    behind: blank ? gap.behind : skipColumns(line, behind, padding),
  };
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
function skipQuoteMark(line: string, at: Cursor): Cursor {
  const behind = skipCharacters(at, 1);
  return measureIndent(line, behind).columns > 0 ? skipColumns(line, behind, 1) : behind;
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

/** Reads the kind of one line, given the lines before it. */
export interface LineReading {
  readonly kind: LineKind;
  /** The lists, quotes and fences around the line, with those that it opens. */
  readonly block: BlockState;
  /** Of the containers that were open, how many the line goes on in. */
  readonly kept: number;
  /** Behind the marks of all containers, those that begin with this line too. */
  readonly inner: Cursor;
  /** Where the line's own text begins, behind all marks and indentation. */
  readonly content: number;
  /** The line adds to the paragraph, fence or table of the line before it. */
  readonly continues: boolean;
}

/** Reads one line, given without its terminator: CommonMark's block structure, with GFM tables and without HTML. */
export function readLine(before: BlockState, line: string): LineReading {
  const matched = matchContainers(before.containers, line);
  const isBlank = measureIndent(line, matched.cursor).behind.at >= line.length;
  const all = matched.count === before.containers.length;
  const going = all ? before.containers : before.containers.slice(0, matched.count);
  const kept = isBlank || !going.some(isBlankItem) ? going : going.map(withContent);
  const place: Place = { line, before, kept, inner: matched.cursor, all };
  if (all && before.leaf.type === "fence") return readFenceLine(place, before.leaf);
  if (isBlank) return toReading(place, { kind: "blank", leaf: { type: "none" }, content: line.length });
  const leaf = all || before.leaf.type === "paragraph" ? before.leaf : undefined;
  const start = readLineStart({
    line,
    kept,
    inner: place.inner,
    before,
    inParagraph: leaf?.type === "paragraph",
    all,
  });
  return start.kind === "text" ? readText(place, start) : toNew(place, start);
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

interface Place {
  readonly line: string;
  readonly before: BlockState;
  readonly kept: readonly Container[];
  readonly inner: Cursor;
  readonly all: boolean;
}

function matchContainers(containers: readonly Container[], line: string): { count: number; cursor: Cursor } {
  let cursor = lineStart;
  let count = 0;
  for (const container of containers) {
    const next = matchContainer(container, line, cursor);
    if (next === undefined) break;
    cursor = next;
    count++;
  }
  return { count, cursor };
}

function matchContainer(container: Container, line: string, cursor: Cursor): Cursor | undefined {
  const indent = measureIndent(line, cursor);
  if (container.type === "quote") {
    return indent.columns <= 3 && line[indent.behind.at] === ">"
      ? skipQuoteMark(line, indent.behind)
      : undefined;
  }
  if (indent.behind.at >= line.length) return container.blank ? undefined : indent.behind;
  const width = container.opening.length;
  return indent.columns >= width ? skipColumns(line, cursor, width) : undefined;
}

function isBlankItem(container: Container): boolean {
  return container.type === "item" && container.blank;
}

function withContent(container: Container): Container {
  return container.type === "item" && container.blank ? { ...container, blank: false } : container;
}

function readFenceLine(place: Place, fence: FenceLeaf): LineReading {
  const indent = measureIndent(place.line, place.inner);
  const rest = place.line.slice(indent.behind.at);
  const marks = /^(?:`{3,}|~{3,})(?=[ \t]*$)/.exec(rest)?.[0];
  if (indent.columns <= 3 && marks?.startsWith(fence.marks)) {
    return toReading(place, { kind: "fence-close", leaf: { type: "mark" }, content: place.line.length });
  }
  const { at } = place.inner;
  return { ...toReading(place, { kind: "fence-content", leaf: fence, content: at }), continues: true };
}

/** A line of text adds to what is open, if it can; if it is less indented than that, only to a paragraph. */
function readText(place: Place, start: LineStart): LineReading {
  const { before, line, kept } = place;
  const { leaf } = before;
  const isNew = start.block.containers.length > kept.length || start.block.leaf.type === "none";
  if (isNew || (leaf.type !== "paragraph" && leaf.type !== "table")) return toNew(place, start);
  if (leaf.type === "table") {
    if (!place.all) return toNew(place, start);
    const row = { containers: kept, leaf };
    return toGoing(place, { kind: "row", block: row, inner: start.inner, content: start.content });
  }
  const text = line.slice(start.content);
  // A line indented as far as code is no line of a table, even where it continues a paragraph.
  const isDeep = measureIndent(line, start.inner).columns >= 4;
  const lastLine = isDeep ? { text: undefined, columns: 0 } : toTableLine(text);
  const isTable = place.all && isDelimiterRow(text) && lastLine.columns === leaf.lastLine.columns && !isDeep;
  if (!isTable) {
    const block: BlockState = { containers: before.containers, leaf: { type: "paragraph", lastLine } };
    return toGoing(place, { kind: "text", block, inner: start.inner, content: start.content });
  }
  const table: Leaf = { type: "table", head: leaf.lastLine, delimiter: text.trim() };
  const block = { containers: kept, leaf: table };
  return toGoing(place, { kind: "delimiter", block, inner: start.inner, content: line.length });
}

// Both written out: a spread takes several times as long, and lines are what an answer is made of.
function toNew({ kept }: Place, { kind, block, inner, content }: LineStart): LineReading {
  return { kind, block, kept: kept.length, inner, content, continues: false };
}

function toGoing({ before }: Place, { kind, block, inner, content }: LineStart): LineReading {
  return { kind, block, kept: before.containers.length, inner, content, continues: true };
}

function toReading(place: Place, found: { kind: LineKind; leaf: Leaf; content: number }): LineReading {
  return {
    kind: found.kind,
    block: { containers: place.kept, leaf: found.leaf },
    kept: place.kept.length,
    inner: place.inner,
    content: found.content,
    continues: false,
  };
}
