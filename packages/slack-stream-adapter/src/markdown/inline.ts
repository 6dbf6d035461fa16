import * as limits from "../limits.ts";
import { escapeMentions, readAngleToken } from "./angles.ts";
import { characterAt, characterBefore, isEscapable, weigh } from "./characters.ts";
import {
  applyRun,
  type DelimiterRun,
  isCode,
  longestRun,
  type Opener,
  type Pair,
  wouldClose,
} from "./delimiters.ts";
import type { Survey } from "./lines.ts";
import { findAddressEnd, isLongData, readAddress, readBegun, readDataUri } from "./links.ts";

/** The marks that are open at a place in a paragraph, heading or cell. */
export interface InlineState {
  /** In order, one of backticks at most: it opens code if as many come again before the text block ends. Those behind it are marks if none come. */
  readonly openers: readonly Opener[];
  /** From here on text may look like code without being code, so its mentions are escaped too. */
  readonly maybeNotCode: boolean;
  /** The character before, which decides whether a run of markers can open or close. */
  readonly before: string;
}

export const inlineStart: InlineState = {
  openers: [],
  maybeNotCode: false,
  before: "",
};

/** A range that is shown as one thing, or whose characters stand for each other: never cut inside if it can be helped. */
export interface Atom {
  readonly start: number;
  readonly end: number;
}

/** Characters of the source that go out as something else. */
export interface Replacement {
  readonly at: number;
  readonly length: number;
  readonly by: string;
}

/** The inline structure of a text block, or of the part that was read. */
export type InlineReader = ReturnType<typeof createReader>;

export interface InlineScope {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly seed: InlineState;
  /** The end of what was sent before, back to its last white space. */
  readonly word: string;
  readonly survey: Survey;
  /** No text can follow in this text block. A mark that is open at its end is plain text. */
  readonly closed: boolean;
}

/** How often the character at `start` is repeated. */
function runLength(range: Pick<InlineScope, "text" | "to">, start: number): number {
  let end = start + 1;
  while (end < range.to && range.text[end] === range.text[start]) end++;
  return end - start;
}

/** The place of a mark that stands in an earlier text. */
const beforeAll = -1;

function createReader({ from, to, seed, text, word, survey, closed }: InlineScope) {
  const isInLink = seed.before === "]" && text[from] === "(";
  const never = Number.POSITIVE_INFINITY;
  // Before the text, one behind the other, each with more room than a run takes.
  const openers = seed.openers.map((one, index) => ({ ...one, open: (index - seed.openers.length) * 1_000 }));
  // The fields are written out, because a spread takes several times as long.
  return {
    text,
    from,
    to,
    seed,
    word,
    survey,
    closed,
    /** The next character. */
    at: from,
    openers: openers.filter((one) => !isCode(one)) as Opener[],
    /** A run of backticks whose end has not come yet. It is in none of the `openers`. */
    doubt: openers.find(isCode) as Opener | undefined,
    brackets: [] as number[],
    atoms: [] as Atom[],
    pairs: [] as Pair[],
    replacements: [] as Replacement[],
    /** From here on the text can't be sent yet, because the text that follows decides. Infinity if everything is known. */
    undecided: never,
    maybeNotCodeFrom: seed.maybeNotCode || isInLink ? beforeAll : never,
    /** Where brackets and links stand that have not ended, and a last part that may still become one, or an entity. */
    openAt: [] as number[],
    /** Where the last link or address begins, if it has not ended. */
    openLink: undefined as number | undefined,
    /** Lengths of runs of backticks that do not come again. Each length is searched once. */
    unclosed: new Set<number>(),
  };
}

/** Code that an earlier text left open goes on, unless nothing that can follow closes it. */
function readSeededCode(reader: InlineReader): void {
  const { closed, doubt, from, to } = reader;
  if (doubt === undefined) return;
  const end = findClose(reader, { ticks: doubt.width, from });
  if (end !== -1 || closed) reader.doubt = undefined;
  if (end !== -1) {
    reader.openers = reader.openers.filter(({ open }) => open < doubt.open);
    readCode(reader, doubt, end);
    return;
  }
  reader.maybeNotCodeFrom = beforeAll;
  if (closed || doubt.end === "unknown") return;
  // Its end comes after the text that is read.
  escapeWithin(reader, { start: from, end: to });
  reader.at = to;
}

