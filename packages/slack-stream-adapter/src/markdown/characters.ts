/** The kinds of character that emphasis rules distinguish beside a run of markers. The edge of a text counts as white space. */
export type CharacterClass = "space" | "punctuation" | "other";

const space = /\s/;
const asciiPunctuation = /[!-/:-@[-`{-~]/;
/**
 * Expressions that need the tables of Unicode are made when a text needs them, here and elsewhere. V8 looks into the tables for each
 * literal as soon as it parses the file, also where nothing uses the literal.
 */
const anyPunctuation = () => new RegExp("[\\p{P}\\p{S}]", "u");

export function classify(character: string | undefined): CharacterClass {
  if (character === undefined || character === "" || space.test(character)) return "space";
  const isAscii = character.charCodeAt(0) < 0x80;
  return (isAscii ? asciiPunctuation : anyPunctuation()).test(character) ? "punctuation" : "other";
}

export function isSpace(unit: number): boolean {
  return (
    unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || (unit >= 0x80 && space.test(String.fromCharCode(unit)))
  );
}

/** The place after the spaces and tabs at `from`. */
export function skipBlanks(text: string, from: number, to: number = text.length): number {
  let at = from;
  while (at < to && isBlank(text, at)) at++;
  return at;
}

export function isBlank(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit === 0x20 || unit === 0x09;
}

/** A backslash before one of these makes it a plain character. */
export function isEscapable(character: string): boolean {
  return asciiPunctuation.test(character);
}

/** The whole character that ends before `index`. */
export function characterBefore(text: string, index: number): string {
  const isPair = index > 1 && (text.codePointAt(index - 2) ?? 0) > 0xffff;
  return text.slice(isPair ? index - 2 : index - 1, index);
}

export function characterAt(text: string, index: number): string {
  const point = text.codePointAt(index);
  return point === undefined ? "" : String.fromCodePoint(point);
}

/** Scripts without spaces between words: a line may be broken between any two of their characters … */
export function isUnspaced(unit: number): boolean {
  return (
    unit >= 0x2e80 &&
    (unit <= 0x9fff ||
      (unit >= 0xac00 && unit <= 0xd7af) ||
      (unit >= 0xf900 && unit <= 0xfaff) ||
      (unit >= 0xff00 && unit <= 0xff9f))
  );
}

/** … but not before these, nor after an opening bracket. */
export const neverFirst =
  /[、。，．・：；？！ヽヾゝゞ々ー）〕］｝〉》」』】ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ\u3099\u309a]/;
export const neverLast = /[（〔［｛〈《「『【]/;

/**
 * Weighted UTF-8 bytes: what Slack counts is not known (S74, S82), so `&`, `<` and `>` are counted as the entities that
 * they may be stored as. Half a surrogate pair counts as the replacement character that it would become.
 */
export function weigh(text: string): number {
  let weight = 0;
  for (let at = 0; at < text.length; at++) weight += weighUnit(text, at);
  return weight;
}

/** Weight of one UTF-16 unit. A pair's high half carries three of its four bytes. */
export function weighUnit(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit < 0x80) return unit === 0x26 ? 5 : unit === 0x3c || unit === 0x3e ? 4 : 1;
  if (unit < 0x800) return 2;
  return isLowSurrogate(unit) && isHighSurrogate(text.charCodeAt(at - 1)) ? 1 : 3;
}

export function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

let segmenter: Intl.Segmenter | undefined;

/** It is made when a text needs it: it loads the tables of Unicode, which takes longer than a short answer. */
function graphemeAt(text: string, at: number): Intl.SegmentData | undefined {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter.segment(text).containing(at);
}

/** Below it no character joins the one before, but for a line feed behind a carriage return. */
const firstJoining = 0x300;

function isPlainBoundary(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit < firstJoining && text.charCodeAt(at - 1) < firstJoining && unit !== 0x0a;
}

/** The last place at or before `at` and after `from` that is not inside a grapheme. `from` if there is none. */
export function toGraphemeBoundary(text: string, from: number, at: number): number {
  if (at >= text.length) return text.length;
  if (at > from && isPlainBoundary(text, at)) return at;
  const start = Math.max(from, at - 400);
  const grapheme = graphemeAt(text.slice(start, at + 400), at - start);
  const boundary = grapheme === undefined ? at : start + grapheme.index;
  return Math.max(from, boundary);
}

/** Where the first grapheme ends. */
export function firstGraphemeEnd(text: string, from: number): number {
  if (isPlainBoundary(text, from + 1)) return from + 1;
  return from + (graphemeAt(text.slice(from, from + 400), 0)?.segment.length ?? 0);
}

/** The last place at or before `at` that is not inside a surrogate pair. */
export function toCodePointBoundary(text: string, at: number): number {
  return isLowSurrogate(text.charCodeAt(at)) ? at - 1 : at;
}
