import * as limits from "../limits.ts";
import type { MentionPolicy } from "./angles.ts";
import { characterBefore, isHighSurrogate, isSpace, weigh } from "./characters.ts";
import { chooseEnd, type End, findNextPlace, fits, longestLine } from "./choose-end.ts";
import { isCode } from "./delimiters.ts";
import { countAt, createDraft, stateAt, type TextDraft } from "./draft.ts";
import { describeWait, none, type Wait } from "./hold.ts";
import { inlineStart } from "./inline.ts";
import { hasEnded, type Line, readNextLine, toLineText } from "./lines.ts";
import type { MessageState } from "./message-state.ts";
import { toWire } from "./replacements.ts";

export type { MentionPolicy } from "./angles.ts";
export type { Wait } from "./hold.ts";
export { closing, continueInNewMessage, keepalive, type MessageState, startAnswer } from "./message-state.ts";
export { firstLetters, plainLetters } from "./plain-letters.ts";

/**
 * At the start of a message: blank lines, what is left of a line that was cut at its end, and the closing line of a
 * fence, or the underline of a heading, whose last line went before are taken without being sent. Blank lines of code
 * are kept.
 */
function skipToText(state: MessageState, text: string, ended: boolean): Pick<Composed, "taken" | "state"> {
  if (!state.isEmpty) return { taken: 0, state };
  let taken = 0;
  let current = state;
  const survey = { state, text, ended, waitsFrom: 0, mentions: "none" as const };
  let line = readNextLine(survey);
  while (line !== undefined && isSkipped(current, text, line)) {
    if (!hasEnded(line) && !ended && !isMark(line)) break;
    taken = line.next;
    const { before: lineBefore, block, end } = line;
    const lineText = toLineText(survey, line, end);
    current = { ...current, block, inLine: !hasEnded(line), lineBefore, lineText, lastWord: "" };
    if (line.kind === "blank") current = { ...current, inline: inlineStart };
    line = readNextLine(survey, line);
  }
  return { taken, state: current };
}

function isSkipped(state: MessageState, text: string, line: Line): boolean {
  if (line.kind === "blank") return true;
  if (line.isRest) return isEndOfLine(state, text.slice(0, line.end)) && hasEnded(line);
  return state.isContinuation && isMark(line);
}

/** Of a row, a last pipe alone would be said again as a row of nothing. */
function isEndOfLine(state: MessageState, rest: string): boolean {
  return rest.trim() === "" || (state.block.leaf.type === "table" && rest.trim() === "|");
}

function isMark(line: Line): boolean {
  return line.kind === "fence-close" || line.kind === "underline";
}

/** The state of the message after the text that was taken from the draft. */
function stateBehind(draft: TextDraft, { at, next, full }: End, wire: string): MessageState {
  const { state, text } = draft;
  const place = stateAt(draft, full ? next : at);
  const { inline } = place;
  const isClosed = draft.lines.some(({ kind, start }) => kind === "fence-close" && start <= at);
  // The fields are written out, because a spread takes several times as long.
  return {
    maxBytes: state.maxBytes,
    isContinuation: state.isContinuation,
    block: place.block,
    inLine: place.inLine,
    lineBefore: place.lineBefore,
    lineText: place.lineText,
    // What closes code depends on the last character of the code.
    inline: inline.openers.some(isCode) ? { ...inline, before: characterBefore(text, at) } : inline,
    longestLine: longestLine(draft, next),
    count: countAt(draft, at),
    outdent: isClosed ? 0 : state.outdent,
    weight: wire === "" ? state.weight : draft.weights.at(at),
    isEmpty: state.isEmpty && wire === "",
    lastWord: next > at ? "" : toLastWord(state.lastWord + text.slice(0, at)),
    whitespaceFollows: /\s/.test(text[at] ?? ""),
  };
}

/** A start and an end as long as this show whether a word is a data URI, and whether its body is long. */
const keptOfWord = 120;

