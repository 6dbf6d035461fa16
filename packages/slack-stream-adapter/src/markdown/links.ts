import { characterBefore, classify, isSpace } from "./characters.ts";
import type { InlineReader } from "./inline.ts";

/** A longer address is not read as a link. It is text. */
const longestAddress = 3_000;
const deepestParentheses = 32;
/** An address in angle brackets may hold white space. */
const angleAddress = /\(<[^<>\r\n]*(?:>|$)/y;
const bareAddress = /(?:https?:\/\/|www\.)[^\s<`]+/iy;
const trailingPunctuation = /[!"'*),.:;?_~\]]+$/;

/** Index behind the `)` of a link whose `(` is at `open`; -1: it has none; undefined: more text could bring it. */
export function findAddressEnd(text: string, open: number, to: number): number | undefined {
  const limit = Math.min(to, open + longestAddress);
  angleAddress.lastIndex = open;
  const from = angleAddress.test(text) ? angleAddress.lastIndex : open;
  let depth = from === open ? 0 : 1;
  for (let index = from; index < limit; index++) {
    const character = text[index] ?? "";
    if (character === "\\") index++;
    else if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (isSpace(text.charCodeAt(index))) return findTitleEnd(text, index, { limit, to });
    if (depth === 0) return index + 1;
    if (depth > deepestParentheses) return -1;
  }
  return limit === to ? undefined : -1;
}

const title =
  /^\s*(?:"(?:[^"\\]|\\.)*(?:"\s*|\\?$)|'(?:[^'\\]|\\.)*(?:'\s*|\\?$)|\((?:[^()\\]|\\.)*(?:\)\s*|\\?$))?(?:(\))|$)/s;

/** In an address white space comes only around its title. */
function findTitleEnd(text: string, from: number, range: { limit: number; to: number }): number | undefined {
  const found = title.exec(text.slice(from, range.limit));
  if (found?.[1] !== undefined) return from + found[0].length;
  return found === null || range.limit < range.to ? -1 : undefined;
}

/** An address up to the parenthesis that closes its link, and what stands behind it. */
const ofLink = /^((?:[^()]|\([^()]*\))*)\).*/;

/** Reads the web address at `start`, if one begins there. In a link it ends before the bracket. */
export function readAddress(reader: InlineReader, start: number): void {
  const { at, brackets, from, text, to, word } = reader;
  const isBegun = start < from;
  bareAddress.lastIndex = isBegun ? 0 : start;
  const found = bareAddress.exec(isBegun ? word.slice(start - from) + text.slice(from) : text)?.[0];
  if (found === undefined) return;
  const inside = found.slice(0, to - start);
  const isInLink = isBegun && word.slice(0, start - from).endsWith("](");
  const address = isInLink
    ? inside.replace(ofLink, "$1")
    : brackets.length > 0
      ? inside.replace(/\].*/, "")
      : inside;
  const end = start + address.replace(trailingPunctuation, "").length;
  if (end <= at || (start > from && classify(characterBefore(text, start)) === "other")) return;
  reader.atoms.push({ start: Math.max(from, start), end });
  reader.at = end;
}

/** A longer body is left out, because nobody reads it and an image would take many messages. */
const longestBody = 100;
const standIn = "…";
const dataUri = /^data:[a-z]+\/[\w.+-]+(?:;[\w.+-]+(?:=[\w.+-]*)?)*,([^\s"'<>()`\\|\]]*)/i;
/** An address in angle brackets is over with its `>`. */
const begunAddress = /(?<!<)\b(?:https?:\/\/|www\.)[^\s<`]*$|(?<=<)(?:https?:\/\/|www\.)[^\s<>`]*$/i;
const begunUri = /(?<!\w)(?:da?t?a?|data:[^\s"'<>()`\\|\]]*)$/i;

/** The end of an earlier text may be the start of an address or a data URI. In a new message the rest of an address is text. */
export function readBegun(reader: InlineReader): void {
  const { from, survey, word } = reader;
  const data = begunUri.exec(word)?.[0];
  const address = survey.state.isEmpty ? undefined : begunAddress.exec(word)?.[0];
  if (data !== undefined) readDataUri(reader, from - data.length);
  else if (address !== undefined) readAddress(reader, from - address.length);
}

export function isLongData(address: string): boolean {
  return (dataUri.exec(address)?.[1]?.length ?? 0) > longestBody;
}

/** Reads the data URI at `start`, if one begins there. */
export function readDataUri(reader: InlineReader, start: number): void {
  const { at, closed, from, text, to, word } = reader;
  const sent = start < from ? word.slice(start - from) : "";
  const [uri = "", body = ""] = dataUri.exec(sent + text.slice(Math.max(from, start))) ?? [];
  const end = start + uri.length;
  // Text that may be code stays unchanged.
  if (end <= at || reader.doubt !== undefined) return;
  reader.at = end;
  const rest = Math.max(from, end - body.length);
  if (body.length > longestBody) {
    reader.replacements.push({ at: rest, length: end - rest, by: isLongData(sent) ? "" : standIn });
    reader.atoms.push({ start: Math.max(from, start), end });
  } else if (end === to && !closed) reader.undecided = Math.min(reader.undecided, rest);
}
