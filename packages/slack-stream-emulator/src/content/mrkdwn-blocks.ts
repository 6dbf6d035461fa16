import {
  fromEntities,
  joinTexts,
  type RichText,
  type RichTextElement,
  type RichTextPart,
  type TextStyle,
  toElements,
  toStyled,
  withStyle,
} from "./rich-text.ts";

/**
 * Converts Slack's mrkdwn to the rich text that Slack stores for a `text` argument (S179). mrkdwn has no lists,
 * headings and tables.
 */
export function toMrkdwnRichText(text: string): RichText {
  const parts: RichTextPart[] = [];
  let section: RichTextElement[] = [];
  const closeSection = () => {
    const elements = joinTexts(section);
    if (elements.length > 0) parts.push({ type: "rich_text_section", elements });
    section = [];
  };
  for (const piece of toPieces(text)) {
    if (piece.type === "text") {
      section.push(...toInline(piece.text, {}));
      continue;
    }
    closeSection();
    parts.push(
      piece.type === "quote"
        ? { type: "rich_text_quote", elements: toInline(piece.text, {}) }
        : { type: "rich_text_preformatted", border: 0, elements: [toStyled(fromEntities(piece.text), {})] },
    );
  }
  closeSection();
  return { type: "rich_text", elements: parts };
}

interface Piece {
  type: "text" | "quote" | "code";
  text: string;
}

const CODE_BLOCK = /```\n?([\s\S]+?)\n?```\n?/g;

function toPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(CODE_BLOCK)) {
    pieces.push(...toQuotes(text.slice(end, match.index)), { type: "code", text: match[1] ?? "" });
    end = match.index + match[0].length;
  }
  return [...pieces, ...toQuotes(text.slice(end))].filter((piece) => piece.text !== "");
}

/** Consecutive lines that begin with `>` are one quote. */
function toQuotes(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (const line of text.split(/(?<=\n)/)) {
    const quoted = /^(?:>|&gt;) ?(.*)$/s.exec(line)?.[1];
    const last = pieces.at(-1);
    const type = quoted === undefined ? "text" : "quote";
    if (last?.type === type) last.text += quoted ?? line;
    else pieces.push({ type, text: quoted ?? line });
  }
  return pieces.map((piece) =>
    piece.type === "quote" ? { ...piece, text: piece.text.replace(/\n$/, "") } : piece,
  );
}

/**
 * A mention (which may contain an address), code, a link, or a mark. A mark has no letter on its outer side and no
 * space on its inner side.
 */
const INLINE =
  /<[@#!][^<>\n]*>|`([^`\n]+)`|<((?:https?|mailto|tel|slack):[^<>\n|]+)(?:\|([^<>\n]+))?>|(https?:\/\/[^\s<>|]*[^\s<>|.,;:!?'")\]])|(?<![\w*_~])([*_~])(?![\s*_~])((?:(?!\5)[^\n])*?[^\s])\5(?![\w*_~])/g;

const STYLES = { "*": "bold", _: "italic", "~": "strike" } as const;

function toInline(text: string, style: TextStyle): RichTextElement[] {
  const elements: RichTextElement[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    elements.push(...toElements(text.slice(end, match.index), style));
    const [whole, code, url, label, bare, mark, inner = ""] = match;
    end = match.index + whole.length;
    if (code !== undefined) elements.push(toStyled(fromEntities(code), { ...style, code: true }));
    else if (url !== undefined) elements.push(toLink(fromEntities(url), label, style));
    else if (bare !== undefined) elements.push(toLink(fromEntities(bare), undefined, style));
    else if (mark === undefined) elements.push(...toElements(whole, style));
    else elements.push(...toInline(inner, { ...style, [STYLES[mark as keyof typeof STYLES]]: true }));
  }
  elements.push(...toElements(text.slice(end), style));
  return joinTexts(elements);
}

function toLink(url: string, label: string | undefined, style: TextStyle): RichTextElement {
  return {
    type: "link",
    url,
    ...(label === undefined ? {} : { text: fromEntities(label) }),
    ...withStyle(style),
  };
}
