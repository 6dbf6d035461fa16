import { type Block, isRecord } from "./chunks.ts";
import { toMarkdownBlocks } from "./markdown-blocks.ts";
import {
  type RichText,
  type RichTextElement,
  type RichTextPart,
  type TextStyle,
  toPlain,
} from "./rich-text.ts";

/** Converts Markdown to the `text` of a message that is read back, as Slack does (S128). */
export function toPlainText(markdown: string): string {
  return toMarkdownBlocks(markdown).map(toBlockText).join("\n").trim();
}

function toBlockText(block: Block): string {
  switch (block.type) {
    case "header":
      return toEntities(isRecord(block.text) ? String(block.text.text) : "");
    case "table":
      return (block.rows as RichText[][]).map((row) => row.map(toMrkdwn).join(" | ")).join("\n");
    case "rich_text":
      return toMrkdwn(block as unknown as RichText).replace(/\n+$/, "");
    default:
      return "";
  }
}

/** Converts rich text to mrkdwn. */
function toMrkdwn({ elements }: RichText): string {
  let text = "";
  for (const part of elements) {
    const isLine = part.type !== "rich_text_section";
    if (isLine && text !== "" && !text.endsWith("\n")) text += "\n";
    text += toPartText(part) + (isLine ? "\n" : "");
  }
  return text.replace(/\n$/, "");
}

function toPartText(part: RichTextPart): string {
  switch (part.type) {
    case "rich_text_section":
      return toMarked(part.elements);
    case "rich_text_quote":
      return toMarked(part.elements).replace(/^/gm, "&gt; ");
    case "rich_text_preformatted":
      return `\`\`\`\n${toMarked(part.elements)}\n\`\`\``;
    case "rich_text_list":
      return part.elements
        .map(({ elements }, index) => {
          const mark = part.style === "bullet" ? "•" : `${(part.offset ?? 0) + index + 1}.`;
          return `${"    ".repeat(part.indent)}${mark} ${toMarked(elements)}`;
        })
        .join("\n");
    default:
      return part satisfies never;
  }
}

/** Outer marks first. */
const MARKS: readonly [keyof TextStyle, string][] = [
  ["bold", "*"],
  ["italic", "_"],
  ["strike", "~"],
  ["code", "`"],
];

function toMarked(elements: readonly RichTextElement[], marks = MARKS): string {
  const [first, ...rest] = marks;
  if (first === undefined) return elements.map(toWords).join("");
  const [name, mark] = first;
  let text = "";
  for (const group of toGroups(elements, name)) {
    const inner = toMarked(group.elements, rest);
    text += group.isMarked ? wrap(inner, mark) : inner;
  }
  return text;
}

/** Adds the mark. Next to white space a mark would be text. */
function wrap(text: string, mark: string): string {
  const [, before = "", inner = "", after = ""] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  return inner === "" ? text : before + mark + inner + mark + after;
}

interface Group {
  isMarked: boolean;
  elements: RichTextElement[];
}

function toGroups(elements: readonly RichTextElement[], name: keyof TextStyle): Group[] {
  const groups: Group[] = [];
  for (const element of elements) {
    const isMarked = "style" in element && element.style?.[name] === true;
    const last = groups.at(-1);
    if (last?.isMarked === isMarked) last.elements.push(element);
    else groups.push({ isMarked, elements: [element] });
  }
  return groups;
}

function toWords(element: RichTextElement): string {
  if (element.type === "text") return toEntities(element.text);
  if (element.type !== "link") return toPlain([element]);
  const url = toEntities(element.url);
  return element.text === undefined ? `<${url}>` : `<${url}|${toEntities(element.text)}>`;
}

function toEntities(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
