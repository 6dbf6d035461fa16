import highlighter from "highlight.js/lib/common";

/** Code as markup: coloured where the language is known, escaped in any case. */
export function toCodeHtml(code: string, language: string): string {
  if (language !== "" && highlighter.getLanguage(language) !== undefined)
    return highlighter.highlight(code, { language, ignoreIllegals: true }).value;
  return escapeHtml(code);
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
