/**
 * Letters and digits alone, in one normal form: Slack gives a message back with its marks, bullets and entities
 * rewritten (S128), so these are all that a text and its read-back have in common.
 */
export function plainLetters(text: string): string {
  return text
    .replace(/&(?:amp|lt|gt|quot|nbsp|#\d{1,7}|#x[0-9a-f]{1,6});/gi, " ")
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, "");
}
