import type { InlineReader } from "./inline-reader.ts";
import type { InlineScope } from "./inline-state.ts";
import { isAllowed, readAngle } from "./mentions.ts";

/** What begins with `<`; `skipped`: a backslash stands before it, which would turn an entity into plain text. */
export function readAngleToken(reader: InlineReader, scope: InlineScope, skipped: 0 | 1): void {
  const at = reader.at;
  const angle = escapeMention(reader, scope, skipped);
  if (angle === "open") reader.undecided = Math.min(reader.undecided, at - skipped);
  if (typeof angle === "number") {
    reader.atoms.push({ start: at - skipped, end: angle, ticks: 0 });
    reader.at = angle;
  } else {
    if (skipped === 1) reader.atoms.push({ start: at - 1, end: at + 1, ticks: 0 });
    reader.at = at + 1;
  }
}

/** Replaces the `<` of what must not reach Slack: `&lt;` is shown as what it stands for (S176). The end of what is whole, or `open`, where more text decides. */
export function escapeMention(
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
  return angle.type === "whole" ? angle.end : undefined;
}
