/** Which mentions may notify people: outside code, the `<` of any other is sent as `&lt;`. */
export type MentionPolicy = "users" | "all" | "none" | ((mention: string) => boolean);

/** What Slack may take for a mention or a link of its own, from its first `<` on (S175). A comment is none. */
const angleStart = /<(?:[@#]|!(?!--)|https?:\/\/|mailto:|tel:)/iy;
const angleStartPart = /^<(?:h(?:t(?:t(?:p(?:s?(?::\/?)?)?)?)?)?|m(?:a(?:i(?:l(?:to?)?)?)?)?|t(?:el?)?)?$/i;
/** No mention is longer; a link's address may be. */
const longestAngle = 3_000;

export type Angle =
  | { readonly type: "none" }
  | { readonly type: "whole"; readonly end: number }
  /** It never closes: its `<` must not reach Slack as such. */
  | { readonly type: "broken" }
  /** What follows decides. */
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
