import highlighter from "highlight.js/lib/common";
import { Marked, type Token, type TokenizerAndRendererExtension, type TokensList } from "marked";
import { toEmoji } from "./emoji.ts";
import { type Names, toMention } from "./names.ts";

/** Markdown as Slack shows it: blocks in order, each with its source, so that only what changed is drawn again. */
export interface MarkdownBlock {
  readonly source: string;
  html(): string;
}

export function toHtmlBlocks(text: string, names: Names): MarkdownBlock[] {
  const marked = createMarked(names);
  const tokens = marked.lexer(text);
  return tokens
    .filter((token) => token.type !== "space" && token.type !== "def")
    .map((token) => ({ source: token.raw, html: () => marked.parser(toList(token, tokens)) }));
}

/** One block keeps the link definitions of the whole text. */
function toList(token: Token, tokens: TokensList): TokensList {
  return Object.assign([token], { links: tokens.links });
}

let made: { readonly names: Names; readonly marked: Marked } | undefined;

function createMarked(names: Names): Marked {
  if (made?.names === names) return made.marked;
  // A single line feed is a line break (S174).
  const marked = new Marked({ gfm: true, breaks: true });
  marked.use({
    extensions: [mention(names), emoji],
    renderer: {
      // Slack knows no HTML: tags are text.
      html: ({ text }) => escapeHtml(text),
      code: ({ text, lang = "" }) => {
        const language = /^[\w+#-]+/.exec(lang)?.[0] ?? "";
        const label = language === "" ? "" : ` data-language="${escapeHtml(language)}"`;
        return `<pre${label}><code>${toCodeHtml(text, language.toLowerCase())}</code></pre>`;
      },
      // Nothing is fetched from outside: an image is a link to it.
      image: ({ href, text }) => `<a href="${escapeHtml(href)}">${escapeHtml(text || href)}</a>`,
      checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
    },
  });
  made = { names, marked };
  return marked;
}

function mention(names: Names): TokenizerAndRendererExtension {
  return {
    name: "mention",
    level: "inline",
    start: (source) => source.indexOf("<"),
    tokenizer(source) {
      const match = /^<([@#!][^>\n]{1,200})>/.exec(source);
      const shown = match?.[1] === undefined ? undefined : toMention(match[1], names);
      return shown === undefined ? undefined : { type: "mention", raw: match?.[0] ?? "", shown };
    },
    renderer: ({ shown }) => `<span class="mention">${escapeHtml(String(shown))}</span>`,
  };
}

const emoji: TokenizerAndRendererExtension = {
  name: "emoji",
  level: "inline",
  start: (source) => source.indexOf(":"),
  tokenizer(source) {
    const match = /^:([a-z0-9_+-]{1,40}):/.exec(source);
    const shown = match?.[1] === undefined ? "" : toEmoji(match[1]);
    return match === null || shown === match[0] ? undefined : { type: "emoji", raw: match[0], shown };
  },
  renderer: ({ shown }) => escapeHtml(String(shown)),
};

/** Code as markup: coloured where the language is known, escaped in any case. */
function toCodeHtml(code: string, language: string): string {
  if (language !== "" && highlighter.getLanguage(language) !== undefined)
    return highlighter.highlight(code, { language, ignoreIllegals: true }).value;
  return escapeHtml(code);
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
