import type { InlineReader, InlineScope } from "./inline.ts";

/** Which mentions may notify people: outside code, the `<` of any other is sent as `&lt;`. */
export type MentionPolicy = "users" | "all" | "none" | ((mention: string) => boolean);

/** Text from a `<` on that Slack may read as its own mention or link (S175). An HTML comment is neither. */
const angleStart = /<(?:[@#]|!(?!--)|https?:\/\/|mailto:|tel:)/iy;
const angleStartPart = /^<(?:h(?:t(?:t(?:p(?:s?(?::\/?)?)?)?)?)?|m(?:a(?:i(?:l(?:to?)?)?)?)?|t(?:el?)?)?$/i;
/** No mention is longer; a link's address may be. */
const longestAngle = 3_000;

export type Angle =
  | { readonly type: "none" }
  | { readonly type: "whole"; readonly end: number }
  /** It never closes: its `<` must not reach Slack as such. */
  | { readonly type: "broken" }
  /** The text that follows decides. */
  | { readonly type: "open" };

/** Reads what begins with the `<` at `index`; `patience` is how many characters may be waited for. */
export function readAngle(text: string, range: { index: number; to: number; patience: number }): Angle {
  const { index, to, patience } = range;
  angleStart.lastIndex = index;
  const start = angleStart.exec(text)?.[0].length ?? 0;
  const known = Math.min(to, index + longestAngle);
  if (start === 0 || index + start > to) {
    const part = text.slice(index, Math.min(to, index + 9));
    return index + part.length === to && patience > 0 && angleStartPart.test(part)
      ? { type: "open" }
      : { type: "none" };
  }
  for (let at = index + start; at < known; at++) {
    const character = text[at];
    if (character === ">") return { type: "whole", end: at + 1 };
    if (character === "<" || character === "\n" || character === "\r") return { type: "broken" };
  }
  return to - index < patience ? { type: "open" } : { type: "broken" };
}

export function isAllowed(mention: string, policy: MentionPolicy): boolean {
  if (!/^<[@#!]/.test(mention)) return true;
  if (typeof policy === "function") return policy(mention);
  if (policy === "all") return true;
  const isDate = mention.startsWith("<!date^");
  if (policy === "users") return isDate || !mention.startsWith("<!");
  return mention.startsWith("<#");
}

/** Reads a token that begins with `<`. `skipped`: there is a backslash before it, which would turn an entity into plain text. */
export function readAngleToken(reader: InlineReader, scope: InlineScope, skipped: 0 | 1): void {
  const at = reader.at;
  const angle = escapeMention(reader, scope, skipped);
  if (angle === "open") {
    reader.undecided = Math.min(reader.undecided, at - skipped);
    reader.angleAt = Math.min(reader.angleAt, at - skipped);
  }
  if (typeof angle === "number") {
    // A reader of Markdown that does not know mentions sees these backticks as code.
    if (scope.text.slice(at, angle).includes("`"))
      reader.maybeNotCodeFrom = Math.min(reader.maybeNotCodeFrom, at);
    reader.atoms.push({ start: at - skipped, end: angle, ticks: 0 });
    reader.at = angle;
  } else {
    if (skipped === 1) reader.atoms.push({ start: at - 1, end: at + 1, ticks: 0 });
    reader.at = at + 1;
  }
}

/** Escapes mentions in a range without inline structure of its own, such as the address of a link. */
export function escapeWithin(
  reader: InlineReader,
  scope: InlineScope,
  [from, end]: readonly [number, number],
): void {
  const text = scope.text.slice(from, end);
  const known = { ...scope, patience: 0 };
  for (let at = text.indexOf("<"); at !== -1; at = text.indexOf("<", at + 1)) {
    reader.at = from + at;
    escapeMention(reader, known, 0);
  }
}

/**
 * Replaces the `<` of a mention that must not reach Slack: Slack shows `&lt;` as `<` (S176). Returns where a mention ends that is sent
 * unchanged, or `open` where the text that follows decides.
 */
function escapeMention(
  reader: InlineReader,
  scope: InlineScope,
  skipped: 0 | 1,
): number | "open" | undefined {
  const at = reader.at;
  const angle = readAngle(scope.text, {
    index: at,
    to: scope.to,
    patience: scope.closed ? 0 : scope.patience,
  });
  const isWhole = angle.type === "whole" && isAllowed(scope.text.slice(at, angle.end), scope.policy);
  if (angle.type === "broken" || (angle.type === "whole" && !isWhole)) {
    reader.replacements.push({ at: at - skipped, length: 1 + skipped, by: "&lt;" });
  }
  if (angle.type === "open") return "open";
  return isWhole ? angle.end : undefined;
}
