import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

/** Slack shows no HTML and knows no link definitions, so the parser that stands for it reads neither. */
const withoutHtml = { disable: { null: ["htmlFlow", "htmlText", "definition"] } };

/** A node of a Markdown tree, with the fields that these laws read. */
export interface Node {
  readonly type: string;
  readonly children?: readonly Node[];
  readonly value?: string;
  readonly url?: string;
  readonly alt?: string;
  readonly lang?: string | null;
  readonly depth?: number;
  readonly ordered?: boolean;
  readonly start?: number | null;
  readonly position?: { readonly start: Place; readonly end: Place };
}

interface Place {
  readonly offset?: number;
}

export function parse(markdown: string): Node {
  return fromMarkdown(markdown, {
    extensions: [gfm(), withoutHtml],
    mdastExtensions: [gfmFromMarkdown()],
  }) as Node;
}

export interface ReadOptions {
  /** Reads an underlined heading as a paragraph, because its text is read before the underline comes. */
  readonly underlines?: "headings" | "paragraphs";
  /** Leaves out the head of the first table, because it is repeated. */
  readonly skipFirstHead?: boolean;
}

/** The visible text: each character with its structure, such as `x ul>li>paragraph>strong`. */
export function read(markdown: string, options: ReadOptions = {}): readonly string[] {
  const key = `${options.underlines} ${options.skipFirstHead} ${markdown}`;
  const known = lastRead.get(key);
  if (known !== undefined) return known;
  const reader: Reader = { markdown, options, seen: [], skipHead: options.skipFirstHead ?? false };
  visit(reader, parse(markdown), "");
  if (lastRead.size === 500) lastRead.clear();
  lastRead.set(key, reader.seen);
  return reader.seen;
}

/** Most of a law's time is reading, and many cuts of a text have messages in common. */
const lastRead = new Map<string, readonly string[]>();

interface Reader {
  readonly markdown: string;
  readonly options: ReadOptions;
  readonly seen: string[];
  skipHead: boolean;
}

function say(reader: Reader, text: string, path: string): void {
  for (const character of text.replace(/[\s\u200B]+/g, "")) reader.seen.push(`${character} ${path}`);
}

type Visitor = (reader: Reader, node: Node, path: string) => void;

const visitors: Readonly<Record<string, Visitor>> = {
  text: (reader, node, path) => say(reader, node.value ?? "", path),
  inlineCode: (reader, node, path) => say(reader, node.value ?? "", `${path}>code`),
  code: (reader, node, path) => say(reader, node.value ?? "", `${path}>fence ${node.lang ?? ""}`),
  thematicBreak: (reader, _node, path) => say(reader, "―", path),
  image: (reader, node, path) => say(reader, node.alt ?? "", `${path}>image ${node.url}`),
  list: visitList,
  table: visitTable,
};

function visit(reader: Reader, node: Node, path: string): void {
  const visitor = visitors[node.type];
  if (visitor !== undefined) {
    visitor(reader, node, path);
    return;
  }
  const step = toStep(node, reader.markdown, reader.options);
  for (const child of node.children ?? []) visit(reader, child, path + step);
}

function visitList(reader: Reader, node: Node, path: string): void {
  for (const [index, item] of (node.children ?? []).entries()) {
    visit(reader, item, node.ordered === true ? `${path}>${(node.start ?? 1) + index}.` : `${path}>•`);
  }
}

function visitTable(reader: Reader, node: Node, path: string): void {
  const rows = node.children ?? [];
  for (const row of reader.skipHead ? rows.slice(1) : rows) {
    const kind = row === rows[0] ? "head" : "row";
    for (const [column, cell] of (row.children ?? []).entries()) {
      for (const one of cell.children ?? []) visit(reader, one, `${path}>${kind} ${column}`);
    }
  }
  reader.skipHead = false;
}

function toStep(node: Node, markdown: string, options: ReadOptions): string {
  if (node.type === "root" || node.type === "listItem") return "";
  if (node.type === "link" && isBareAddress(node)) return "";
  if (node.type === "link") return `>link ${node.url?.replace(/\u200B/g, "")}`;
  if (node.type !== "heading") return `>${node.type}`;
  const isUnderlined = markdown[node.position?.start.offset ?? 0] !== "#";
  return isUnderlined && options.underlines === "paragraphs" ? ">paragraph" : `>h${node.depth}`;
}

/** An address that is its own text reads the same, linked or not yet: it grows like a word. */
function isBareAddress(node: Node): boolean {
  const text = textOf(node);
  return text !== "" && (node.url ?? "").endsWith(text);
}

/** The text with all that is code left out. */
export function withoutCode(markdown: string): string {
  const letters = [...markdown.split("")];
  function blank({ type, position, children = [] }: Node): void {
    const [start, end] = [position?.start.offset ?? 0, position?.end.offset ?? 0];
    if (type === "inlineCode" || type === "code") letters.fill(" ", start, end);
    for (const child of children) blank(child);
  }
  blank(parse(markdown));
  return letters.join("");
}

/** The head of the table in which a text ends, with its structure. Undefined if it does not end in a table. */
export function lastTableHead(markdown: string): string | undefined {
  return findTable(parse(markdown), -1);
}

/** The head of the table that a text begins with. */
export function firstTableHead(markdown: string): string | undefined {
  return findTable(parse(markdown), 0);
}

function findTable(root: Node, side: 0 | -1): string | undefined {
  let path = "";
  let node: Node | undefined = root;
  while (node !== undefined && node.type !== "table") {
    path += node.type;
    node = node.children?.at(side);
  }
  return node === undefined ? undefined : path + textOf(node.children?.[0]);
}

function textOf(node: Node | undefined): string {
  return node?.value ?? (node?.children ?? []).map(textOf).join("|");
}
