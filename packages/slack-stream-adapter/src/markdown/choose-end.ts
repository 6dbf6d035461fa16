import { type Boundary, findLineEnds, findPlaces, type Rank } from "./boundaries.ts";
import {
  firstGraphemeEnd,
  isSpace,
  skipBlanks,
  toCodePointBoundary,
  toGraphemeBoundary,
  weigh,
} from "./characters.ts";
import { atomAround, findLine, type TextDraft, totalWeightAt, weightBetween } from "./draft.ts";
import { hasEnded, type Line } from "./lines.ts";
import type { LineKind } from "./read-line.ts";

const wholeKinds: ReadonlySet<LineKind> = new Set(["fence-content", "indented", "row", "delimiter"]);

/** A line of code, of a table or of a list, which is read as one: it is not cut as long as a message can hold it. */
function isWhole({ kind, block }: Line): boolean {
  return wholeKinds.has(kind) || (kind === "text" && block.containers.at(-1)?.type === "item");
}

/** Weight of the longest line that ends before `at`, of those that belong together there. */
export function longestLine(draft: TextDraft, at: number): number {
  const { lines, state } = draft;
  let longest = state.longestLine;
  for (const line of lines) {
    if (line.start >= at) break;
    if (line.kind === "blank") continue;
    if (!isWhole(line)) longest = 0;
    else if (line.end <= at && hasEnded(line)) {
      const before = line.isRest ? weigh(state.lineText) : 0;
      longest = Math.max(longest, before + weightBetween(draft, line.start, line.next));
    }
  }
  return longest;
}

/** How much of a text goes into the message: all visible text, or the text up to the message's end. */
export interface End {
  readonly at: number;
  readonly next: number;
  readonly full: boolean;
  /** The message may have no room for all visible text after `at`. So the text waits until this input comes. */
  readonly waits?: "anything" | "line end" | undefined;
}

export interface EndOptions {
  readonly stopAt?: "line" | "word" | undefined;
  /** There is more text than the draft holds. */
  readonly more: boolean;
}

/** A place of one of these ranks ends the message if so much of the message is full. */
interface Rule {
  readonly ranks: readonly Rank[];
  readonly filled: number;
}

const blockEnds: readonly Rank[] = ["paragraph", "line"];
const lineEnds: readonly Rank[] = [...blockEnds, "inner-line"];
const places: readonly Rank[] = [...lineEnds, "sentence", "word"];

/** A message that is as full as this ends at the next end of a paragraph … */
const nearlyFull = 0.85;
/** … and later at the next line end. */
const whileItFits: readonly Rule[] = [
  { ranks: ["paragraph"], filled: nearlyFull },
  { ranks: lineEnds, filled: 0.9 },
];

/** A better place than the last one is not taken if it leaves more than the rest of a message empty. */
const wellFilled = 0.6;
const whenFull: readonly Rule[] = [...lineEnds, "sentence" as const].map((rank) => ({
  ranks: [rank],
  filled: wellFilled,
}));

const anyPlace: readonly Rule[] = [{ ranks: places, filled: 0 }];
const anySeam: readonly Rule[] = [{ ranks: ["seam"], filled: 0 }];

/** This much room is kept for the rest of the last word, unless no text can follow it. */
const slackBytes = 64;

export function chooseEnd(draft: TextDraft, options: EndOptions): End {
  const { more, stopAt } = options;
  const fitsWhole = !more && fits(draft, draft.visible);
  if (fitsWhole && draft.ended) return { at: draft.visible, next: draft.text.length, full: false };
  const stop = stopAt === undefined ? undefined : findStop(draft, stopAt);
  if (stop !== undefined && fits(draft, stop.at)) return { full: true, ...stop };
  return fitsWhole ? goOn(draft) : { full: true, ...findCut(draft) };
}

