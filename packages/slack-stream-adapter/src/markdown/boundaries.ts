import { isUnspaced, neverFirst, neverLast } from "./characters.ts";
import { findLine, type TextDraft } from "./draft.ts";
import { isUndecidedStart, mayBeHead, type SurveyLine } from "./lines.ts";

/** A place where a message may end: better ranks first in `ranks`. */
export interface Boundary {
  /** Behind the last character of the message. */
  readonly at: number;
  /** Where the next message begins: white space between is left out. */
  readonly next: number;
  readonly rank: Rank;
}

/** A seam goes through what belongs together, such as a row or a line of code: it is cut there only if it is too large for a message. */
export type Rank = "paragraph" | "line" | "inner-line" | "sentence" | "word" | "seam";

export interface BoundaryRange {
  /** In the line of this place and behind it. */
  readonly from: number;
  /** Up to the line with the first one, no seam, behind this place. */
  readonly to: number;
}

const everywhere: BoundaryRange = { from: 0, to: Number.POSITIVE_INFINITY };

/** The places where the text may be cut without harm, in order. */
export function findBoundaries(draft: TextDraft, { from, to } = everywhere): readonly Boundary[] {
  const boundaries: Boundary[] = [];
  const atoms = createAtomPointer(draft);
  for (let index = findLine(draft.lines, from); index < draft.lines.length; index++) {
    const line = draft.lines[index];
    if (line === undefined) break;
    if (line.visible <= line.start && !(index === 0 && draft.state.inLine)) continue;
    const before = boundaries.length;
    findInLine(draft, index, { atoms, boundaries });
    const end = endOfLine(draft, index);
    if (end !== undefined && !atoms.holds(end.at)) boundaries.push(end);
    if (line.end > to && boundaries.slice(before).some((one) => one.rank !== "seam" && one.at > to)) break;
  }
  return boundaries;
}

function endOfLine(draft: TextDraft, index: number): Boundary | undefined {
  const line = draft.lines[index];
  if (line === undefined || line.next === line.end || line.visible > draft.visible) return undefined;
  let after = index + 1;
  while (isWhite(draft.lines[after])) after++;
  const follower = draft.lines[after];
  const hasBlank = draft.lines[index + 1]?.kind === "blank";
  const rank = rankLineEnd(draft, { line, follower, hasBlank });
  if (rank === undefined) return undefined;
  const isFence = line.kind === "fence-content";
  return {
    at: line.visible,
    rank,
    next: isFence ? line.next : (follower?.start ?? draft.lines.at(-1)?.next ?? line.next),
  };
}

function isWhite(line: SurveyLine | undefined): boolean {
  return line !== undefined && line.visible <= line.start;
}

interface Neighbours {
  readonly line: SurveyLine;
  readonly follower: SurveyLine | undefined;
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
      return undefined;
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
  return follower.kind === "text" && follower.continues && beginsBlock(draft.text, follower.content)
    ? undefined
    : "line";
}

const sentenceEnd = /[.!?…。！？]["'”’»)\]*_~]*$/;
const undecidedStart = /^[-+*_=|:#.)>\d`~\s]*$/;

interface Findings {
  readonly atoms: AtomPointer;
  readonly boundaries: Boundary[];
}

function findInLine(draft: TextDraft, index: number, { atoms, boundaries }: Findings): void {
  const line = draft.lines[index];
  if (line === undefined || !cuttable.has(line.kind)) return;
  const { text } = draft;
  const follower = draft.lines[index + 1];
  const isHead = follower === undefined ? mayBeHead(line, text) : follower.kind === "delimiter";
  const isOne = line.kind === "row" || line.kind === "fence-content" || line.kind === "indented" || isHead;
  for (const { at, next } of findGaps(draft, line)) {
    const breaks = line.kind === "text" && beginsBlock(text, next);
    if (atoms.holds(at) || breaks || text[at - 1] === "\\") continue;
    const isSentence = endsSentence(text, line.content, at);
    boundaries.push({ at, next, rank: isOne ? "seam" : isSentence ? "sentence" : "word" });
  }
}

const cuttable: ReadonlySet<string> = new Set(["text", "heading", "fence-content", "indented", "row"]);

function endsSentence(text: string, from: number, at: number): boolean {
  return sentenceEnd.test(text.slice(Math.max(from, at - 8), at));
}

/** The places between the words of a line, but for one behind nothing but marks. White space in code is kept. */
function findGaps(draft: TextDraft, line: SurveyLine): readonly Omit<Boundary, "rank">[] {
  const { text } = draft;
  const gaps: Omit<Boundary, "rank">[] = [];
  const isRest = line.start === 0 && draft.state.inLine;
  let hasStart = isRest && !isUndecidedStart(draft.state.lineText);
  const end = Math.min(line.visible, draft.visible);
  for (let at = line.content; at < end; at++) {
    const unit = text.charCodeAt(at);
    const isGap = unit === 0x20 || unit === 0x09;
    if (!isGap && !isUnspaced(unit)) {
      hasStart ||= !undecidedStart.test(text[at] ?? "");
      continue;
    }
    const next = isGap ? skipGap(text, at) : at;
    const isPlace = hasStart && (at > line.content || isRest) && (isGap || isBetweenWide(text, at));
    if (isPlace) gaps.push({ at, next: line.kind === "fence-content" ? at : next });
    hasStart = true;
    at = Math.max(at, next - 1);
  }
  return gaps;
}

function skipGap(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\t") at++;
  return at;
}

function isBetweenWide(text: string, at: number): boolean {
  const before = text[at - 1] ?? "";
  if (!isUnspaced(before.charCodeAt(0))) return false;
  return !neverFirst.test(text[at] ?? "") && !neverLast.test(before);
}

const blockStart =
  /(?:[-+*](?=\s|$)|\[[ xX]\](?=\s|$)|\d{1,9}[.)](?=\s|$)|#{1,6}(?=\s|$)|>|`{3}|~{3}|=+[ \t]*(?=[\r\n]|$)|\||:?-+:?[ \t]*(?=[|\r\n]|$)|(?:[*_-][ \t]*){3,}(?=[\r\n]|$))/y;

/** Whether the text here would get another meaning at the start of a line. */
function beginsBlock(text: string, at: number): boolean {
  blockStart.lastIndex = at;
  return blockStart.test(text);
}

interface AtomPointer {
  /** Whether a place is inside an atom. Asked in rising order. */
  holds(at: number): boolean;
}

function createAtomPointer(draft: TextDraft): AtomPointer {
  let index = 0;
  return {
    holds(at) {
      while ((draft.atoms[index]?.end ?? Number.POSITIVE_INFINITY) <= at) index++;
      return (draft.atoms[index]?.start ?? Number.POSITIVE_INFINITY) < at;
    },
  };
}
