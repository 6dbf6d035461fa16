import type { InlineReader } from "./inline-reader.ts";
import type { InlineScope } from "./inline-state.ts";
import { isAllowed, readAngle } from "./mentions.ts";

/** What begins with `<`; `skipped`: a backslash stands before it, which would turn an entity into plain text. */
export function readAngleToken(reader: InlineReader, scope: InlineScope, skipped: 0 | 1): void {
  const at = reader.at;
  const angle = escapeMention(reader, scope, skipped);
  if (angle === "open") {
    reader.undecided = Math.min(reader.undecided, at - skipped);
    reader.angleAt = Math.min(reader.angleAt, at - skipped);
  }
  if (typeof angle === "number") {
    // Who takes it for text reads the backticks in it.
    if (scope.text.slice(at, angle).includes("`")) reader.waryFrom = Math.min(reader.waryFrom, at);
    reader.atoms.push({ start: at - skipped, end: angle, ticks: 0 });
    reader.at = angle;
  } else {
    if (skipped === 1) reader.atoms.push({ start: at - 1, end: at + 1, ticks: 0 });
    reader.at = at + 1;
  }
}

/** In what has no structure of its own, such as the address of a link. */
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

/** Replaces the `<` of what must not reach Slack: `&lt;` is shown as what it stands for (S176). The end of what is sent as it is, or `open`, where more text decides. */
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
