import type { MentionPolicy } from "./angles.ts";
import { isOpenLeaf } from "./blocks.ts";
import type { MessageState } from "./message-state.ts";
import { type LineReading, readLine } from "./read-line.ts";

/** One line of a text. Places are indexes into the text. */
export interface Line extends LineReading {
  readonly start: number;
  /** Where its last visible character ends; the line's start if it has none. */
  readonly visible: number;
  readonly end: number;
  /** Where the next line starts, or `end` if the end of this line has not come yet. */
  readonly next: number;
  /** The rest of a line that was taken in part, and the part of its own text that was. */
  readonly isRest: boolean;
  readonly taken: string;
  /** It is the head of a table, if a delimiter row follows it. */
  readonly mayBeHead: boolean;
}

/** The longest wait for a line whose kind is not known. */
const undecidedCharacters = 200;

/** Marks of quotes and lists, and then a number that may be a list's, marks of a rule, a heading, a table, a fence with its name, or a task's box. */
const undecidedStart =
  /^(?:[ \t>]|(?:[-+*]|\d{1,9}[.)])[ \t])*(?:\d{0,9}[.)]?|[-+*_=|:#`~ \t]*|`{3,}[^`]*|~{3,}.*|\[(?:[ xX]?|[ xX]\][ \t]*))$/;
const partOfFenceEnd = /^[ \t>]*(?:`*|~*)[ \t]*$/;

/** Whether the rest of the line decides its kind: its start may be a marker, a fence, a rule or a box. */
export function isUndecidedStart(line: string): boolean {
  return undecidedStart.test(line);
}

/** Its line break has come. */
export function hasEnded({ end, next }: Line): boolean {
  return next > end;
}

/** The end of a line: a line break, or the end of the text. */
const lineBreak = /\r\n?|\n|$/g;

/** Reads lines up to the first one whose kind is not known yet. */
export function readLines(survey: Survey): readonly Line[] {
  const lines: Line[] = [];
  for (let line = readNextLine(survey); line !== undefined; line = readNextLine(survey, line))
    lines.push(line);
  return lines;
}

/** A text that may go into a message. */
export interface Survey {
  readonly state: MessageState;
  readonly text: string;
  readonly ended: boolean;
  /** From here on what may still change its meaning waits for what follows it; what stands before was let go. */
  readonly waitsFrom: number;
  readonly mentions: MentionPolicy;
}

export interface Lines extends Survey {
  readonly lines: readonly Line[];
}

/** The line behind another one, or the first, if there is one and it can be told. */
export function readNextLine(survey: Survey, behind?: Line): Line | undefined {
  if (behind !== undefined && !hasEnded(behind)) return undefined;
  const { block, next: start } = behind ?? { block: survey.state.block, next: 0 };
  const { state, text } = survey;
  const isRest = start === 0 && state.inLine;
  if (start >= text.length && !isRest) return undefined;
  lineBreak.lastIndex = start;
  const end = lineBreak.exec(text)?.index ?? text.length;
  const next = lineBreak.lastIndex;
  // A line that was taken in part is read again from its start, for more of it may decide what it is.
  const sent = isRest ? state.lineText : "";
  const said = sent + (isRest && opensFence(state) ? "" : text.slice(start, end));
  const read = readLine(isRest ? state.lineBefore : block, said);
  const taken = sent.slice(read.content);
  const toPlace = (at: number) => Math.max(start, start + at - sent.length);
  // The fields are written out, because a spread takes several times as long.
  const line: Line = {
    kind: read.kind,
    before: read.before,
    block: read.block,
    start,
    visible: start + text.slice(start, end).trimEnd().length,
    end,
    next,
    isRest,
    taken,
    mayBeHead: read.kind === "text" && said.charAt(read.content) === "|",
    inner: toPlace(read.inner),
    spare: isRest ? 0 : read.spare,
    content: toPlace(read.content),
    kept: taken === "" ? read.kept : read.block.containers.length,
    continues: read.continues || (taken !== "" && isOpenLeaf(read.block.leaf)),
  };
  return isUndecided(line, survey) ? undefined : line;
}

function isUndecided(line: Line, { ended, state, text, waitsFrom }: Survey): boolean {
  const { before, end, start } = line;
  const said = (line.isRest ? state.lineText : "") + text.slice(start, end);
  if (hasEnded(line) || ended || said.length > undecidedCharacters) return false;
  // If a fence is inside a list, a line with less indentation than the list does not belong to the fence.
  if (line.kind === "fence-content" || line.kind === "fence-close")
    return !line.isRest && partOfFenceEnd.test(said);
  // A block that goes on in a new message is opened again before its first text. How depends on whether a number is the next of a list.
  const isReopened = state.isEmpty && state.isContinuation && before.containers.length > 0;
  if (isReopened) return isUndecidedStart(said);
  if (line.isRest) return false;
  // Also after the longest wait marks alone are held, because they show nothing. A number is sent, and the line is read again
  // when more of it has come.
  return isUndecidedStart(said) && (start >= waitsFrom || !/\d/.test(said));
}

/** The line that was taken in part opens a fence. After the longest wait nothing behind that changes it. */
function opensFence({ block, lineBefore, lineText }: MessageState): boolean {
  const isOpening = block.leaf.type === "fence" && lineBefore.leaf.type !== "fence";
  return isOpening && lineText.length > undecidedCharacters;
}

/** So much of a line decides what it is, and whether it may become the head of a table. */
const keptOfLine = 2_001;

/** The part of a line before a place, with what was taken of it before. */
export function toLineText({ state, text }: Pick<Survey, "state" | "text">, line: Line, at: number): string {
  if (!line.isRest) return text.slice(line.start, at).slice(0, keptOfLine);
  return opensFence(state) ? state.lineText : (state.lineText + text.slice(0, at)).slice(0, keptOfLine);
}