function toLastWord(text: string): string {
  let start = text.length;
  while (start > 0 && !isSpace(text.charCodeAt(start - 1))) start--;
  const word = text.slice(start);
  return word.length > 2 * keptOfWord ? word.slice(0, keptOfWord) + word.slice(-keptOfWord) : word;
}

export { weigh };

export interface ComposeOptions {
  /** No text follows `text`. */
  readonly ended: boolean;
  /** Weighted bytes of the message that cards and blocks take. */
  readonly reserve: number;
  /** The message ends before its text makes more blocks than this. @default Infinity */
  readonly blocks?: number | undefined;
  /** The message ends at the first place of this kind. */
  readonly stopAt?: "line" | "word" | undefined;
  /** An answer whose first call has whole lines of prose gives the last of them its line break as well. */
  readonly firstLine?: "whole" | undefined;
  /** @default "users" */
  readonly mentions?: MentionPolicy | undefined;
  /** Text that may still change its meaning is held back, except this many characters of `text`, which were released. By default nothing is held back. */
  readonly released?: number | undefined;
  /** Nothing is shown yet. If all readable text would be held back, it is not held back. */
  readonly isFirst?: boolean | undefined;
}

export interface Composed {
  /** The text to append to the message now. It is never white space alone and does not end in white space, except at the end of a first line. */
  readonly wire: string;
  /** Characters of `text` that are used up, with the white space that is left out between two messages. */
  readonly taken: number;
  readonly state: MessageState;
  /** The message ends here: append `closing(state)`, and go on with `continueInNewMessage(state)`. */
  readonly full: boolean;
  /** Characters at the end of `text` that are held back, because the next text may change their meaning. */
  readonly held: number;
  /** The input that has to come before the rest of the text is worth another look. */
  readonly wait: Wait;
  /** Characters that were looked at. */
  readonly scanned: number;
}

/** Enough to see the end of a unit that is cut, but never a whole long answer. */
const nearby = 1_000;
/** Enough to see the end of emphasis and code that a message ends in, if they have one. */
const farAway = 12_000;

/** Composes the text after the part that was composed. */
function goOn(
  { scanned, state, taken, wire }: Pick<Composed, "scanned" | "state" | "taken" | "wire">,
  text: string,
  options: ComposeOptions,
): Composed {
  const released = Math.max(0, (options.released ?? none) - taken);
  const next = compose(state, text.slice(taken), { ...options, released });
  return { ...next, wire: wire + next.wire, taken: taken + next.taken, scanned: scanned + next.scanned };
}

/** Takes as much of the committed text as the message has room for now. Reads `lookahead` characters more than that. */
export function compose(
  state: MessageState,
  text: string,
  options: ComposeOptions,
  lookahead = nearby,
): Composed {
  const { maxBytes } = state;
  const limit = maxBytes - options.reserve;
  const room = Math.max(0, limit - state.weight);
  const size = room + lookahead;
  const more = text.length > size;
  const ended = options.ended && !more;
  const window = toWindow(text, size, ended);
  const skipped = skipToText(state, window, ended);
  const rest = window.slice(skipped.taken);
  // White space without end, at the start of a message, is left out.
  if (more && state.isEmpty && rest.trim() === "") {
    const taken = skipped.taken === 0 ? size : skipped.taken;
    return goOn({ state: skipped.state, wire: "", taken, scanned: taken }, text, options);
  }
  const waitsFrom = ended || more ? none : toWaitsFrom(rest, (options.released ?? none) - skipped.taken);
  const survey = {
    state: skipped.state,
    text: rest,
    ended,
    waitsFrom,
    mentions: options.mentions ?? "users",
  };
  const draft = createDraft(survey, {
    limit,
    blocks: options.blocks ?? none,
    isFirst: options.isFirst === true,
  });
  // What is left out of a data URI makes room for the text behind it.
  const fitsAll = more && draft.visible > 0 && fits(draft, draft.visible);
  const found = toEnd(draft, { more: more && !fitsAll, ...options });
  const needs = more && found.full && lookahead === nearby ? findNeeds(draft, found.at) : 0;
  if (needs > nearby) return compose(state, text, options, needs);
  const isFirst = options.firstLine === "whole" && state.isEmpty && !state.isContinuation;
  const end = isFirst ? withBreak(draft, found) : found;
  const composed = finish(draft, end, { skipped: skipped.taken, size: Math.min(size, text.length) });
  return fitsAll && !end.full ? goOn(composed, text, options) : composed;
}

