/** The name of a tool as words: `searchDocs`, `search_docs`, `mcp__docs__search` → "Search docs", "Search docs", "Docs search". */
export function toWords(name: string): string {
  const words = name
    .replace(/^mcp__/, "")
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .split(/[\s_.:/-]+/)
    .filter((word) => word !== "")
    .map(toLowerUnlessAcronym);
  const text = words.join(" ");
  return text === "" ? "Tool" : text.charAt(0).toUpperCase() + text.slice(1);
}

function toLowerUnlessAcronym(word: string): string {
  return word.length > 1 && word === word.toUpperCase() ? word : word.toLowerCase();
}
