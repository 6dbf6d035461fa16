/** Text reduced to what may be neither lost nor repeated, and where each piece of it stood. */
export interface SolidText {
  readonly text: string;
  /** Index in the original of each unit. */
  readonly origins: readonly number[];
}

/** White space and Markdown's own marks may come and go at a cut; everything else may not. */
const light = /[\s\u200b`~*_|>#\-+\\:]/;

export function toSolidText(original: string): SolidText {
  const origins: number[] = [];
  let text = "";
  for (let index = 0; index < original.length; index += 1) {
    const unit = original.charAt(index);
    if (light.test(unit)) continue;
    const isEscape = unit === "&" && original.startsWith("&lt;", index);
    text += isEscape ? "<" : isLone(original, index) ? "\uFFFD" : unit;
    origins.push(index);
    if (isEscape) index += 3;
  }
  return { text, origins };
}

/** Half a character cannot be sent; where a source is cut off in one, Slack shows the sign for it. */
function isLone(text: string, index: number): boolean {
  const point = text.codePointAt(index) ?? 0;
  const isHalf = point >= 0xd800 && point <= 0xdfff;
  const before = text.charCodeAt(index - 1);
  return isHalf && !(point >= 0xdc00 && before >= 0xd800 && before <= 0xdbff);
}