/** Behind the next run of so many backticks; -1: there is none. Backticks at the end of all that is known may become more. */
function findClose(reader: InlineReader, { ticks, from }: { ticks: number; from: number }): number {
  const close = reader.unclosed.has(ticks) ? -1 : findRun(reader, ticks, from);
  if (close === -1) reader.unclosed.add(ticks);
  if (close === reader.to && !reader.closed && close > reader.survey.waitsFrom)
    reader.openAt.push(from - ticks);
  return close;
}

function findRun(reader: InlineReader, ticks: number, from: number): number {
  const { text, to } = reader;
  let length = 0;
  for (let at = text.indexOf("`", from); at !== -1 && at < to; at = text.indexOf("`", at + length)) {
    length = runLength(reader, at);
    if (length === ticks) return at + length;
  }
  return -1;
}

function readTicks(reader: InlineReader): void {
  const start = reader.at;
  const ticks = runLength(reader, start);
  const end = start + ticks;
  const code: Opener = { mark: "`", width: ticks, run: ticks, both: false, open: start, end: "unknown" };
  const close = reader.doubt === undefined ? findClose(reader, { ticks, from: end }) : -1;
  if (isGluedToAddress(reader, start)) reader.maybeNotCodeFrom = Math.min(reader.maybeNotCodeFrom, start);
  reader.at = end;
  if (close !== -1) readCode(reader, code, close);
  else if (
    !reader.closed &&
    end === reader.to &&
    ticks <= longestRun &&
    !(start >= reader.survey.waitsFrom && reader.doubt !== undefined)
  )
    reader.undecided = Math.min(reader.undecided, start);
  else if (!reader.closed) doubt(reader, code);
}

const addressOrLonger = /(?:https?:\/\/|www\.)\S*$|^\S{80}$/i;

/** To some readers of Markdown such a backtick is a part of the address. */
function isGluedToAddress({ from, text, word }: InlineScope, start: number): boolean {
  return addressOrLonger.test((word + text.slice(Math.max(from, start - 80), start)).slice(-80));
}

/** It is code if its end comes before the message's. Where the message ends first, the backticks are text in both. */
function doubt(reader: InlineReader, code: Opener): void {
  reader.maybeNotCodeFrom = Math.min(reader.maybeNotCodeFrom, code.open);
  if (code.width <= longestRun) reader.doubt ??= code;
}

/** A message may end in code that takes a larger part of it. Until the code is closed there it may be none, so nobody is called in it. */
const largePart = 0.25;

/**
 * A bar ends what only looks like code in the head of a table, and so does a line end if its next line is that head: a
 * delimiter row may follow. And backticks at the end of all that is known may still become more.
 */
function readCode(reader: InlineReader, code: Opener, end: number): void {
  reader.atoms.push({ start: code.open, end });
  reader.pairs.push({ ...code, close: end - code.width, end: "known" });
  const start = Math.max(code.open, reader.from);
  const inside = reader.text.slice(start, end);
  if (/[|\r\n]/.test(inside)) reader.maybeNotCodeFrom = Math.min(reader.maybeNotCodeFrom, start);
  if (reader.maybeNotCodeFrom < end || weigh(inside) > reader.survey.state.maxBytes * largePart)
    escapeWithin(reader, { start, end });
  else if (end === reader.to && !reader.closed && inside.includes("<"))
    reader.undecided = Math.min(reader.undecided, start);
  reader.at = end;
}

/** For a range without inline structure of its own, such as the address of a link. */
function escapeWithin(reader: InlineReader, range: Pick<Atom, "start" | "end">): void {
  reader.replacements.push(...escapeMentions(reader.text, range, reader.survey.mentions));
}

/** Reads the inline structure of one text block, or of the part of it that is known. */
export function readInline(range: InlineScope): Readonly<InlineReader> {
  const reader = createReader(range);
  readSeededCode(reader);
  readBegun(reader);
  while (reader.at < reader.to) readToken(reader);
  if (reader.closed) reader.openAt.length = 0;
  else {
    reader.openAt.push(...reader.brackets);
    if (reader.doubt !== undefined) reader.openers.push(reader.doubt);
    for (const opener of reader.openers) reader.pairs.push({ close: Number.POSITIVE_INFINITY, ...opener });
  }
  return reader;
}

