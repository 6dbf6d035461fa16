import { isBlank, isUnspaced, neverFirst, neverLast, skipBlanks } from "./characters.ts";
import { atomAround, findLine, type TextDraft } from "./draft.ts";
import { hasEnded, isUndecidedStart, type Line } from "./lines.ts";
import { beginsBlock } from "./read-line.ts";

/** A place where a message may end. */
export interface Boundary {
  /** The place after the last character of the message. */
  readonly at: number;
  /** Where the next message begins. White space between the two is left out. */
  readonly next: number;
  readonly rank: Rank;
}

/** How well a message can end at a place. A `seam` is inside a unit, such as a row or a line of code, which is cut only if no message can hold it. */
export type Rank = "paragraph" | "line" | "inner-line" | "sentence" | "word" | "seam";

/** The ends of lines, from the line of `from` on, at which the text may be cut without harm, in order. */
export function findLineEnds(draft: TextDraft, from = 0): readonly Boundary[] {
  return draft.lines.flatMap(({ end }, index) => (end < from ? [] : (endOfLine(draft, index) ?? [])));
}

/** All places from `from` to `to`, in order: ends of lines, and gaps between words. */
export function findPlaces(draft: TextDraft, from: number, to = draft.visible): readonly Boundary[] {
  const found: Boundary[] = [];
  const last = findLine(draft.lines, to);
  for (let index = findLine(draft.lines, from); index <= last; index++) {
    addGaps(found, draft, index, [from, to]);
    const end = endOfLine(draft, index);
    if (end !== undefined && from <= end.at && end.at <= to) found.push(end);
  }
  return found;
}

function endOfLine(draft: TextDraft, index: number): Boundary | undefined {
  const line = draft.lines[index];
  if (line === undefined || !hasEnded(line) || line.visible > draft.visible) return undefined;
  if (line.visible < findFirst(draft)) return undefined;
  if (isWhite(line) && !line.isRest) return undefined;
  let after = index + 1;
  while (isWhite(draft.lines[after])) after++;
  const follower = draft.lines[after];
  const hasBlank = draft.lines[index + 1]?.kind === "blank";
  const rank = rankLineEnd(draft, { line, follower, hasBlank });
  if (rank === undefined || atomAround(draft, line.visible) !== undefined) return undefined;
  const isFence = line.kind === "fence-content";
  return {
    at: line.visible,
    rank,
    next: isFence ? line.next : (follower?.start ?? draft.lines.at(-1)?.next ?? line.next),
  };
}

/** The first place where the message may end: it may end where the sent text ends, unless it would be empty. */
function findFirst({ reopening, state }: TextDraft): number {
  return state.isEmpty ? reopening.from + 1 : 0;
}

function isWhite(line: Line | undefined): boolean {
  return line !== undefined && line.visible <= line.start;
}

interface Neighbours {
  readonly line: Line;
  readonly follower: Line | undefined;
  readonly hasBlank: boolean;
}

function rankLineEnd(draft: TextDraft, { line, follower, hasBlank }: Neighbours): Rank | undefined {
  switch (line.kind) {
    case "fence-open":
      return undefined;
    case "delimiter":
      return "seam";
    case "fence-content":
      return follower?.kind === "fence-close" ? undefined : "inner-line";
    case "row":
      return follower?.kind === "row" || (follower === undefined && !hasBlank) ? "inner-line" : "paragraph";
    case "indented":
      return follower?.kind === "indented" ? "inner-line" : "line";
    case "heading":
      return "word";
    case "rule":
    case "fence-close":
    case "underline":
      return "paragraph";
    case "blank":
      return line.isRest ? "paragraph" : undefined;
    case "text":
      return rankTextEnd(draft, { line, follower, hasBlank });
  }
}

function rankTextEnd(draft: TextDraft, { line, follower, hasBlank }: Neighbours): Rank | undefined {
  if (hasBlank) return "paragraph";
  if (draft.text[line.visible - 1] === "\\") return undefined;
  if (follower === undefined) return "line";
  if (follower.kind === "underline" || follower.kind === "delimiter") return undefined;
  if (follower.kind === "heading") return "paragraph";
  return follower.kind === "text" && follower.continues && wouldChange(draft, follower, follower.content)
    ? undefined
    : "line";
}

const cuttable: ReadonlySet<string> = new Set(["text", "heading", "fence-content", "indented", "row"]);

type Range = readonly [from: number, to: number];

/** Adds the places between the words of a line. */
function addGaps(found: Boundary[], draft: TextDraft, index: number, [from, to]: Range): void {
  const { lines, state, text, visible } = draft;
  const line = lines[index];
  if (line === undefined || !cuttable.has(line.kind)) return;
  const { content, kind } = line;
  const follower = lines[index + 1];
  const isHead = follower === undefined ? line.mayBeHead : follower.kind === "delimiter";
  // Such a line is one thing, which is only cut if no message can hold it.
  const isOne = isHead || (kind !== "text" && kind !== "heading");
  const isBegun = line.isRest && !isUndecidedStart(state.lineText);
  const first = Math.max(from, findFirst(draft), isBegun ? content : behindMarks(text, content));
  const end = Math.min(line.visible, visible, to + 1);
  for (let at = first; at < end; at++) {
    const next = nextWord(draft, line, at);
    if (next === undefined) continue;
    const isSentence = sentenceEnd.test(text.slice(Math.max(content, at - 8), at));
    // White space in code is kept.
    const rank = isOne ? "seam" : isSentence ? "sentence" : "word";
    found.push({ at, next: kind === "fence-content" ? at : next, rank });
  }
}

const marksAlone = /(?:[-+*_=|:#.)>\d`~]|[^\S \t\u3000])*/y;

/** Marks alone would be a block of their own. */
function behindMarks(text: string, content: number): number {
  marksAlone.lastIndex = content;
  marksAlone.test(text);
  return marksAlone.lastIndex + 1;
}

const sentenceEnd = /[.!?…。！？]["'”’»)\]*_~]*$/;

/** Where the next word begins, if a message may end here. */
function nextWord(draft: TextDraft, line: Line, at: number): number | undefined {
  const { text } = draft;
  const { content, kind } = line;
  const isGap = isBlank(text, at);
  if (isGap ? at > content && isBlank(text, at - 1) : !isBetweenWide(text, at)) return undefined;
  const next = isGap ? skipBlanks(text, at) : at;
  if (atomAround(draft, at) !== undefined || text[at - 1] === "\\") return undefined;
  return kind === "text" && wouldChange(draft, line, next) ? undefined : next;
}

/** Whether the text from a place in a line on would be read differently at the start of a message. */
function wouldChange({ text }: TextDraft, { end }: Line, at: number): boolean {
  // Most words begin with a letter, and no block does.
  if (/[A-Za-z]/.test(text.charAt(at))) return false;
  return text[at] === "|" || beginsBlock(text.slice(at, end));
}

function isBetweenWide(text: string, at: number): boolean {
  const before = text[at - 1] ?? "";
  if (!isUnspaced(text.charCodeAt(at)) || !isUnspaced(before.charCodeAt(0))) return false;
  return !neverFirst.test(text[at] ?? "") && !neverLast.test(before);
}
