/** The style of a piece of text. */
export interface TextStyle {
  bold?: boolean;
  italic?: boolean;
  strike?: boolean;
  code?: boolean;
}

/** The smallest pieces of rich text, as Slack's reference of the rich text block names them. */
export type RichTextElement =
  | { type: "text"; text: string; style?: TextStyle }
  | { type: "link"; url: string; text?: string; style?: TextStyle }
  | { type: "emoji"; name: string }
  | { type: "user"; user_id: string; style?: TextStyle }
  | { type: "usergroup"; usergroup_id: string; style?: TextStyle }
  | { type: "channel"; channel_id: string; style?: TextStyle }
  | { type: "broadcast"; range: string; style?: TextStyle }
  | { type: "date"; timestamp: number; format: string; url?: string; fallback?: string };

export interface RichTextSection {
  type: "rich_text_section";
  elements: RichTextElement[];
}

/** A nested list is not inside its item. It follows as a separate list with a deeper `indent`. */
export interface RichTextList {
  type: "rich_text_list";
  style: "bullet" | "ordered";
  indent: number;
  border: 0;
  offset?: number;
  elements: RichTextSection[];
}

export type RichTextPart =
  | RichTextSection
  | RichTextList
  | { type: "rich_text_quote"; elements: RichTextElement[] }
  | { type: "rich_text_preformatted"; border: 0; language?: string; elements: RichTextElement[] };

export interface RichText {
  type: "rich_text";
  elements: RichTextPart[];
}

export function toStyled(text: string, style: TextStyle): RichTextElement {
  return { type: "text", text, ...withStyle(style) };
}

export function withStyle(style: TextStyle): { style?: TextStyle } {
  return Object.keys(style).length === 0 ? {} : { style };
}

/** Text without marks, as one part. */
export function toPlainRichText(text: string): RichText {
  return {
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
  };
}

/** `<@U1>`, `<#C1|name>`, `<!here>`, `<!subteam^S1>`, `<!date^1^{date}|then>`; and emoji in colons, which no letter touches. */
const SPECIAL =
  /<([@#!])([^<>\n|]+)(?:\|([^<>\n]*))?>|(?<![\w:]):([a-z+-][\w+'-]*(?:::skin-tone-\d)?):(?![\w:])/g;

/** Decodes the three entities that Slack decodes for display. An escaped mention is text (S176). */
export function fromEntities(text: string): string {
  return text.replace(/&(lt|gt|amp);/g, (_all, name: keyof typeof ENTITIES) => ENTITIES[name]);
}

const ENTITIES = { lt: "<", gt: ">", amp: "&" } as const;

/** Finds the mentions, dates and emoji of a text. Markdown and mrkdwn write them in the same way. */
export function toElements(text: string, style: TextStyle): RichTextElement[] {
  const elements: RichTextElement[] = [];
  let end = 0;
  for (const match of text.matchAll(SPECIAL)) {
    const element = toSpecial(match, style);
    if (element === undefined) continue;
    if (match.index > end) elements.push(toStyled(fromEntities(text.slice(end, match.index)), style));
    elements.push(element);
    end = match.index + match[0].length;
  }
  if (end < text.length) elements.push(toStyled(fromEntities(text.slice(end)), style));
  return elements;
}

function toSpecial(match: RegExpMatchArray, style: TextStyle): RichTextElement | undefined {
  const [, sign, body = "", label, emoji] = match;
  if (emoji !== undefined) return { type: "emoji", name: emoji };
  if (sign === "@")
    return /^[UW]\w+$/.test(body) ? { type: "user", user_id: body, ...withStyle(style) } : undefined;
  if (sign === "#")
    return /^[CG]\w+$/.test(body) ? { type: "channel", channel_id: body, ...withStyle(style) } : undefined;
  const [kind = "", first = "", format = "", url] = body.split("^");
  if (/^(here|channel|everyone)$/.test(body)) return { type: "broadcast", range: body, ...withStyle(style) };
  if (kind === "subteam" && first !== "")
    return { type: "usergroup", usergroup_id: first, ...withStyle(style) };
  if (kind !== "date" || !/^\d+$/.test(first)) return undefined;
  return {
    type: "date",
    timestamp: Number(first),
    format,
    ...(url === undefined ? {} : { url }),
    ...(label === undefined ? {} : { fallback: label }),
  };
}

/** Joins neighbours of the same style. */
export function joinTexts(elements: readonly RichTextElement[]): RichTextElement[] {
  const joined: RichTextElement[] = [];
  for (const element of elements) {
    const last = joined.at(-1);
    if (element.type === "text" && last?.type === "text" && isSameStyle(last.style, element.style))
      joined[joined.length - 1] = { ...last, text: last.text + element.text };
    else joined.push(element);
  }
  return joined.filter((element) => element.type !== "text" || element.text !== "");
}

function isSameStyle(one: TextStyle = {}, other: TextStyle = {}): boolean {
  return (["bold", "italic", "strike", "code"] as const).every((name) => one[name] === other[name]);
}

/** Only the text, without style. */
export function toPlain(elements: readonly RichTextElement[]): string {
  return elements
    .map((element) => {
      switch (element.type) {
        case "text":
          return element.text;
        case "link":
          return element.text ?? element.url;
        case "emoji":
          return `:${element.name}:`;
        case "user":
          return `<@${element.user_id}>`;
        case "channel":
          return `<#${element.channel_id}>`;
        case "usergroup":
          return `<!subteam^${element.usergroup_id}>`;
        case "broadcast":
          return `<!${element.range}>`;
        case "date":
          return element.fallback ?? "";
        default:
          return element satisfies never;
      }
    })
    .join("");
}
