import { isSpace } from "./characters.ts";

/** Addresses longer than this are not known for links: they are text. */
const longestAddress = 3_000;
const deepestParentheses = 32;
const bareAddress = /(?:https?:\/\/|www\.)[^\s<`]+/iy;
const trailingPunctuation = /[!"'*),.:;?_~\]]+$/;

/** Index behind the `)` of a link whose `(` is at `open`; -1: it has none; undefined: more text could bring it. */
export function findAddressEnd(text: string, open: number, to: number): number | undefined {
  const limit = Math.min(to, open + longestAddress);
  let depth = 0;
  for (let index = open; index < limit; index++) {
    const character = text[index] ?? "";
    if (character === "\\") index++;
    else if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (isSpace(text.charCodeAt(index))) return findTitleEnd(text, index, limit);
    if (depth === 0) return index + 1;
    if (depth > deepestParentheses) return -1;
  }
  return limit === to ? undefined : -1;
}

const title = /\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')?\s*\)/y;

/** White space in an address is only there around its title. */
function findTitleEnd(text: string, from: number, limit: number): number {
  title.lastIndex = from;
  const found = title.exec(text.slice(0, limit));
  return found === null ? -1 : from + found[0].length;
}

/** Length of the web address that begins at `index`, 0 if there is none. */
export function measureBareAddress(text: string, index: number, to: number): number {
  bareAddress.lastIndex = index;
  const found = bareAddress.exec(text)?.[0].slice(0, to - index);
  return found === undefined ? 0 : found.replace(trailingPunctuation, "").length;
}
