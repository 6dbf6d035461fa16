import { Lexer, type Token, type Tokens } from "marked";
import type { Block } from "./chunks.ts";
import {
  joinTexts,
  type RichText,
  type RichTextElement,
  type RichTextPart,
  type TextStyle,
  toElements,
  toPlain,
  toStyled,
  withStyle,
} from "./rich-text.ts";

/**
 * Converts Markdown to the blocks that Slack stores: one for each heading, table and rule, and one `rich_text` for
 * everything between them (S77).
 */
export function toMarkdownBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  let run: Run = createRun();
  const closeRun = () => {
    const richText = run.close();
    if (richText !== undefined) blocks.push({ ...richText });
    run = createRun();
  };
  for (const token of lex(markdown)) {
    const block = toBlock(token);
    if (block === undefined) run.add(token);
    else {
      closeRun();
      blocks.push(block);
    }
  }
  closeRun();
  return blocks;
}

function lex(markdown: string): Token[] {
  return Lexer.lex(markdown, { gfm: true });
}

function toBlock(token: Token): Block | undefined {
  if (token.type === "heading") {
    const { depth, tokens } = token as Tokens.Heading;
    const text = { type: "plain_text", text: toPlain(toInline(tokens, {})), emoji: true };
    return { type: "header", text, level: depth };
  }
  if (token.type === "hr") return { type: "divider" };
  return token.type === "table" ? toTable(token as Tokens.Table) : undefined;
}

function toTable({ align, header, rows }: Tokens.Table): Block {
  const toCell = ({ tokens }: Tokens.TableCell): RichText => {
    const elements = toInline(tokens, {});
    return { type: "rich_text", elements: [{ type: "rich_text_section", elements }] };
  };
  return {
    type: "table",
    rows: [header, ...rows].map((row) => row.map(toCell)),
    ...(align.some((one) => one !== null)
      ? { column_settings: align.map((one) => ({ align: one ?? "left" })) }
      : {}),
  };
}

interface Run {
  add(token: Token): void;
  close(): RichText | undefined;
}

/**
 * Collects consecutive paragraphs, lists, quotes and code. Line feeds between paragraphs are text. Those around lists,
 * quotes and code are not.
 */
function createRun(): Run {
  const parts: RichTextPart[] = [];
  let section: RichTextElement[] = [];

  function closeSection(): void {
    if (section.length > 0) parts.push({ type: "rich_text_section", elements: section });
    section = [];
  }

  function addFeeds(feeds: string): void {
    if (section.length === 0 && parts.length === 0) return;
    const last = section.at(-1);
    // The end of a list, a quote or a code block also ends its line.
    const rest = section.length > 0 ? feeds : feeds.slice(1);
    if (last?.type === "text" && /^\n+$/.test(last.text)) last.text += rest;
    else if (rest !== "") section.push({ type: "text", text: rest });
  }

  return {
    add(token) {
      const part = toPart(token);
      if (part !== undefined) {
        closeSection();
        parts.push(...part);
      } else if (token.type !== "space") section.push(...toInline([token], {}));
      const feeds =
        token.type === "space" ? token.raw.replace(/[^\n]/g, "") : (/\n*$/.exec(token.raw)?.[0] ?? "");
      addFeeds(feeds);
    },
    close() {
      closeSection();
      const isBlank = parts.every(
        (part) =>
          part.type === "rich_text_section" &&
          part.elements.every((element) => element.type === "text" && /^\n*$/.test(element.text)),
      );
      return isBlank ? undefined : { type: "rich_text", elements: parts };
    },
  };
}

function toPart(token: Token): RichTextPart[] | undefined {
  switch (token.type) {
    case "list":
      return toLists(token as Tokens.List, 0);
    case "blockquote":
      return [{ type: "rich_text_quote", elements: toLines((token as Tokens.Blockquote).tokens, "\n\n") }];
    case "code": {
      const { lang = "", text } = token as Tokens.Code;
      const language = /^\S+/.exec(lang)?.[0];
      return [
        {
          type: "rich_text_preformatted",
          border: 0,
          ...(language === undefined ? {} : { language }),
          elements: [{ type: "text", text }],
        },
      ];
    }
    default:
      return undefined;
  }
}

