import { type BlockState, type Container, type FenceLeaf, isOpenLeaf, type Leaf } from "./blocks.ts";
import { type Cursor, lineStart, measureIndent, skipCharacters, skipColumns } from "./indentation.ts";
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
  /** Behind the marks of the kept containers. */
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
  const kept = before.containers.slice(0, matched.count).map((one) => (isBlank ? one : withContent(one)));
  const all = matched.count === before.containers.length;
  const place: Place = { line, before, kept, inner: matched.cursor, all };
  if (all && before.leaf.type === "fence") return readFenceLine(place, before.leaf);
  if (isBlank) {
    return toReading(place, {
      kind: "blank",
      containers: kept,
      leaf: { type: "none" },
      content: line.length,
    });
  }
  return readStarts(place);
}

interface Place {
  readonly line: string;
  readonly before: BlockState;
  readonly kept: readonly Container[];
  readonly inner: Cursor;
  readonly all: boolean;
}

interface Found {
  readonly kind: LineKind;
  readonly containers: readonly Container[];
  readonly leaf: Leaf;
  readonly content: number;
  readonly continues?: boolean;
}

function toReading(place: Place, found: Found): LineReading {
  return {
    kind: found.kind,
    block: { containers: found.containers, leaf: found.leaf },
    kept: found.continues === true ? found.containers.length : place.kept.length,
    inner: place.inner,
    content: found.content,
    continues: found.continues ?? false,
  };
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

function withContent(container: Container): Container {
  return container.type === "item" && container.blank ? { ...container, blank: false } : container;
}

function skipQuoteMark(line: string, at: Cursor): Cursor {
  const behind = skipCharacters(at, 1);
  return measureIndent(line, behind).columns > 0 ? skipColumns(line, behind, 1) : behind;
}

function readFenceLine(place: Place, fence: FenceLeaf): LineReading {
  const indent = measureIndent(place.line, place.inner);
  const rest = place.line.slice(indent.behind.at);
  const marks = /^(?:`{3,}|~{3,})(?=[ \t]*$)/.exec(rest)?.[0];
  const containers = place.before.containers;
  if (indent.columns <= 3 && marks?.startsWith(fence.marks)) {
    return toReading(place, {
      kind: "fence-close",
      containers,
      leaf: { type: "mark" },
      content: place.line.length,
    });
  }
  const leaf = { ...fence, empty: false };
  return toReading(place, {
    kind: "fence-content",
    containers,
    leaf,
    content: place.inner.at,
    continues: true,
  });
}

const headingStart = /^#{1,6}(?=[ \t]|$)/;
const fenceStart = /^(`{3,})([^`]*)$|^(~{3,})(.*)$/;
const underline = /^(?:=+|-+)[ \t]*$/;
const rule = /^(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/;
const itemStart = /^(?:[-+*]|(\d{1,9})[.)])(?=[ \t]|$)/;

function readStarts(place: Place): LineReading {
  const { line, before } = place;
  let containers = place.kept;
  let cursor = place.inner;
  for (;;) {
    const indent = measureIndent(line, cursor);
    const at = indent.behind.at;
    const fresh = containers.length > place.kept.length;
    const inParagraph = before.leaf.type === "paragraph" && !fresh;
    if (indent.columns >= 4 && at < line.length) {
      if (inParagraph) return readText(place, containers, at);
      return toReading(place, { kind: "indented", containers, leaf: { type: "indented" }, content: at });
    }
    const rest = line.slice(at);
    if (rest === "")
      return toReading(place, { kind: "text", containers, leaf: { type: "none" }, content: at });
    if (rest[0] === ">") {
      containers = [...containers, { type: "quote" }];
      cursor = skipQuoteMark(line, indent.behind);
      continue;
    }
    const single = readSingleLine({ rest, indent: indent.columns, mayUnderline: inParagraph && place.all });
    if (single !== undefined) {
      return toReading(place, { ...single, containers, content: at + single.skip });
    }
    const item = itemStart.exec(rest);
    if (item === null || !mayBegin(item, rest, inParagraph && place.all))
      return readText(place, containers, at);
    const behind = skipCharacters(indent.behind, item[0].length);
    const gap = measureIndent(line, behind);
    const blank = gap.behind.at >= line.length;
    const padding = blank || gap.columns > 4 ? 1 : gap.columns;
    const marker = " ".repeat(indent.columns) + item[0] + " ".repeat(padding);
    const sibling = before.containers[containers.length];
    containers = [...containers, { type: "item", opening: marker, number: countItem(item, sibling), blank }];
    cursor = blank ? gap.behind : skipColumns(line, behind, padding);
  }
}

/** A list's items count on from its first one. */
function countItem(item: RegExpExecArray, sibling: Container | undefined): number | undefined {
  if (item[1] === undefined) return undefined;
  const isSame = sibling?.type === "item" && sibling.opening.trim().at(-1) === item[0].at(-1);
  return isSame && sibling.number !== undefined ? sibling.number + 1 : Number(item[1]);
}

/** In the middle of a paragraph only an item with text begins a list, and if it has a number, only number 1. */
function mayBegin(item: RegExpExecArray, rest: string, inParagraph: boolean): boolean {
  if (!inParagraph) return true;
  return rest.slice(item[0].length).trim() !== "" && (item[1] === undefined || Number(item[1]) === 1);
}

interface SingleLine {
  readonly kind: LineKind;
  readonly leaf: Leaf;
  /** Characters of the line that are marks. */
  readonly skip: number;
}

function readSingleLine(start: {
  rest: string;
  indent: number;
  mayUnderline: boolean;
}): SingleLine | undefined {
  const { rest } = start;
  const marks = headingStart.exec(rest)?.[0];
  if (marks !== undefined) {
    const skip = /^#+[ \t]*/.exec(rest)?.[0].length ?? 0;
    return { kind: "heading", leaf: { type: "heading", marks }, skip };
  }
  const fence = fenceStart.exec(rest);
  if (fence !== null) {
    const info = (fence[2] ?? fence[4] ?? "").trim();
    const leaf = {
      type: "fence",
      marks: fence[1] ?? fence[3] ?? "",
      info,
      indent: start.indent,
      empty: true,
    } as const;
    return { kind: "fence-open", leaf, skip: rest.length };
  }
  if (start.mayUnderline && underline.test(rest))
    return { kind: "underline", leaf: { type: "mark" }, skip: rest.length };
  if (rule.test(rest)) return { kind: "rule", leaf: { type: "mark" }, skip: 0 };
  return undefined;
}

function readText(place: Place, containers: readonly Container[], at: number): LineReading {
  const { before, line } = place;
  const fresh = containers.length > place.kept.length;
  const text = line.slice(at);
  if (!fresh && isOpenLeaf(before.leaf)) {
    const { leaf } = before;
    if (leaf.type === "paragraph") {
      const columns = isDelimiterRow(text) ? toTableLine(text).columns : 0;
      if (place.all && columns > 0 && columns === leaf.lastLine.columns) {
        const table: Leaf = { type: "table", head: leaf.lastLine, delimiter: text.trim(), empty: true };
        return toReading(place, {
          kind: "delimiter",
          containers,
          leaf: table,
          content: line.length,
          continues: true,
        });
      }
      const lazy = { kind: "text", containers: before.containers, content: at, continues: true } as const;
      return toReading(place, { ...lazy, leaf: { type: "paragraph", lastLine: toTableLine(text) } });
    }
    if (leaf.type === "table" && place.all) {
      return toReading(place, {
        kind: "row",
        containers,
        leaf: { ...leaf, empty: false },
        content: at,
        continues: true,
      });
    }
  }
  const leaf: Leaf = { type: "paragraph", lastLine: toTableLine(text) };
  const content = at + measureCheckbox(place, containers, text);
  return toReading(place, { kind: "text", containers, leaf, content });
}

/** The box of a task is a mark of its item, not text. */
function measureCheckbox(place: Place, containers: readonly Container[], text: string): number {
  const isNewItem = containers.length > place.kept.length && containers.at(-1)?.type === "item";
  return isNewItem ? (/^\[[ xX]\][ \t]+(?=\S)/.exec(text)?.[0].length ?? 0) : 0;
}
