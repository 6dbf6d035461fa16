/**
 * Letters and digits alone, in one normal form: Slack gives a message back with its marks, bullets and entities
 * rewritten (S128), so these are all that a text and its read-back have in common.
 */
export function plainLetters(text: string): string {
  const plain = text.replace(/&(?:amp|lt|gt|quot|nbsp|#\d{1,7}|#x[0-9a-f]{1,6});/gi, " ");
  // The tables of Unicode take longer to load than a short answer takes.
  if (isAscii(plain)) return plain.replace(/[^A-Za-z0-9]+/g, "");
  return plain.normalize("NFKC").replace(new RegExp("[^\\p{L}\\p{N}\\p{M}]+", "gu"), "");
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are ASCII too
  return /^[\0-\x7f]*$/.test(text);
}

const farEnough = 2_000;

/**
 * The first letters of a message, equal for the sent text and for its read-back: without addresses, mentions, emoji and
 * the language of a fence, which are stored in another form or not at all.
 */
export function firstLetters(text: string, count: number): string {
  const shown = text
    .slice(0, farEnough)
    .replace(/^([ \t>]*(?:`{3,}|~{3,})).*$/gm, "$1")
    .replace(/<[^<>|\n]*\|([^<>\n]*)>/g, "$1")
    .replace(/\]\([^()\s]*\)/g, "]")
    .replace(/<[^<>\n]*>/g, "")
    .replace(/\bhttps?:\/\/[^\s<>|)\]]+/g, "")
    .replace(/:[\w+-]+:/g, "");
  return plainLetters(shown).slice(0, count);
}

/** The same without what Slack stores in another form: the addresses of links, mentions and emoji. */
export function lettersSaid(markdown: string): string {
  const text = withoutRanges(withoutRanges(markdown, "](", ")"), "<", ">");
  return plainLetters(text.replace(/:[\w+-]+:/g, ""));
}

/** Looks for each kind of end once: if there is none here, there is none further on. */
function withoutRanges(text: string, opening: string, closing: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let at = text.indexOf(opening); at !== -1; at = text.indexOf(opening, from)) {
    const end = text.indexOf(closing, at + opening.length);
    if (end === -1) break;
    kept.push(text.slice(from, at));
    from = end + closing.length;
  }
  return kept.join("") + text.slice(from);
}
