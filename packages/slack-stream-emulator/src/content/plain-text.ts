import { toPieces } from "./markdown-lines.ts";

/** Slack's own conversion of Markdown to the `text` of a message that is read back (S128). */
export function toPlainText(markdown: string): string {
  return toPieces(markdown)
    .map((piece) => {
      switch (piece.type) {
        case "heading":
          return toInline(piece.text);
        case "rule":
          return "";
        case "table":
          return piece.rows.map((row) => row.map(toInline).join(" | ")).join("\n");
        case "prose":
          return toProse(piece.text);
        default:
          return piece satisfies never;
      }
    })
    .join("\n")
    .trim();
}

const CODE = /(```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|`[^`\n]*`)/;

function toProse(text: string): string {
  return text
    .split(CODE)
    .map((part, index) => (index % 2 === 1 ? toEntities(part) : part.split("\n").map(toLine).join("\n")))
    .join("");
}

function toLine(line: string): string {
  return toInline(line.replace(/^(\s*)[-*+]\s+/, "$1• "));
}

function toInline(text: string): string {
  return toEntities(text)
    .replace(/\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>")
    .replace(/(^|[^*])\*([^*\s](?:[^*\n]*[^*\s])?)\*(?!\*)/g, "$1_$2_")
    .replace(/\*\*(?=\S)(.+?)\*\*/g, "*$1*")
    .replace(/~~(?=\S)(.+?)~~/g, "~$1~");
}

/** Mentions and entities stay; every other control character is escaped. */
function toEntities(text: string): string {
  return text
    .replace(/&(?!(?:amp|lt|gt);)/g, "&amp;")
    .replace(/<(?![@#!][^>\n]*>)/g, "&lt;")
    .replace(/(?<!<[@#!][^>\n]*)>/g, "&gt;");
}