function toLists(list: Tokens.List, indent: number): RichTextPart[] {
  const style = list.ordered ? "ordered" : "bullet";
  const offset = list.ordered && typeof list.start === "number" ? list.start - 1 : 0;
  const parts: RichTextPart[] = [];
  let seen = 0;
  let open: Extract<RichTextPart, { type: "rich_text_list" }> | undefined;
  for (const item of list.items) {
    if (open === undefined) {
      const skipped = offset + seen;
      open = {
        type: "rich_text_list",
        style,
        indent,
        border: 0,
        ...(skipped > 0 ? { offset: skipped } : {}),
        elements: [],
      };
      parts.push(open);
    }
    seen += 1;
    const isNested = (token: Token) => token.type === "list";
    const mark = item.task ? `[${item.checked === true ? "x" : " "}] ` : "";
    const own = item.tokens.filter((token) => !isNested(token) && token.type !== "checkbox");
    const elements = joinTexts([{ type: "text", text: mark }, ...toLines(own, "\n")]);
    open.elements.push({ type: "rich_text_section", elements });
    const nested = item.tokens.filter(isNested).flatMap((token) => toLists(token as Tokens.List, indent + 1));
    parts.push(...nested);
    if (nested.length > 0) open = undefined;
  }
  return parts;
}

/** The content of a quote or an item, as one piece of text. */
function toLines(tokens: readonly Token[], between: string): RichTextElement[] {
  const pieces = tokens.filter((token) => token.type !== "space").map(toNested);
  return joinTexts(
    pieces.flatMap((piece, index) => (index === 0 ? piece : [toStyled(between, {}), ...piece])),
  );
}

function toNested(token: Token): RichTextElement[] {
  if (token.type === "code") return [toStyled((token as Tokens.Code).text, { code: true })];
  if (token.type === "blockquote") return toLines((token as Tokens.Blockquote).tokens, "\n");
  if (token.type !== "list") return toInline([token], {});
  const { items, ordered, start } = token as Tokens.List;
  return items.flatMap((item, index) => [
    toStyled(`${index === 0 ? "" : "\n"}${ordered ? `${Number(start) + index}. ` : "• "}`, {}),
    ...toLines(item.tokens, "\n"),
  ]);
}

function toInline(tokens: readonly Token[], style: TextStyle): RichTextElement[] {
  return joinTexts(joinRaw(tokens).flatMap((token) => toInlineElements(token, style)));
}

/** Joins neighbouring text, because the parser may split a mention. */
function joinRaw(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const last = joined.at(-1);
    if (isBareText(token) && last !== undefined && isBareText(last))
      joined[joined.length - 1] = { ...last, raw: last.raw + token.raw, text: last.text + token.text };
    else joined.push(token);
  }
  return joined;
}

function isBareText(token: Token): token is Tokens.Text {
  return token.type === "text" && (token as Tokens.Text).tokens === undefined;
}

function toInlineElements(token: Token, style: TextStyle): RichTextElement[] {
  switch (token.type) {
    case "strong":
      return toInline(token.tokens ?? [], { ...style, bold: true });
    case "em":
      return toInline(token.tokens ?? [], { ...style, italic: true });
    case "del":
      return toInline(token.tokens ?? [], { ...style, strike: true });
    case "codespan":
      return [toStyled((token as Tokens.Codespan).text, { ...style, code: true })];
    case "br":
      return [toStyled("\n", style)];
    case "escape":
      return [toStyled((token as Tokens.Escape).text, style)];
    case "link":
      return toLink(token as Tokens.Link, style);
    case "image": {
      const { href, text } = token as Tokens.Image;
      return [{ type: "link", url: href, ...(text === "" ? {} : { text }), ...withStyle(style) }];
    }
    case "checkbox":
      return [];
    default: {
      if (token.type === "html") return toElements(token.raw.replace(/\n+$/, ""), style);
      const { tokens, text } = token as Tokens.Generic;
      return tokens === undefined ? toElements(String(text ?? token.raw), style) : toInline(tokens, style);
    }
  }
}

/**
 * A label is one text. A style counts only if the whole label has it. An address that no client can open stays text.
 */
function toLink({ href, raw, tokens }: Tokens.Link, style: TextStyle): RichTextElement[] {
  const [url = "", mrkdwnLabel] = href.split("|");
  if (!/^(https?|mailto|tel|slack):/i.test(url)) return [toStyled(raw, style)];
  const label = mrkdwnLabel === undefined ? toInline(tokens, style) : [toStyled(mrkdwnLabel, style)];
  const text = toPlain(label);
  const styles = label.map((element) => ("style" in element ? (element.style ?? {}) : {}));
  const [first = style] = styles;
  const common = styles.every((one) => JSON.stringify(one) === JSON.stringify(first)) ? first : style;
  return [{ type: "link", url, ...(text === url || text === "" ? {} : { text }), ...withStyle(common) }];
}
