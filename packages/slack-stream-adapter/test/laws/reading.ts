import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

/** Slack shows no HTML and knows no link definitions, so the parser that stands for it reads neither. */
const withoutHtml = { disable: { null: ["htmlFlow", "htmlText", "definition"] } };

/** A part of a Markdown tree, as far as these laws look at it. */
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
  readonly position?: { readonly start: { readonly offset?: number } };
}

export function parse(markdown: string): Node {
  return fromMarkdown(markdown, {
    extensions: [gfm(), withoutHtml],
    mdastExtensions: [gfmFromMarkdown()],
  }) as Node;
}

export interface ReadOptions {
  /** A heading by underline becomes one after its text was read; read it as the paragraph that it was. */
  readonly underlines?: "headings" | "paragraphs";
  /** Leave out the head of the first table: it is said again. */
  readonly skipFirstHead?: boolean;
}

/** What a reader sees: each visible character with all that it stands in, such as `x ul>li>paragraph>strong`. */
export function read(markdown: string, options: ReadOptions = {}): string[] {
  const seen: string[] = [];
  let skipHead = options.skipFirstHead ?? false;
  const say = (text: string, path: string) => {
    for (const character of text.replace(/[\s\u200B]+/g, "")) seen.push(`${character} ${path}`);
  };
  const visit = (node: Node, path: string) => {
    const children = node.children ?? [];
    if (node.type === "text") say(node.value ?? "", path);
    else if (node.type === "inlineCode") say(node.value ?? "", `${path}>code`);
    else if (node.type === "code") say(node.value ?? "", `${path}>fence ${node.lang ?? ""}`);
    else if (node.type === "thematicBreak") say("―", path);
    else if (node.type === "image") say(node.alt ?? "", `${path}>image ${node.url}`);
    else if (node.type === "list") {
      children.forEach((item, index) => {
        visit(item, node.ordered === true ? `${path}>${(node.start ?? 1) + index}.` : `${path}>•`);
      });
    } else if (node.type === "table") {
      const rows = skipHead ? children.slice(1) : children;
      skipHead = false;
      for (const row of rows) {
        const kind = row === children[0] ? "head" : "row";
        row.children?.forEach(
          (cell, column) => void cell.children?.forEach((one) => visit(one, `${path}>${kind} ${column}`)),
        );
      }
    } else for (const child of children) visit(child, `${path}${toStep(node, markdown, options)}`);
  };
  visit(parse(markdown), "");
  return seen;
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

/** The head of the table that a text ends in, with what it stands in; undefined if it ends in none. */
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
