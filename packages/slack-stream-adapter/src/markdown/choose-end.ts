import { type Boundary, findLineEnds, findPlaces, type Rank } from "./boundaries.ts";
import {
  firstGraphemeEnd,
  isSpace,
  skipBlanks,
  toCodePointBoundary,
  toGraphemeBoundary,
  weigh,
} from "./characters.ts";
import { atomAround, placeOf, type TextDraft, totalWeightAt, weightAt, weightBetween } from "./draft.ts";
import { hasEnded } from "./lines.ts";
import type { Line, LineKind } from "./read-line.ts";

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
  /** Text after the scanned part could give a better place. */
  readonly blind?: boolean | undefined;
  /** The message may have no room for all visible text after `at`. So the text waits until this input comes. */
  readonly waits?: "anything" | "line end" | undefined;
}

export interface EndOptions {
  readonly stopAt?: "line" | "word" | undefined;
  /** There is more text than the draft holds. */
  readonly more: boolean;
}

/** A message that is as full as this ends at the next end of a paragraph … */
const nearlyFull = 0.85;
/** … and from here on at the next line end. */
const full = 0.9;
/** A better place than the last one is not taken if it leaves more than this of a message empty. */
const wellFilled = 0.6;
/** This much room is kept for the rest of the last word, unless no text can follow it. */
const slackBytes = 64;

export function chooseEnd(draft: TextDraft, options: EndOptions): End {
  const { more, stopAt } = options;
  const fitsWhole = !more && fits(draft, { at: draft.visible });
  if (fitsWhole && draft.ended) return { at: draft.visible, next: draft.text.length, full: false };
  const stop = stopAt === undefined ? undefined : findStop(draft, stopAt);
  if (stop !== undefined && fits(draft, stop)) return { ...stop, full: true };
  return fitsWhole ? goOn(draft) : cut(draft, options);
}

/** All text fits. The message ends early at a good place, or holds back a unit that may become too large. */
function goOn(draft: TextDraft): End {
  const { limit } = draft;
  const all: End = { at: draft.visible, next: draft.visible, full: false };
  const weight = weightAt(draft, draft.visible);
  const isNearEnd = weight + slackBytes > limit;
  const waiting = findWaitingLine(draft);
  if (weight < limit * nearlyFull && !isNearEnd && waiting === undefined) return all;
  const ends = findPossibleEnds(draft);
  const good =
    ends.findLast((one) => one.rank === "paragraph" && weightAt(draft, one.at) >= limit * nearlyFull) ??
    ends.findLast((one) => isKnownLineEnd(draft, one) && weightAt(draft, one.at) >= limit * full);
  if (good !== undefined && fits(draft, good)) return { ...good, full: true };
  if (waiting === undefined) return isNearEnd ? holdBack(draft) : all;
  const before = ends.findLast((one) => isLineEnd(one) && one.next <= waiting.start);
  return before === undefined ? all : { at: before.at, next: before.at, full: false, waits: "line end" };
}

/** In code, in a table and in a list the message waits for a line end. */
function findStop(draft: TextDraft, stopAt: "line" | "word"): Boundary | undefined {
  const ends = findPossibleEnds(draft);
  const end = ends.find(isBlockEnd);
  if (end !== undefined || stopAt === "line") return end;
  const isStop = (one: Boundary) => isPlace(one) && isPossible(draft, one);
  return ends.find(isLineEnd) ?? findPlaces(draft, 0, draft.text.length).find(isStop);
}

function isBlockEnd({ rank }: Boundary): boolean {
  return rank === "paragraph" || rank === "line";
}

function isLineEnd({ rank }: Boundary): boolean {
  return rank === "inner-line" || rank === "paragraph" || rank === "line";
}

/** The next line may still turn a line of text into a heading or a table. */
function isKnownLineEnd({ lines }: TextDraft, boundary: Boundary): boolean {
  const last = lines.at(-1);
  const isSeen = last !== undefined && (last.kind !== "text" || last.start >= boundary.next);
  return isLineEnd(boundary) && isSeen;
}

/** A line of code, of a table or of a list that has not ended may become as long as this … */
const longLine = 1_000;

/** … or as the longest of those before it: the last line, if it would not fit then, and is not cut as long as that can be helped. */
function findWaitingLine(draft: TextDraft): Line | undefined {
  const { limit } = draft;
  const last = draft.lines.at(-1);
  if (last === undefined || hasEnded(last) || !isWhole(last)) return undefined;
  const start = weightAt(draft, last.start);
  if (last.isRest || start < limit * wellFilled) return undefined;
  return start + Math.max(longLine, longestLine(draft, last.start)) > limit ? last : undefined;
}

