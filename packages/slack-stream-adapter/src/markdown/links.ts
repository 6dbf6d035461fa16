import { isSpace } from "./characters.ts";
import type { InlineReader, InlineScope } from "./inline.ts";

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

/** Length of the web address that begins at `index`, or 0 if none begins there. */
export function measureBareAddress(text: string, index: number, to: number): number {
  bareAddress.lastIndex = index;
  const found = bareAddress.exec(text)?.[0].slice(0, to - index);
  return found === undefined ? 0 : found.replace(trailingPunctuation, "").length;
}

/** A longer body is left out: nobody reads it, and an image would take many messages. */
const longestBody = 100;
const standIn = "…";
const start = /(?<!\w)data:[a-z]+\/[\w.+-]+(?:;[\w.+-]+(?:=[\w.+-]*)?)*,/iy;
const partOfStart = /(?<!\w)d(?:a(?:t(?:a(?::(?:[a-z]+(?:\/[\w.+;=-]*,?)?)?)?)?)?)?$/i;
const longestStart = 120;
const body = /[^\s"'<>()`\\|\]]*/y;

/** The end of an earlier text may be the start of one. */
export function readSeededData(reader: InlineReader, scope: InlineScope): void {
  const begun = partOfStart.exec(scope.word)?.[0] ?? "";
  if (begun === "" || reader.at !== scope.from || reader.doubtTicks > 0) return;
  const found = matchStart(
    begun + scope.text.slice(scope.from, Math.min(scope.to, scope.from + longestStart)),
    0,
  );
  if (found > 0) readBody(reader, scope, { start: scope.from, from: scope.from + found - begun.length });
}

/** Reads what may be the colon of a `data:` address outside code. */
export function readColon(reader: InlineReader, scope: InlineScope): void {
  const { text, to } = scope;
  const at = reader.at - "data".length;
  reader.at++;
  // Text that may be code stays unchanged.
  if (at < scope.from || reader.doubtTicks > 0) return;
  const length = matchStart(text, at);
  if (length > 0 && at + length <= to) {
    readBody(reader, scope, { start: at, from: at + length });
    return;
  }
  const isOpen = !scope.closed && to - at < longestStart && /:[a-z]/i.test(text.slice(at + 4, at + 6));
  if (isOpen && partOfStart.test(text.slice(Math.max(0, at - 1), to)))
    reader.undecided = Math.min(reader.undecided, at);
}

function matchStart(text: string, at: number): number {
  start.lastIndex = at;
  return start.exec(text)?.[0].length ?? 0;
}

function readBody(reader: InlineReader, scope: InlineScope, uri: { start: number; from: number }): void {
  const { text, to } = scope;
  const { from } = uri;
  const end = Math.min(to, from + measureDataBody(text, from));
  const isOpen = end === to && !scope.closed;
  reader.at = end;
  if (end - from > longestBody) {
    reader.replacements.push({ at: from, length: end - from, by: standIn });
    reader.atoms.push({ start: uri.start, end, ticks: 0 });
    if (isOpen) reader.dataFrom = from;
  } else if (isOpen) reader.undecided = Math.min(reader.undecided, from);
}

/** The same in the address of a link whose end is known. */
export function shortenWithin(
  reader: InlineReader,
  scope: InlineScope,
  [from, end]: readonly [number, number],
): void {
  const at = scope.text.indexOf(":", from);
  if (at === -1 || at >= end) return;
  reader.at = at;
  readColon(reader, { ...scope, from, to: end, closed: true });
}

/** How many characters of a text go on with a data URI that was begun before. */
export function measureDataBody(text: string, from: number): number {
  body.lastIndex = from;
  return body.exec(text)?.[0].length ?? 0;
}
