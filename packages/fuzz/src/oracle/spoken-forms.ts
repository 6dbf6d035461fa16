import { toSolidText } from "./solid-text.ts";

/**
 * The solid text of a message as it is, and without what may be said again at its start: the info string of a fence, the head of a
 * table, the number of a list's item. Only what was said `before` can be said again. An item has the number that
 * readers see, which need not be the one that its author wrote: Markdown counts by itself.
 */
export function toSpokenForms(
  text: string,
  { before, after }: { readonly before: string; readonly after: string },
): readonly string[] {
  const whole = toSolidText(text).text;
  const lines = text.trimStart().split("\n");
  const first = toSolidText(lines[0] ?? "").text;
  const number = /^[>\s]*(\d+[.)])\s/.exec(lines[0] ?? "")?.[1];
  if (number !== undefined) {
    const rest = whole.slice(number.length);
    const written = /^\d+[.)]/.exec(after)?.[0];
    return written === undefined ? [whole, rest] : [whole, rest, written + rest];
  }
  const structure = /^[>\s]*(`{3,}|~{3,}|\|)/.exec(lines[0] ?? "")?.[1];
  if (structure === undefined || first === "") return [whole];
  // Of a head that a cut went through, what was shown of it belongs to the rest.
  if (!before.includes(first))
    return structure === "|" ? [whole, whole.slice(overlap(before, first))] : [whole];
  return [toSolidText(lines.slice(1).join("\n")).text, whole];
}

/** How much of the start of `text` is the end of `before`. */
function overlap(before: string, text: string): number {
  let length = text.length;
  while (!before.endsWith(text.slice(0, length))) length -= 1;
  return length;
}
