import { bisect } from "./bisect.ts";
import { characterBefore, weigh } from "./characters.ts";
import { type Reopening, reopen, toClosing } from "./continuation.ts";
import { type BlockCount, countLine } from "./count-blocks.ts";
import { findHold, isReadable, isVisible, none } from "./hold.ts";
import type { Atom, InlineState, Replacement } from "./inline.ts";
import { inlineStart } from "./inline.ts";
import { hasEnded, type Line, type Lines, type Survey, toLineText } from "./lines.ts";
import type { MessageState } from "./message-state.ts";
import { collectReplacements, Weights } from "./replacements.ts";
import { type Reading, readText } from "./scopes.ts";

export interface DraftOptions {
  /** Weighted bytes that the message may have. */
  readonly limit: number;
  /** Blocks that Slack may make of its text. */
  readonly blocks: number;
  readonly isFirst: boolean;
}

/** All that is known about a piece of text that may go into a message. Places are indexes into `text`. */
export interface TextDraft extends Reading {
  /** The blocks of the message up to the end of each line. */
  readonly counts: readonly BlockCount[];
  /** Those of all scopes, in order. None lies in another. */
  readonly atoms: readonly Atom[];
  readonly replacements: readonly Replacement[];
  readonly reopening: Reopening;
  /** Behind the last character that may be shown now. */
  readonly shownTo: number;
  /** The same without the white space there, and without what shows nothing by itself. */
  readonly visible: number;
  /** Of the message up to each place, with what it held before. */
  readonly weights: Weights;
  /** Weighted bytes that the message may have. */
  readonly limit: number;
}

export function createDraft(survey: Survey, options: DraftOptions): TextDraft {
  const { state, text, ended } = survey;
  const { limit, isFirst } = options;
  const read = readText(survey);
  const { lines, scopes } = read;
  const shownTo = ended ? text.length : findHold(read);
  // The first text waits for no mark to close.
  if (isFirst && !isVisible(text.slice(0, shownTo)) && isReadable(text))
    return createDraft({ ...survey, waitsFrom: none }, { ...options, isFirst: false });
  const reopening = reopen(read, Math.max(0, limit - state.weight));
  const outdent = Math.max(state.outdent, reopening.outdent);
  const reading = outdent === state.outdent ? read : { ...read, state: { ...state, outdent } };
  const found = collectReplacements(reading);
  const replacements = [...reopening.replacements, ...found.filter((one) => one.at >= reopening.from)];
  const atoms = scopes.flatMap((scope) => scope.atoms);
  const counts = countBlocks(reading);
  const start = { from: reopening.from, before: state.weight + reopening.weight };
  const weights = new Weights(text, replacements, start);
  const tooMany = lines[counts.findIndex(({ blocks }) => blocks > options.blocks)];
  // The new fields stand before the spread: behind one, V8 makes a hidden class for each object.
  return {
    counts,
    atoms,
    replacements,
    reopening,
    shownTo,
    visible: findVisible(reading, shownTo),
    weights,
    limit: tooMany === undefined ? limit : Math.min(limit, weights.at(tooMany.start)),
    ...reading,
  };
}

function countBlocks({ lines, state }: Lines): readonly BlockCount[] {
  let { count } = state;
  const counts: BlockCount[] = [];
  for (const line of lines) {
    // The part of it that is in the message was counted.
    const isCounted = line.isRest && !state.isEmpty;
    if (!isCounted) count = countLine(count, line);
    counts.push(count);
  }
  return counts;
}

/** The blocks of the message up to a place. */
export function countAt({ counts, lines, state }: TextDraft, at: number): BlockCount {
  return counts[bisect(lines.length, (index) => (lines[index] as Line).start < at) - 1] ?? state.count;
}

/** White space, what is undecided, and a fence's opening line without a line in it are left for later. */
function findVisible({ text, lines, scopes, ended }: Reading, shownTo: number): number {
  const undecided = ended ? none : (scopes.at(-1)?.undecided ?? none);
  const shown = lines.findLast(
    (line, index) => line.visible > line.start && (ended || !isHalfLine(line, index === lines.length - 1)),
  );
  const end = Math.min(shownTo, lines.at(-1)?.end ?? 0, undecided, shown?.visible ?? none);
  return text.slice(0, end).trimEnd().length;
}

/** Whether a line only makes sense with the next: a fence's opening, and the head of a table whose delimiter may come. */
function isHalfLine(line: Line, isLast: boolean): boolean {
  if (line.kind === "fence-open") return true;
  return isLast && line.mayBeHead && hasEnded(line);
}

/** Weight of the message up to a place, with all that would have to be closed there. */
export function totalWeightAt(draft: TextDraft, at: number): number {
  return draft.weights.at(at) + weigh(toClosing(stateAt(draft, at)));
}

export function weightBetween({ weights }: TextDraft, from: number, to: number): number {
  return weights.at(to) - weights.at(from);
}

type Place = Pick<MessageState, "block" | "inline" | "inLine" | "lineBefore" | "lineText">;

/** The state at a place, before anything of what follows is taken. */
export function stateAt(draft: Pick<TextDraft, "lines" | "scopes" | "state" | "text">, at: number): Place {
  const line = draft.lines[findLine(draft.lines, at)];
  if (line === undefined) return draft.state;
  const inline = inlineAt(draft, at);
  const isAtStart = at === line.start && !line.isRest;
  const block = isAtStart ? line.before : line.block;
  if (isAtStart || (at === line.next && hasEnded(line)))
    return { block, inline, inLine: false, lineBefore: block, lineText: "" };
  const lineText = toLineText(draft, line, at);
  return { block, inline, inLine: true, lineBefore: line.before, lineText };
}

/** Index of the line that a place is in; the first, if it is before all of them. */
export function findLine(lines: readonly Line[], at: number): number {
  return Math.max(0, bisect(lines.length, (index) => (lines[index] as Line).start <= at) - 1);
}

/** The atom that a place is inside of. */
export function atomAround({ atoms }: Pick<TextDraft, "atoms">, at: number): Atom | undefined {
  const atom = atoms[countEnded(atoms, at)];
  return atom !== undefined && atom.start < at ? atom : undefined;
}

function countEnded(atoms: readonly Atom[], at: number): number {
  return bisect(atoms.length, (index) => (atoms[index] as Atom).end <= at);
}

function inlineAt(draft: Pick<TextDraft, "scopes" | "state" | "text">, at: number): InlineState {
  const scope = draft.scopes.findLast((one) => one.from <= at && at <= one.to);
  if (scope === undefined) return inlineStart;
  return {
    openers: scope.pairs
      .filter((pair) => pair.open + pair.width <= at && at <= pair.close)
      .sort((one, other) => one.open - other.open)
      .map(({ close, ...opener }) => opener),
    maybeNotCode: scope.maybeNotCodeFrom < at,
    before: at > scope.from ? characterBefore(draft.text, at) : draft.state.inline.before,
  };
}
