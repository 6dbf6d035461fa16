/**
 * Letters and digits alone, in one normal form: Slack gives a message back with its marks, bullets and entities
 * rewritten (S128), so these are all that a text and its read-back have in common.
 */
export function plainLetters(text: string): string {
  const plain = text.replace(/&(?:amp|lt|gt|quot|nbsp|#\d{1,7}|#x[0-9a-f]{1,6});/gi, " ");
  // The tables of Unicode take longer to load than a short answer takes.
  if (!/[^\0-\x7f]/.test(plain)) return plain.replace(/[\W_]+/g, "");
  return plain.normalize("NFKC").replace(new RegExp("[^\\p{L}\\p{N}\\p{M}]+", "gu"), "");
}

/**
 * The letters that both a sent text and its read-back have: without addresses, mentions, emoji and the language of a fence, which
 * Slack stores in another form or not at all. Angle brackets around other text are text: `a<b and c>d`. Each expression looks at each
 * character a fixed number of times.
 */
export function lettersSaid(text: string): string {
  const shown = text
    .replace(/^([ \t>]*(?:`{3,}|~{3,})).*$/gm, "$1")
    .replace(/<\w+:[^<>|\s]*\|([^<>\n]*)>/g, "$1")
    .replace(/\]\([^()\s]*\)/g, "]")
    .replace(/<[@#!][^<>\n]*>/g, "")
    .replace(/\bhttps?:\/\/[^\s<>|)\]]+/g, "")
    .replace(/:[\w+-]+:|.\ufe0f\u20e3?/g, "");
  return plainLetters(shown);
}

const farEnough = 2_000;

/** The first letters of a message. */
export function firstLetters(text: string, count: number): string {
  return lettersSaid(text.slice(0, farEnough)).slice(0, count);
}
