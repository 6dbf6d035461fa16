import { isSpace } from "./characters.ts";

/** Addresses longer than this are not known for links: they are text. */
const longestAddress = 3_000;
const deepestParentheses = 32;
const bareAddress = /(?:https?:\/\/|www\.)[^\s<]+/iy;
const trailingPunctuation = /[!"'*),.:;?_~\]]+$/;

/** Index behind the `)` of a link whose `(` is at `open`; -1: it has none; undefined: more text could bring it. */
export function findAddressEnd(text: string, open: number, to: number): number | undefined {
  let depth = 0;
  let quote = "";
  const limit = Math.min(to, open + longestAddress);
  for (let index = open; index < limit; index++) {
    const character = text[index] ?? "";
    if (character === "\\") index++;
    else if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === "(") {
      if (++depth > deepestParentheses) return -1;
    } else if (character === ")") {
      if (--depth === 0) return index + 1;
    } else if ((character === '"' || character === "'") && isSpace(text.charCodeAt(index - 1)))
      quote = character;
    else if (isSpace(text.charCodeAt(index)) && !isBeforeTitle(text, index, limit)) return -1;
  }
  return limit === to ? undefined : -1;
}

/** White space in an address is only there around its title. */
function isBeforeTitle(text: string, index: number, limit: number): boolean {
  let next = index;
  while (next < limit && isSpace(text.charCodeAt(next))) next++;
  return next >= limit || /["')(]/.test(text[next] ?? "") || text[index - 1] === "(";
}

/** Length of the web address that begins at `index`, 0 if there is none. */
export function measureBareAddress(text: string, index: number, to: number): number {
  bareAddress.lastIndex = index;
  const found = bareAddress.exec(text)?.[0].slice(0, to - index);
  return found === undefined ? 0 : found.replace(trailingPunctuation, "").length;
}