function findPossibleEnds(draft: TextDraft): readonly Boundary[] {
  return findLineEnds(draft).filter((one) => isPossible(draft, one));
}

function isPlace({ rank }: Boundary): boolean {
  return rank !== "seam";
}

/** A message may end where the sent text ends, unless it would be empty. */
function isPossible(draft: TextDraft, boundary: Boundary): boolean {
  return boundary.at > draft.reopening.from || !draft.state.isEmpty;
}

export function fits(draft: TextDraft, { at }: { readonly at: number }): boolean {
  return totalWeightAt(draft, at) <= draft.limit;
}

/** The last word goes to the next message as a whole, because its rest may not fit. */
function holdBack(draft: TextDraft): End {
  const { visible } = draft;
  const isEnd = (one: Boundary) => isPlace(one) && isPossible(draft, one);
  const last = findPlaces(draft, visible - 2 * slackBytes, visible).findLast(isEnd);
  const isNear = last !== undefined && visible - last.next <= slackBytes;
  const at = isNear ? last.at : visible;
  return { at, next: at, full: false, waits: "anything" };
}

function cut(draft: TextDraft, { more }: EndOptions): End {
  const { limit, text, visible } = draft;
  const to = placeOf(draft, limit, visible);
  const filled = placeOf(draft, limit * wellFilled, visible);
  const isFitting = (one: Boundary) => one.at <= to && isPossible(draft, one) && fits(draft, one);
  const isFilling = (one: Boundary) => weightAt(draft, one.at) >= limit * wellFilled && isFitting(one);
  const end = findBest(findLineEnds(draft, filled), isFilling);
  if (end !== undefined) return { ...end, full: true };
  const places = findPlaces(draft, filled, text.length).filter(isPlace);
  const sentence = findBest(places, isFilling);
  if (sentence !== undefined) return { ...sentence, full: true };
  const isLast = (one: Boundary) => isPlace(one) && isFitting(one);
  const last = places.findLast(isFitting) ?? findPlaces(draft, 0, filled).findLast(isLast);
  const behind = last?.at ?? 0;
  const follower = places.find(({ at }) => at > behind);
  // A unit that is longer than any message is not kept whole for the next message.
  const isBeforeGiant = weightBetween(draft, last?.next ?? 0, follower?.at ?? visible) > limit;
  if (last !== undefined && !isBeforeGiant)
    return { ...last, full: true, blind: more && follower === undefined };
  const seam = findPlaces(draft, behind + 1, to).findLast(isFitting);
  return { ...(seam ?? cutInside(draft)), full: true, blind: more };
}

const bestFirst = ["paragraph", "line", "inner-line", "sentence"] satisfies Rank[];

/** Returns the last place with the best rank. */
function findBest(places: readonly Boundary[], isWanted: (one: Boundary) => boolean): Boundary | undefined {
  for (const rank of bestFirst) {
    const best = places.findLast((one) => one.rank === rank && isWanted(one));
    if (best !== undefined) return best;
  }
  return undefined;
}

/** A place between characters is looked for so far back; what has none for so long is noise. */
const furthestBack = 100;

/** Ends a message inside a word, but not inside a character, and not inside a link or code that the next one can hold. */
function cutInside(draft: TextDraft): End {
  const { text, reopening } = draft;
  const low = Math.max(reopening.from, placeOf(draft, draft.limit, draft.visible));
  const start = Math.max(reopening.from, low - furthestBack);
  let between: number | undefined;
  for (let at = low; at > start; at--) {
    at = toGraphemeBoundary(text, reopening.from, toSafePlace(draft, at));
    const canEnd = at > reopening.from && !isSpace(text.charCodeAt(at - 1)) && fits(draft, { at });
    if (canEnd && !isBesideMark(draft, at)) return toEnd(draft, at);
    if (canEnd) between ??= at;
  }
  if (!draft.state.isEmpty) return { at: 0, next: 0, full: true };
  if (between !== undefined) return toEnd(draft, between);
  const whole = firstGraphemeEnd(text, reopening.from);
  const most = Math.max(reopening.from + 1, Math.min(whole, low));
  const at = toCodePointBoundary(text, most) > reopening.from ? toCodePointBoundary(text, most) : most + 1;
  return toEnd(draft, at);
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
  const marks = /[*_~`\\]/;
  return marks.test(draft.text[at - 1] ?? "") || marks.test(draft.text[at] ?? "");
}

function toEnd(draft: TextDraft, at: number): End {
  return {
    at: Math.max(draft.text.slice(0, at).trimEnd().length, draft.reopening.from),
    next: skipBlanks(draft.text, at),
    full: true,
  };
}
