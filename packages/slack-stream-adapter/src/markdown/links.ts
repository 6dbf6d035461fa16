import { isSpace } from "./characters.ts";
import type { InlineReader } from "./inline.ts";

/** A longer address is not read as a link. It is text. */
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

/** In an address white space comes only around its title. */
function findTitleEnd(text: string, from: number, limit: number): number {
  title.lastIndex = from;
  const found = title.exec(text.slice(0, limit));
  return found === null ? -1 : from + found[0].length;
}

/** Length of the web address that begins at `index`, or 0 if none begins there. */
export function measureBareAddress(text: string, index: number, to: number): number {
  bareAddress.lastIndex = index;
  const found = bareAddress.exec(text)?.[0].slice(0, to - index);
  return found === undefined ? 0 : found.replace(trailingPunctuation, "").length;
}

/** A longer body is left out, because nobody reads it and an image would take many messages. */
const longestBody = 100;
const standIn = "…";
const start = /(?<!\w)data:[a-z]+\/[\w.+-]+(?:;[\w.+-]+(?:=[\w.+-]*)?)*,/iy;
const partOfStart = /(?<!\w)d(?:a(?:t(?:a(?::(?:[a-z]+(?:\/[\w.+;=-]*,?)?)?)?)?)?)?$/i;
const longestStart = 120;
const body = /[^\s"'<>()`\\|\]]*/y;

/** The end of an earlier text may be the start of one. */
export function readSeededData(reader: InlineReader): void {
  const { at, from, text, to, word } = reader;
  const begun = partOfStart.exec(word)?.[0] ?? "";
  if (begun === "" || at !== from || reader.doubtTicks > 0) return;
  const found = matchStart(begun + text.slice(from, Math.min(to, from + longestStart)), 0);
  if (found > 0) readBody(reader, { start: from, from: from + found - begun.length });
}

/** What is known of a text block, or of the address of a link in it. */
type DataRange = Pick<InlineReader, "from" | "to" | "closed">;

/** Reads what may be the colon of a `data:` address outside code. */
export function readColon(reader: InlineReader, range: DataRange = reader): void {
  const { from, to, closed } = range;
  const { text } = reader;
  const at = reader.at - "data".length;
  reader.at++;
  // Text that may be code stays unchanged.
  if (at < from || reader.doubtTicks > 0) return;
  const length = matchStart(text, at);
  if (length > 0 && at + length <= to) {
    readBody(reader, { start: at, from: at + length }, range);
    return;
  }
  const isOpen = !closed && to - at < longestStart && /:[a-z]/i.test(text.slice(at + 4, at + 6));
  if (isOpen && partOfStart.test(text.slice(Math.max(0, at - 1), to)))
    reader.undecided = Math.min(reader.undecided, at);
}

function matchStart(text: string, at: number): number {
  start.lastIndex = at;
  return start.exec(text)?.[0].length ?? 0;
}

function readBody(
  reader: InlineReader,
  { start, from }: { start: number; from: number },
  { to, closed }: DataRange = reader,
): void {
  const end = Math.min(to, from + measureDataBody(reader.text, from));
  const isOpen = end === to && !closed;
  reader.at = end;
  if (end - from > longestBody) {
    reader.replacements.push({ at: from, length: end - from, by: standIn });
    reader.atoms.push({ start, end, ticks: 0 });
    if (isOpen) reader.dataFrom = from;
  } else if (isOpen) reader.undecided = Math.min(reader.undecided, from);
}

/** The same in the address of a link whose end is known. */
export function shortenWithin(reader: InlineReader, [from, to]: readonly [number, number]): void {
  const at = reader.text.indexOf(":", from);
  if (at === -1 || at >= to) return;
  reader.at = at;
  readColon(reader, { from, to, closed: true });
}

/** How many characters of a text continue a data URI that began before. */
export function measureDataBody(text: string, from: number): number {
  body.lastIndex = from;
  return body.exec(text)?.[0].length ?? 0;
}