/** The last place where the message may end, by the first rule that has one. */
function findEnd(draft: TextDraft, found: readonly Boundary[], rules: readonly Rule[]): Boundary | undefined {
  for (const { ranks, filled } of rules) {
    const isEnd = (one: Boundary) =>
      ranks.includes(one.rank) && draft.weights.at(one.at) >= draft.limit * filled && fits(draft, one.at);
    const end = found.findLast(isEnd);
    if (end !== undefined) return end;
  }
  return undefined;
}

export function fits(draft: TextDraft, at: number): boolean {
  return totalWeightAt(draft, at) <= draft.limit;
}

/** In code, in a table and in a list the message waits for a line end. */
function findStop(draft: TextDraft, stopAt: "line" | "word"): Boundary | undefined {
  const ends = findLineEnds(draft);
  const find = (found: readonly Boundary[], ranks: readonly Rank[]) =>
    found.find(({ rank }) => ranks.includes(rank));
  const end = find(ends, blockEnds);
  if (end !== undefined || stopAt === "line") return end;
  return find(ends, lineEnds) ?? find(findPlaces(draft, 0), places);
}

/** All text fits. The message ends early at a good place, or holds back a unit that may become too large. */
function goOn(draft: TextDraft): End {
  const { limit } = draft;
  const all: End = { at: draft.visible, next: draft.visible, full: false };
  const weight = draft.weights.at(draft.visible);
  const isNearEnd = weight + slackBytes > limit;
  const waiting = findWaitingLine(draft);
  const link = findWaitingLink(draft);
  if (weight < limit * nearlyFull && !isNearEnd && waiting === undefined && link === undefined) return all;
  const ends = findLineEnds(draft);
  const known = ends.filter((one) => isKnown(draft, one));
  const good = findEnd(draft, known, whileItFits);
  if (good !== undefined) return { full: true, ...good };
  if (link !== undefined) return { at: link, next: link, full: false, waits: "anything" };
  if (waiting === undefined) return isNearEnd ? holdBack(draft) : all;
  const before = ends.findLast(({ next, rank }) => lineEnds.includes(rank) && next <= waiting.start);
  return before === undefined ? all : { at: before.at, next: before.at, full: false, waits: "line end" };
}

/** The next line may still turn a line of text into a heading or a table. */
function isKnown({ lines }: TextDraft, { next }: Boundary): boolean {
  const last = lines.at(-1);
  return last !== undefined && (last.kind !== "text" || last.start >= next);
}

/** A line of code, of a table or of a list, a link or an address that has not ended may become as long as this … */
const longLine = 1_000;

/** … or as the longest of those before it: the last line, if it would not fit then, and is not cut as long as that can be helped. */
function findWaitingLine(draft: TextDraft): Line | undefined {
  const { limit } = draft;
  const last = draft.lines.at(-1);
  if (last === undefined || hasEnded(last) || !isWhole(last)) return undefined;
  const start = draft.weights.at(last.start);
  if (last.isRest || start < limit * wellFilled) return undefined;
  return start + Math.max(longLine, longestLine(draft, last.start)) > limit ? last : undefined;
}

/** Where the text before a link or an address ends that may not fit. */
function findWaitingLink(draft: TextDraft): number | undefined {
  const { limit, scopes, text, visible } = draft;
  const start = scopes.at(-1)?.openLink ?? 0;
  const weight = draft.weights.at(start);
  const isWaiting = 0 < start && start < visible && weight >= limit * wellFilled && weight + longLine > limit;
  return isWaiting ? text.slice(0, start).trimEnd().length : undefined;
}

/**
 * The last word goes to the next message as a whole, because its rest may not fit. Of a long one, only the last character does: an
 * accent or the rest of an emoji may follow it.
 */
function holdBack(draft: TextDraft): End {
  const { state, text, visible } = draft;
  const last = findEnd(draft, findPlaces(draft, visible - slackBytes, visible), anyPlace);
  const known = state.isEmpty ? visible : toGraphemeBoundary(text, 0, visible - 1);
  const { at } = last ?? toEnd(draft, known);
  return { at, next: at, full: false, waits: "anything" };
}

