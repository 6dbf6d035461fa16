/** What emphasis rules ask of the character beside a run of markers. The edge of a text counts as white space. */
export type CharacterClass = "space" | "punctuation" | "other";

const space = /\s/;
const punctuation = /[\p{P}\p{S}]/u;
const asciiPunctuation = /[!-/:-@[-`{-~]/;

export function classify(character: string | undefined): CharacterClass {
  if (character === undefined || character === "" || space.test(character)) return "space";
  return punctuation.test(character) ? "punctuation" : "other";
}

export function isSpace(unit: number): boolean {
  return (
    unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || (unit >= 0x80 && space.test(String.fromCharCode(unit)))
  );
}

/** A backslash before one of these makes it a plain character. */
export function isEscapable(character: string): boolean {
  return asciiPunctuation.test(character);
}

/** The whole character that ends before `index`. */
export function characterBefore(text: string, index: number): string {
  const isPair = (text.codePointAt(index - 2) ?? 0) > 0xffff;
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
