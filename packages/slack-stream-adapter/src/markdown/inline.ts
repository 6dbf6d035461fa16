import { characterAt, characterBefore, isEscapable } from "./characters.ts";
import { applyRun, type Opener, type Pair, type Run, wouldClose } from "./delimiters.ts";
import { findAddressEnd, measureBareAddress } from "./links.ts";
import { isAllowed, type MentionPolicy, readAngle } from "./mentions.ts";
import { createTickIndex, runLength, type TickIndex } from "./tick-index.ts";

/** What is open inside a paragraph, heading or cell at some place in it. */
export interface InlineState {
  readonly openers: readonly Opener[];
  /** In a code span of so many backticks that ends further on; 0: not in one. */
  readonly code: number;
  /** A run of backticks may or may not begin code: until the text block ends, nothing is known to be code. */
  readonly doubt: boolean;
  /** The character before, which decides what a run of markers can do. */
  readonly before: string;
}

export const inlineStart: InlineState = { openers: [], code: 0, doubt: false, before: "" };

/** A range that is shown as one thing, or whose characters stand for each other: never cut inside if it can be helped. */
export interface Atom {
  readonly start: number;
  readonly end: number;
  /** Backticks around it, if it is code. */
  readonly ticks: number;
}

/** Characters of the source that go out as something else. */
export interface Replacement {
  readonly at: number;
  readonly length: number;
  readonly by: string;
}

export interface InlineReading {
  readonly atoms: readonly Atom[];
  readonly pairs: readonly Pair[];
  readonly replacements: readonly Replacement[];
  /** From here on what follows decides: not to be sent yet. Infinity: all is known. */
  readonly undecided: number;
  /** Where code became doubtful, or -1. */
  readonly doubtFrom: number;
}

export interface InlineScope {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly seed: InlineState;
  readonly policy: MentionPolicy;
  /** Nothing can follow in this text block: what is open at its end is no marker at all. */
  readonly closed: boolean;
  /** Nothing can follow at all, or what follows is known to begin a line. */
  readonly patience: number;
}

/** Reads the inline structure of one text block, or of the part of it that is known. */
export function readInline(scope: InlineScope): InlineReading {
  const reader = createReader(scope);
  while (reader.at < scope.to) readToken(reader, scope);
  const rest = scope.closed ? [] : reader.openers.filter(isProbable).map(toUnclosedPair);
  return {
    atoms: reader.atoms,
    pairs: [...reader.pairs, ...rest],
    replacements: reader.replacements,
    undecided: reader.undecided,
    doubtFrom: reader.doubtFrom,
  };
}

/** A single mark inside a word, or a single tilde, is more often a character than an opener. */
function isProbable(opener: Opener): boolean {
  return opener.count > 1 || (opener.mark !== "~" && !opener.both);
}

function toUnclosedPair(opener: Opener): Pair {
  const { mark, run, both } = opener;
  return { mark, run, both, width: opener.count, open: opener.at, close: Number.POSITIVE_INFINITY };
}

interface Reader {
  at: number;
  readonly openers: Opener[];
  readonly brackets: number[];
  readonly ticks: TickIndex;
  readonly atoms: Atom[];
  readonly pairs: Pair[];
  readonly replacements: Replacement[];
  undecided: number;
  doubtFrom: number;
}

function createReader(scope: InlineScope): Reader {
  const reader: Reader = {
    at: scope.from,
    openers: scope.seed.openers.map((opener, index) => ({
      ...opener,
      at: (index - scope.seed.openers.length) * 4,
    })),
    brackets: [],
    ticks: createTickIndex(scope),
    atoms: [],
    pairs: [],
    replacements: [],
    undecided: Number.POSITIVE_INFINITY,
    doubtFrom: scope.seed.doubt ? scope.from : -1,
  };
  if (scope.seed.code > 0) {
    const close = reader.ticks.findClose(scope.seed.code, scope.from);
    readCode(reader, scope, {
      start: scope.from,
      end: close === -1 ? scope.to : close,
      ticks: scope.seed.code,
    });
  }
  return reader;
}

