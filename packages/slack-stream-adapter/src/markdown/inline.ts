import { characterAt, characterBefore, isEscapable } from "./characters.ts";
import { readColon, readSeededData, shortenWithin } from "./data-uri.ts";
import { applyRun, type Opener, type Pair, type Run, wouldClose } from "./delimiters.ts";
import { escapeWithin, readAngleToken } from "./inline-angles.ts";
import { readSeededCode, readTicks } from "./inline-code.ts";
import { createReader, type InlineReader } from "./inline-reader.ts";
import type { InlineReading, InlineScope } from "./inline-state.ts";
import { findAddressEnd, measureBareAddress } from "./links.ts";
import { runLength } from "./tick-index.ts";

/** Reads the inline structure of one text block, or of the part of it that is known. */
export function readInline(scope: InlineScope): InlineReading {
  const reader = createReader(scope);
  readSeededCode(reader, scope);
  readSeededData(reader, scope);
  while (reader.at < scope.to) readToken(reader, scope);
  const rest = scope.closed ? [] : reader.openers.map(toUnclosedPair);
  return {
    atoms: reader.atoms,
    pairs: [...reader.pairs, ...rest],
    replacements: reader.replacements,
    undecided: reader.undecided,
    doubtFrom: reader.doubtFrom,
    doubtTicks: reader.doubtTicks,
    doubtEnd: reader.doubtEnd,
    waryFrom: reader.waryFrom,
    openAt: scope.closed ? [] : [...reader.brackets, ...reader.openLinks],
    angleAt: reader.angleAt,
    dataFrom: reader.dataFrom,
  };
}

function toUnclosedPair({ count, at, ...opener }: Opener): Pair {
  return { ...opener, width: count, open: at, close: Number.POSITIVE_INFINITY };
}

const special = /[\\`<&[\]*_~:hHwW]/g;

function readToken(reader: InlineReader, scope: InlineScope): void {
  special.lastIndex = reader.at;
  const found = special.exec(scope.text);
  if (found === null || found.index >= scope.to) {
    reader.at = scope.to;
    return;
  }
  reader.at = found.index;
  const character = found[0];
  if (character === "\\") readEscape(reader, scope);
  else if (character === "`") readTicks(reader, scope);
  else if (character === "<") readAngleToken(reader, scope, 0);
  else if (character === "&") readEntity(reader, scope);
  else if (character === "[") readBracket(reader, scope);
  else if (character === "]") readLinkEnd(reader, scope);
  else if (character === ":") readColon(reader, scope);
  else if (character === "*" || character === "_" || character === "~") readRun(reader, scope, character);
  else readAddress(reader, scope);
}

function readEscape(reader: InlineReader, scope: InlineScope): void {
  const at = reader.at;
  const next = at + 1 < scope.to ? (scope.text[at + 1] ?? "") : "";
  if (next === "" && !scope.closed) reader.undecided = Math.min(reader.undecided, at);
  if (next === "<") {
    reader.at = at + 1;
    readAngleToken(reader, scope, 1);
    return;
  }
  const length = isEscapable(next) ? 2 : 1;
  if (length === 2) reader.atoms.push({ start: at, end: at + 2, ticks: 0 });
  reader.at = at + length;
}

const entity = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/iy;

const partOfEntity = /^&[a-z\d#]{0,31}$/i;

function readEntity(reader: InlineReader, scope: InlineScope): void {
  entity.lastIndex = reader.at;
  const length = entity.exec(scope.text)?.[0].length ?? 1;
  if (length === 1 && partOfEntity.test(scope.text.slice(reader.at, Math.min(scope.to, reader.at + 34))))
    reader.openLinks.push(reader.at);
  if (length > 1) reader.atoms.push({ start: reader.at, end: reader.at + length, ticks: 0 });
  reader.at += length;
}

const mostBrackets = 64;

function readBracket(reader: InlineReader, { from, seed, text }: InlineScope): void {
  const { at } = reader;
  // What stands for an image is plain text: no code is in it.
  if ((at > from ? text[at - 1] : seed.before) === "!") reader.waryFrom = Math.min(reader.waryFrom, at);
  if (reader.brackets.length === mostBrackets) reader.brackets.shift();
  reader.brackets.push(at);
  reader.at++;
}

function readLinkEnd(reader: InlineReader, scope: InlineScope): void {
  const open = reader.brackets.pop();
  const behind = ++reader.at;
  if (behind >= scope.to && open !== undefined) reader.openLinks.push(open);
  if (scope.text[behind] !== "(" || behind >= scope.to) return;
  const found = findAddressEnd(scope.text, behind, scope.to);
  const end = found ?? -1;
  // Nothing in the address of a link is code.
  if (end === -1) reader.waryFrom = Math.min(reader.waryFrom, behind);
  else {
    escapeWithin(reader, scope, [behind, end]);
    shortenWithin(reader, scope, [behind, end]);
  }
  reader.at = behind;
  if (open !== undefined && found === undefined) reader.openLinks.push(open);
  if (open === undefined || end === -1) return;
  const start = open > scope.from && scope.text[open - 1] === "!" ? open - 1 : open;
  while ((reader.atoms.at(-1)?.start ?? -1) > start) reader.atoms.pop();
  reader.atoms.push({ start, end, ticks: 0 });
  while ((reader.openers.at(-1)?.at ?? -1) > open) reader.openers.pop();
  reader.at = end;
}

function readRun(reader: InlineReader, scope: InlineScope, mark: string): void {
  const { text, from, to, seed } = scope;
  const at = reader.at;
  const length = runLength(scope, at);
  const before = at > from ? characterBefore(text, at) : seed.before;
  const end = at + length;
  const run: Run = { mark, at, length, before, after: end < to ? characterAt(text, end) : "" };
  reader.at = end;
  // A run that is longer than is waited for is a line drawn with marks.
  if (end >= to && !scope.closed && length <= scope.patience) {
    if (!wouldClose(reader.openers, run)) {
      reader.undecided = Math.min(reader.undecided, at);
      return;
    }
    if (at >= scope.waitsFrom)
      reader.openLinks.push(at, ...reader.openers.filter(isAwaited).map((one) => one.at));
  }
  reader.pairs.push(...applyRun(reader.openers, run));
}

function readAddress(reader: InlineReader, scope: InlineScope): void {
  const { text, from, to } = scope;
  const { at } = reader;
  const end = reader.brackets.length > 0 ? Math.min(to, nextBracket(text, at, to)) : to;
  const length = measureBareAddress(text, at, end);
  reader.at++;
  if (length === 0) return;
  if (at > from && /[\p{L}\p{N}]/u.test(characterBefore(text, at))) return;
  reader.atoms.push({ start: at, end: at + length, ticks: 0 });
  reader.at = at + length;
}

/** What closes it may still come. A single `~` is no mark by itself. */
function isAwaited({ count, end, mark }: Opener): boolean {
  return end === "unknown" && (mark !== "~" || count === 2);
}

function nextBracket(text: string, from: number, to: number): number {
  for (let index = from; index < to; index++)
    if (text[index] === "]" || text.charCodeAt(index) <= 0x20) return index;
  return to;
}
