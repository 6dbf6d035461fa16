import * as limits from "../limits.ts";
import type { InlineReader, Replacement } from "./inline.ts";

/** Which mentions may notify people: outside code, the `<` of any other is sent as `&lt;`. */
export type MentionPolicy = "users" | "all" | "none" | ((mention: string) => boolean);

/** Text from a `<` on that Slack may read as its own mention or link (S175). An HTML comment is neither. */
const angleStart = /<(?:[@#]|!(?!--)|https?:\/\/|mailto:|tel:)/iy;
const angleStartPart = /^<(?:h(?:t(?:t(?:p(?:s?(?::\/?)?)?)?)?)?|m(?:a(?:i(?:l(?:to?)?)?)?)?|t(?:el?)?)?$/i;
/** No mention is longer; a link's address may be. */
const longestAngle = 3_000;

export type Angle =
  | { readonly type: "none" }
  | { readonly type: "whole"; readonly end: number }
  /** It never closes. Its `<` must not reach Slack as a mark. */
  | { readonly type: "broken" }
  /** The text after it decides. */
  | { readonly type: "open" };

/** Reads what begins with the `<` at `index`; `closed`: no text can follow. */
export function readAngle(text: string, range: { index: number; to: number; closed: boolean }): Angle {
  const { index, to, closed } = range;
  angleStart.lastIndex = index;
  const start = angleStart.exec(text)?.[0].length ?? 0;
  const known = Math.min(to, index + longestAngle);
  if (start === 0 || index + start > to) {
    const part = text.slice(index, Math.min(to, index + 9));
    return index + part.length === to && !closed && angleStartPart.test(part)
      ? { type: "open" }
      : { type: "none" };
  }
  for (let at = index + start; at < known; at++) {
    const character = text[at];
    if (character === ">") return { type: "whole", end: at + 1 };
    if (character === "<" || character === "\n" || character === "\r") return { type: "broken" };
  }
  return !closed && to - index < limits.holdBackCharacters ? { type: "open" } : { type: "broken" };
}

function isAllowed(mention: string, policy: MentionPolicy): boolean {
  if (!/^<[@#!]/.test(mention)) return true;
  if (typeof policy === "function") return policy(mention);
  if (policy === "all") return true;
  if (policy === "users") return !/^<!(?!date\^)/.test(mention);
  return mention.startsWith("<#");
}

/**
 * Reads a token that begins with `<`; `skipped`: a backslash stands before it, which would turn an entity into plain text. The `<` of a
 * mention that must not reach Slack is replaced: Slack shows `&lt;` as `<` (S176).
 */
export function readAngleToken(reader: InlineReader, skipped: 0 | 1): void {
  const { at, closed, survey, text, to } = reader;
  const start = at - skipped;
  const angle = readAngle(text, { index: at, to, closed });
  reader.at = at + 1;
  if (angle.type === "whole" && isAllowed(text.slice(at, angle.end), survey.mentions)) {
    // A Markdown parser that does not know mentions reads these backticks as code.
    if (text.slice(at, angle.end).includes("`"))
      reader.maybeNotCodeFrom = Math.min(reader.maybeNotCodeFrom, at);
    reader.at = angle.end;
  } else if (angle.type === "open") reader.undecided = Math.min(reader.undecided, start);
  else if (angle.type !== "none") reader.replacements.push({ at: start, length: 1 + skipped, by: "&lt;" });
  if (skipped === 1 || reader.at > at + 1) reader.atoms.push({ start, end: reader.at });
}

/** Escapes the mentions in a range, also where it is code. */
export function escapeMentions(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  policy: MentionPolicy,
): readonly Replacement[] {
  const found: Replacement[] = [];
  const range = text.slice(0, end);
  for (let at = range.indexOf("<", start); at !== -1; at = range.indexOf("<", at + 1)) {
    const angle = readAngle(text, { index: at, to: end, closed: true });
    const isKept =
      angle.type === "whole"
        ? isAllowed(text.slice(at, angle.end), policy)
        : // What comes next may make a mention of a last "<".
          angle.type === "none" && at < text.length - 1;
    if (!isKept) found.push({ at, length: 1, by: "&lt;" });
  }
  return found;
}
