import type { BlockState, Container, FenceLeaf, Leaf } from "./blocks.ts";
import { type Cursor, lineStart, measureIndent, skipColumns } from "./indentation.ts";
import { type LineStart, readLineStart, skipQuoteMark } from "./line-start.ts";
import { isDelimiterRow, toTableLine } from "./table-lines.ts";

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

/** What one line is, after all that came before it. */
export interface LineReading {
  readonly kind: LineKind;
  /** The structure that the line stands in, itself included. */
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
  const leaf = { ...fence, empty: false };
  return { ...toReading(place, { kind: "fence-content", leaf, content: place.inner.at }), continues: true };
}

/** A line of text adds to what is open, if it can; if it is less indented than that, only to a paragraph. */
function readText(place: Place, start: LineStart): LineReading {
  const { before, line, kept } = place;
  const { leaf } = before;
  const isNew = start.block.containers.length > kept.length || start.block.leaf.type === "none";
  if (isNew || (leaf.type !== "paragraph" && leaf.type !== "table")) return toNew(place, start);
  if (leaf.type === "table") {
    if (!place.all) return toNew(place, start);
    const row = { containers: kept, leaf: { ...leaf, empty: false } };
    return toGoing(place, { kind: "row", block: row, inner: start.inner, content: start.content });
  }
  const text = line.slice(start.content);
  // What is indented as far as code is no line of a table, even where it goes on a paragraph.
  const isDeep = measureIndent(line, start.inner).columns >= 4;
  const lastLine = isDeep ? { text: undefined, columns: 0 } : toTableLine(text);
  const isTable = place.all && isDelimiterRow(text) && lastLine.columns === leaf.lastLine.columns && !isDeep;
  if (!isTable) {
    const block: BlockState = { containers: before.containers, leaf: { type: "paragraph", lastLine } };
    return toGoing(place, { kind: "text", block, inner: start.inner, content: start.content });
  }
  const table: Leaf = { type: "table", head: leaf.lastLine, delimiter: text.trim(), empty: true };
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