function findCut(draft: TextDraft): Pick<End, "at" | "next"> {
  const { limit, visible } = draft;
  const filled = draft.weights.placeOf(limit * wellFilled, visible);
  const to = draft.weights.placeOf(limit, visible);
  const lineEnd = findEnd(draft, findLineEnds(draft, filled), whenFull);
  if (lineEnd !== undefined) return lineEnd;
  // The first part of the message is read only if the last part has no place: there are many gaps between words.
  const found = findPlaces(draft, filled, to);
  const sentence = findEnd(draft, found, whenFull);
  if (sentence !== undefined) return sentence;
  const last = findEnd(draft, found, anyPlace) ?? findEnd(draft, findPlaces(draft, 0, filled), anyPlace);
  if (last !== undefined && !isBeforeGiant(draft, last)) return last;
  const inside = findPlaces(draft, (last?.at ?? -1) + 1, to);
  return findEnd(draft, inside, anySeam) ?? cutInside(draft);
}

/** A unit that is longer than any message is not kept whole for the next message. */
function isBeforeGiant(draft: TextDraft, { at, next }: Boundary): boolean {
  const end = findNextPlace(draft, at + 1)?.at ?? draft.visible;
  return weightBetween(draft, next, end) > draft.limit;
}

export function findNextPlace(draft: TextDraft, from: number): Boundary | undefined {
  const { lines, visible } = draft;
  // Line by line, because the next place is nearly always in the first of them.
  for (const { start, end } of lines.slice(findLine(lines, from))) {
    const found = findPlaces(draft, Math.max(from, start), Math.min(end, visible));
    const next = found.find(({ rank }) => places.includes(rank));
    if (next !== undefined) return next;
  }
  return undefined;
}

/** A place between characters is looked for so far back; what has none for so long is noise. */
const furthestBack = 100;

/** Ends a message inside a word, but not inside a character, and not inside a link or code that the next one can hold. */
function cutInside(draft: TextDraft): End {
  const { text, reopening } = draft;
  const low = Math.max(reopening.from, draft.weights.placeOf(draft.limit, draft.visible));
  const start = Math.max(reopening.from, low - furthestBack);
  let between: number | undefined;
  for (let at = low; at > start; at--) {
    at = toGraphemeBoundary(text, reopening.from, toSafePlace(draft, at));
    const canEnd = at > reopening.from && !isSpace(text.charCodeAt(at - 1)) && fits(draft, at);
    if (canEnd && !isBesideMark(draft, at)) return toEnd(draft, at);
    if (canEnd) between ??= at;
  }
  if (!draft.state.isEmpty) return { at: 0, next: 0, full: true };
  if (between !== undefined) return toEnd(draft, between);
  const whole = firstGraphemeEnd(text, reopening.from);
  const most = Math.max(reopening.from + 1, Math.min(whole, low));
  const at = toCodePointBoundary(text, most);
  return toEnd(draft, at > reopening.from ? at : most + 1);
}

function toSafePlace(draft: TextDraft, at: number): number {
  const atom = atomAround(draft, at);
  if (atom === undefined) return at;
  const weight = weightBetween(draft, atom.start, atom.end);
  const isHopeless = weight > draft.limit || (draft.state.isEmpty && atom.start <= draft.reopening.from);
  return isHopeless ? at : atom.start;
}

/** Between a marker and what it marks a cut would leave a marker of nothing. */
function isBesideMark(draft: TextDraft, at: number): boolean {
  return /[*_~`\\]|!\[/.test(draft.text.slice(at - 1, at + 1));
}

function toEnd(draft: TextDraft, at: number): End {
  return {
    at: Math.max(draft.text.slice(0, at).trimEnd().length, draft.reopening.from),
    next: skipBlanks(draft.text, at),
    full: true,
  };
}
