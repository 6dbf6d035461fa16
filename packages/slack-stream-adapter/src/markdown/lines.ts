import { type BlockState, isOpenLeaf, toTableLine } from "./blocks.ts";
import { isSpace } from "./characters.ts";
import type { MessageState } from "./message-state.ts";
import { type Cursor, type LineKind, type LineReading, lineStart, readLine } from "./read-line.ts";

/** A line that may still become anything is waited for no longer than this. */
const undecidedCharacters = 200;

/** Marks of quotes and lists, and then a number that may be a list's, or marks of a rule, a heading, a fence, a table. */
const markersOnly = /^(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])*(?:\d{0,9}[.)]?|[-+*_=|:#`~ \t]*)$/;
const openFence = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?:`{3,}[^`]*|~{3,}.*)$/;
const partOfTask = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)+\[(?:[ xX]?|[ xX]\][ \t]*)$/;
const partOfFenceEnd = /^[ \t>]*(?:`*|~*)[ \t]*$/;

/** Whether what follows on the line decides what the line is: its start may be a marker, a fence, a rule, a box. */
export function isUndecidedStart(line: string): boolean {
  return markersOnly.test(line) || openFence.test(line) || partOfTask.test(line);
}

/**
 * The same after the longest wait. Marks alone still wait, because they show nothing. A number is sent, and the line is read again
 * when more of it has come.
 */
function isUnseenStart(line: string): boolean {
  return isUndecidedStart(line) && !/\d/.test(line);
}

/** The same inside a fence, where only its end is waited for. */
function isUndecidedInFence(line: string): boolean {
  return partOfFenceEnd.test(line);
}

/** A line of the text, as ranges of the text. */
export interface SurveyLine {
  readonly kind: LineKind;
  readonly start: number;
  /** The part of its content that was taken before. */
  readonly taken: string;
  /** Behind the marks of all its containers, with what is left of a tab there. */
  readonly inner: Cursor;
  readonly content: number;
  /** Where its last visible character ends; the line's start if it has none. */
  readonly visible: number;
  readonly end: number;
  /** Where the next line starts, or `end` if the end of this line has not come yet. */
  readonly next: number;
  readonly kept: number;
  readonly continues: boolean;
  readonly before: BlockState;
  readonly block: BlockState;
}

/** Its line break has come. */
export function hasEnded({ end, next }: SurveyLine): boolean {
  return next > end;
}

/** Whether the line is the head of a table, if a delimiter row follows it. */
export function mayBeHead({ kind, taken, content }: SurveyLine, text: string): boolean {
  return kind === "text" && (taken || text.slice(content, content + 1)).trimStart().startsWith("|");
}

/** Where the line ends that begins at `start`, without its line break. */
function findLineEnd(text: string, start: number): number {
  const feed = text.indexOf("\n", start);
  const end = feed === -1 ? text.length : feed;
  const length = text.slice(start, end).indexOf("\r");
  return length === -1 ? end : start + length;
}

/** Behind the line break at `end`, if there is one. */
function skipLineEnd(text: string, end: number): number {
  if (end >= text.length) return end;
  return text.startsWith("\r\n", end) ? end + 2 : end + 1;
}

/** Reads lines up to the first one that cannot be told yet. */
export function readLines(survey: Survey): readonly SurveyLine[] {
  const lines: SurveyLine[] = [];
  for (let line = readNextLine(survey); line !== undefined; line = readNextLine(survey, line))
    lines.push(line);
  return lines;
}

export interface Survey {
  readonly state: MessageState;
  readonly text: string;
  readonly ended: boolean;
  /** From here on what may still change its meaning waits for what follows it; what stands before was let go. */
  readonly waitsFrom: number;
}

export interface Lines extends Survey {
  readonly lines: readonly SurveyLine[];
}

/** The line behind another one, or the first, if there is one and it can be told. */
export function readNextLine(survey: Survey, behind?: SurveyLine): SurveyLine | undefined {
  if (behind !== undefined && !hasEnded(behind)) return undefined;
  const { block, next: start } = behind ?? { block: survey.state.block, next: 0 };
  const { state, text, ended, waitsFrom } = survey;
  const isRest = start === 0 && state.inLine;
  if (start >= text.length && !isRest) return undefined;
  const end = findLineEnd(text, start);
  const next = skipLineEnd(text, end);
  let visible = end;
  while (visible > start && isSpace(text.charCodeAt(visible - 1))) visible--;
  const range = { start, end, next, visible };
  if (isRest) return toRestOfLine(state, text, range);
  const line = text.slice(start, end);
  if (next === end && !ended && isUndecided(line, { state, block, waits: start >= waitsFrom }))
    return undefined;
  return toSurveyLine(readLine(block, line), range, { before: block, taken: "" });
}

type LineRange = Pick<SurveyLine, "start" | "end" | "next" | "visible">;

// Written out: made for every line of every answer, and a spread takes several times as long.
function toSurveyLine(
  reading: LineReading,
  range: LineRange,
  { before, taken }: Pick<SurveyLine, "before" | "taken">,
): SurveyLine {
  const { start, end, next, visible } = range;
  const { at, column, spare } = reading.inner;
  return {
    start,
    end,
    next,
    visible,
    before,
    taken,
    kind: reading.kind,
    inner: { at: start + at, column, spare },
    content: start + reading.content,
    kept: reading.kept,
    continues: reading.continues,
    block: reading.block,
  };
}

interface Place {
  readonly state: MessageState;
  readonly block: BlockState;
  readonly waits: boolean;
}

function isUndecided(line: string, place: Place): boolean {
  if (line.length > undecidedCharacters) return false;
  if (isInFence(place.block, line)) return isUndecidedInFence(line);
  // A block that goes on in a new message is opened again before its first text. How depends on whether a number is the next of a list.
  const isReopened = place.state.isEmpty && place.state.isContinuation && place.block.containers.length > 0;
  return isReopened || place.waits ? isUndecidedStart(line) : isUnseenStart(line);
}

/** If a fence is inside a list, a line with less indentation than the list does not belong to the fence. */
function isInFence(block: BlockState, line: string): boolean {
  return block.leaf.type === "fence" && readLine(block, line).kept === block.containers.length;
}

function toRestOfLine(state: MessageState, text: string, range: LineRange): SurveyLine {
  const { leaf, containers } = state.block;
  const rest = text.slice(0, range.end);
  if (state.undecided !== "") return readAnew(state, rest, range);
  // Only a whole line can be the head of a table, and a long one is not read anew with each piece of it.
  const isAsked = leaf.type === "paragraph" && range.next > range.end;
  return {
    ...range,
    kind: state.kind,
    taken: state.lineText,
    inner: lineStart,
    content: 0,
    kept: containers.length,
    continues: isOpenLeaf(leaf),
    before: state.block,
    block: isAsked
      ? { containers, leaf: { ...leaf, lastLine: toTableLine(state.lineText + rest) } }
      : state.block,
  };
}

/** After a number that was sent, the next text decides whether the number begins a list, and what begins after it. */
function readAnew({ lineBefore, undecided }: MessageState, rest: string, range: LineRange): SurveyLine {
  const reading = readLine(lineBefore, undecided + rest);
  const content = Math.max(0, reading.content - undecided.length);
  const taken = undecided.slice(reading.content);
  return toSurveyLine({ ...reading, content, inner: lineStart }, range, { before: lineBefore, taken });
}