const special = /[\\`<&[\]*_~hHwW]/g;

function readToken(reader: Reader, scope: InlineScope): void {
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
  else if (character === "[") readBracket(reader);
  else if (character === "]") readLinkEnd(reader, scope);
  else if (character === "*" || character === "_" || character === "~") readRun(reader, scope, character);
  else readAddress(reader, scope);
}

function readEscape(reader: Reader, scope: InlineScope): void {
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

function readTicks(reader: Reader, scope: InlineScope): void {
  const start = reader.at;
  const length = runLength(scope, start);
  const close = reader.ticks.findClose(length, start + length);
  if (close !== -1) {
    readCode(reader, scope, { start, end: close, ticks: length });
    return;
  }
  if (!scope.closed && reader.doubtFrom === -1) reader.doubtFrom = start;
  reader.at = start + length;
}

function readCode(reader: Reader, scope: InlineScope, code: Atom): void {
  reader.atoms.push(code);
  if (reader.doubtFrom === -1) {
    reader.at = code.end;
    return;
  }
  const inner = { ...scope, to: code.end };
  for (reader.at = code.start; reader.at < code.end; reader.at++) {
    if (scope.text[reader.at] === "<") escapeMention(reader, inner, 0);
  }
}

/** What begins with `<`; `skipped`: a backslash stands before it, which would turn an entity into plain text. */
function readAngleToken(reader: Reader, scope: InlineScope, skipped: 0 | 1): void {
  const at = reader.at;
  const angle = escapeMention(reader, scope, skipped);
  if (angle === "open") reader.undecided = Math.min(reader.undecided, at - skipped);
  if (typeof angle === "number") {
    reader.atoms.push({ start: at - skipped, end: angle, ticks: 0 });
    reader.at = angle;
  } else {
    if (skipped === 1) reader.atoms.push({ start: at - 1, end: at + 1, ticks: 0 });
    reader.at = at + 1;
  }
}

function escapeMention(reader: Reader, scope: InlineScope, skipped: 0 | 1): number | "open" | undefined {
  const at = reader.at;
  const angle = readAngle(scope.text, {
    index: at,
    to: scope.to,
    patience: scope.closed ? 0 : scope.patience,
  });
  const isWhole = angle.type === "whole" && isAllowed(scope.text.slice(at, angle.end), scope.policy);
  if (angle.type === "broken" || (angle.type === "whole" && !isWhole)) {
    reader.replacements.push({ at: at - skipped, length: 1 + skipped, by: "&lt;" });
  }
  if (angle.type === "open") return "open";
  return angle.type === "whole" ? angle.end : undefined;
}

const entity = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/iy;

function readEntity(reader: Reader, scope: InlineScope): void {
  entity.lastIndex = reader.at;
  const length = entity.exec(scope.text)?.[0].length ?? 1;
  if (length > 1) reader.atoms.push({ start: reader.at, end: reader.at + length, ticks: 0 });
  reader.at += length;
}

const mostBrackets = 64;

function readBracket(reader: Reader): void {
  if (reader.brackets.length === mostBrackets) reader.brackets.shift();
  reader.brackets.push(reader.at);
  reader.at++;
}

function readLinkEnd(reader: Reader, scope: InlineScope): void {
  const open = reader.brackets.pop();
  const behind = reader.at + 1;
  reader.at = behind;
  if (open === undefined || scope.text[behind] !== "(" || behind >= scope.to) return;
  const end = findAddressEnd(scope.text, behind, scope.to) ?? -1;
  if (end === -1) return;
  const start = open > scope.from && scope.text[open - 1] === "!" ? open - 1 : open;
  while ((reader.atoms.at(-1)?.start ?? -1) > start) reader.atoms.pop();
  reader.atoms.push({ start, end, ticks: 0 });
  while ((reader.openers.at(-1)?.at ?? -1) > open) reader.openers.pop();
  reader.at = end;
}

function readRun(reader: Reader, scope: InlineScope, mark: string): void {
  const { text, from, to, seed } = scope;
  const at = reader.at;
  const length = runLength(scope, at);
  const before = at > from ? characterBefore(text, at) : seed.before;
  const end = at + length;
  const run: Run = { mark, at, length, before, after: end < to ? characterAt(text, end) : "" };
  reader.at = end;
  if (end >= to && !scope.closed && !wouldClose(reader.openers, run)) {
    reader.undecided = Math.min(reader.undecided, at);
    return;
  }
  reader.pairs.push(...applyRun(reader.openers, run));
}

function readAddress(reader: Reader, scope: InlineScope): void {
  const { text, from, to } = scope;
  const isInside = reader.at > from && /[\p{L}\p{N}]/u.test(characterBefore(text, reader.at));
  const end = reader.brackets.length > 0 ? Math.min(to, nextBracket(text, reader.at, to)) : to;
  const length = isInside ? 0 : measureBareAddress(text, reader.at, end);
  if (length > 0) reader.atoms.push({ start: reader.at, end: reader.at + length, ticks: 0 });
  reader.at += Math.max(1, length);
}

function nextBracket(text: string, from: number, to: number): number {
  for (let index = from; index < to; index++)
    if (text[index] === "]" || text.charCodeAt(index) <= 0x20) return index;
  return to;
}
