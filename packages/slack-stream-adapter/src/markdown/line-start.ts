import type { BlockState, Container, Leaf } from "./blocks.ts";
import { type Cursor, measureIndent, skipCharacters, skipColumns } from "./indentation.ts";
import type { LineKind } from "./read-line.ts";
import { toTableLine } from "./table-lines.ts";

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
export function readLineStart(source: LineStartSource): LineStart {
  const { line } = source;
  let containers = source.kept;
  let cursor = source.inner;
  for (;;) {
    const place: Place = {
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

interface Place {
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

/** What begins with another character is a paragraph. */
const leafStarts: ReadonlySet<string> = new Set("#`~=-*_+0123456789");

/** Deeper than anybody writes: what follows is text, so that a line of markers costs no more than its length. */
const deepest = 32;

/** The leaf that begins here; undefined, if it is one more container. */
function readLeaf(place: Place): LeafStart | undefined {
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
    return toLeaf(
      "fence-open",
      { type: "fence", marks, info, indent: indent.columns, empty: true },
      rest.length,
    );
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
function readParagraph({ source, containers }: Place, at: number): LeafStart {
  const text = source.line.slice(at);
  const isNewItem = containers.length > source.kept.length && containers.at(-1)?.type === "item";
  const box = isNewItem ? (/^\[[ xX]\][ \t]+(?=\S)/.exec(text)?.[0].length ?? 0) : 0;
  const leaf: Leaf = { type: "paragraph", lastLine: toTableLine(text) };
  return { kind: "text", block: { containers, leaf }, content: at + box };
}

function readItem({ source, containers, cursor }: Place): { container: Container; behind: Cursor } {
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
export function skipQuoteMark(line: string, at: Cursor): Cursor {
  const behind = skipCharacters(at, 1);
  return measureIndent(line, behind).columns > 0 ? skipColumns(line, behind, 1) : behind;
}
