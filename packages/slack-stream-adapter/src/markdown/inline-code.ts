import { escapeMention } from "./inline-angles.ts";
import type { InlineReader } from "./inline-reader.ts";
import type { Atom, InlineScope } from "./inline-state.ts";
import { runLength } from "./tick-index.ts";

/** A code span that an earlier message was cut in goes on. */
export function readSeededCode(reader: InlineReader, scope: InlineScope): void {
  const ticks = scope.seed.code;
  if (ticks === 0) return;
  const close = reader.ticks.findClose(ticks, scope.from);
  readCode(reader, scope, { start: scope.from, end: close === -1 ? scope.to : close, ticks });
}

export function readTicks(reader: InlineReader, scope: InlineScope): void {
  const start = reader.at;
  const length = runLength(scope, start);
  const close = reader.ticks.findClose(length, start + length);
  if (close !== -1) {
    readCode(reader, scope, { start, end: close, ticks: length });
    return;
  }
  if (!scope.closed && reader.doubtFrom === -1) reader.doubtFrom = start;
  reader.at = start + length;
}

/**
 * Where code is in doubt, mentions in it are kept from Slack as well; and at the start of a line, where a `<!` may be HTML
 * that ends the paragraph and the code with it.
 */
function readCode(reader: InlineReader, scope: InlineScope, code: Atom): void {
  reader.atoms.push(code);
  const { text } = scope;
  const { start, end } = code;
  const isDoubtful = reader.doubtFrom !== -1;
  const inner = { ...scope, to: end };
  const mayEscape = isDoubtful || text.slice(start, end).includes("\n");
  for (
    let at = mayEscape ? text.indexOf("<", start) : -1;
    at !== -1 && at < end;
    at = text.indexOf("<", at + 1)
  ) {
    reader.at = at;
    if (isDoubtful || /\n[ \t]*$/.test(text.slice(start, at))) escapeMention(reader, inner, 0);
  }
  reader.at = end;
}