/** A mark, or the first letter of `http`, `www` or `data:`. */
const tokenStart = /[\\`<&[\]*_~]|h(?=tt)|w(?=ww)|\bd(?=ata:)/gi;

function readToken(reader: InlineReader): void {
  const { text, to } = reader;
  tokenStart.lastIndex = reader.at;
  reader.at = tokenStart.test(text) ? Math.min(to, tokenStart.lastIndex - 1) : to;
  if (reader.at === to) return;
  const character = text[reader.at] ?? "";
  if (character === "\\") readEscape(reader);
  else if (character === "`") readTicks(reader);
  else if (character === "<") readAngleToken(reader, 0);
  else if (character === "&") readEntity(reader);
  else if (character === "[") readBracket(reader);
  else if (character === "]") readLinkEnd(reader);
  else if (character === "d" || character === "D") readDataUri(reader, reader.at++);
  else if (character === "*" || character === "_" || character === "~") readRun(reader, character);
  else readAddress(reader, reader.at++);
}

function readEscape(reader: InlineReader): void {
  const at = reader.at;
  const next = at + 1 < reader.to ? (reader.text[at + 1] ?? "") : "";
  if (next === "" && !reader.closed) reader.undecided = Math.min(reader.undecided, at);
  if (next === "<") {
    reader.at = at + 1;
    readAngleToken(reader, 1);
    return;
  }
  const length = isEscapable(next) ? 2 : 1;
  if (length === 2) reader.atoms.push({ start: at, end: at + 2 });
  reader.at = at + length;
}

const entity = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/iy;

const partOfEntity = /^&[a-z\d#]{0,31}$/i;

function readEntity(reader: InlineReader): void {
  entity.lastIndex = reader.at;
  const length = entity.exec(reader.text)?.[0].length ?? 1;
  if (length === 1 && partOfEntity.test(reader.text.slice(reader.at, Math.min(reader.to, reader.at + 34))))
    reader.openAt.push(reader.at);
  if (length > 1) reader.atoms.push({ start: reader.at, end: reader.at + length });
  reader.at += length;
}

const mostBrackets = 64;

function readBracket(reader: InlineReader): void {
  const { at, atoms, from, seed, text } = reader;
  const isImage = (at > from ? text[at - 1] : seed.before) === "!";
  // The text that replaces an image is plain, so it contains no code.
  if (isImage) reader.maybeNotCodeFrom = Math.min(reader.maybeNotCodeFrom, at);
  if (reader.brackets.length === mostBrackets) reader.brackets.shift();
  // An escaped exclamation mark is an atom, and begins no image.
  const isWithMark = isImage && at > from && atoms.at(-1)?.end !== at;
  reader.brackets.push(isWithMark ? at - 1 : at);
  reader.at++;
}

function readLinkEnd(reader: InlineReader): void {
  const open = reader.brackets.pop();
  const behind = ++reader.at;
  if (behind >= reader.to && open !== undefined) reader.openAt.push(open);
  if (reader.text[behind] !== "(" || behind >= reader.to) return;
  // A long data URI is shortened as text.
  const isData = isLongData(reader.text.slice(behind + 1));
  const found = isData ? -1 : findAddressEnd(reader.text, behind, reader.to);
  const end = found ?? (reader.closed || open === undefined ? -1 : reader.to);
  // The address of a link contains no code.
  if (end !== found || end === -1) reader.maybeNotCodeFrom = Math.min(reader.maybeNotCodeFrom, behind);
  if (end !== -1) escapeWithin(reader, { start: behind, end });
  reader.at = behind;
  if (open !== undefined && found === undefined) {
    reader.openAt.push(open);
    reader.openLink = open;
  }
  if (open === undefined || end === -1) return;
  while ((reader.atoms.at(-1)?.start ?? -1) > open) reader.atoms.pop();
  reader.atoms.push({ start: open, end });
  while ((reader.openers.at(-1)?.open ?? -1) > open) reader.openers.pop();
  reader.at = end;
}

function readRun(reader: InlineReader, mark: string): void {
  const { at, from, seed, text, to } = reader;
  const length = runLength(reader, at);
  const before = at > from ? characterBefore(text, at) : seed.before;
  const end = at + length;
  const run: DelimiterRun = { mark, at, length, before, after: end < to ? characterAt(text, end) : "" };
  reader.at = end;
  // A run that is longer than is waited for is a line drawn with marks.
  const isLast = end >= to && !reader.closed && length <= limits.holdBackCharacters;
  // A released mark that could close something is read as its end.
  if (isLast && (at >= reader.survey.waitsFrom || !wouldClose(reader.openers, run))) {
    reader.undecided = Math.min(reader.undecided, at);
    return;
  }
  reader.pairs.push(...applyRun(reader.openers, run));
}