/** White space at the end of released text was not sent, so it is part of the new text. */
function toWaitsFrom(text: string, released: number): number {
  return released >= text.length ? none : text.slice(0, Math.max(0, released)).trimEnd().length;
}

/** Half a character is not read before its other half has come, nor a carriage return before a line feed can have. */
function toWindow(text: string, size: number, ended: boolean): string {
  const end = Math.min(size, text.length);
  const last = text.charCodeAt(end - 1);
  const isHalf = !ended && (isHighSurrogate(last) || last === 0x0d);
  return text.slice(0, isHalf ? end - 1 : end);
}

/** So many characters behind a place could show the end of a mark that is open there, or of the unit that begins there. */
function findNeeds(draft: TextDraft, at: number): number {
  const { maxBytes } = draft.state;
  const { openers } = stateAt(draft, at).inline;
  if (openers.some(({ end }) => end === "unknown")) return Math.min(farAway, 12 * maxBytes);
  return findNextPlace(draft, at + 1) === undefined ? maxBytes : 0;
}

function toEnd(draft: TextDraft, options: ComposeOptions & { more: boolean }): End {
  const { block, isEmpty, inLine } = draft.state;
  const isInCode = block.leaf.type === "fence" && inLine;
  const isSilent =
    draft.shownTo === 0 && options.stopAt === "word" && !options.ended && !isEmpty && !isInCode;
  if (isSilent) return { at: 0, next: 0, full: true };
  if (draft.visible <= draft.reopening.from && isEmpty) {
    const isOver = options.ended && !options.more;
    return isOver
      ? { at: draft.reopening.from, next: draft.text.length, full: false }
      : { at: 0, next: 0, full: false };
  }
  if (options.more && draft.visible === 0)
    return {
      at: 0,
      next: draft.lines.findLast(hasEnded)?.next ?? draft.text.length,
      full: true,
    };
  return chooseEnd(draft, options);
}

function finish(draft: TextDraft, end: End, { skipped, size }: { skipped: number; size: number }): Composed {
  const { reopening, shownTo, state, text } = draft;
  const { at, next } = end;
  const isBare = reopening.bare && draft.ended;
  const isSilent = at <= reopening.from && !isBare && (state.isEmpty || at === 0);
  const wire = isSilent ? "" : reopening.prefix + toWire(text, draft.replacements, [reopening.from, at]);
  const isKept = at < draft.visible && shownTo === text.length;
  return {
    wire,
    taken: skipped + next,
    state: stateBehind(draft, end, wire),
    full: end.full,
    held: size - skipped - shownTo,
    wait:
      isKept && end.waits
        ? { for: end.waits, characters: limits.holdBackCharacters }
        : describeWait(draft, shownTo),
    scanned: size,
  };
}

/**
 * The line break behind the end is sent with it, if that changes nothing. Not in code or a table, nor where a mark is open: there the
 * break would be a part of what is shown. Nor before a blank line: the paragraph is over, and a keepalive can stand behind it.
 */
function withBreak(draft: TextDraft, end: End): End {
  const { at, full, next } = end;
  const { block, inline } = stateAt(draft, at);
  const isProse = block.leaf.type === "paragraph" || block.leaf.type === "heading";
  const isBehind = !full && 0 < at && at === next && at < draft.shownTo;
  const mayBreak = isBehind && isProse && inline.openers.length === 0;
  return mayBreak && /^\n(?![\r\n])/.test(draft.text.slice(at)) ? { ...end, at: at + 1, next: at + 1 } : end;
}
