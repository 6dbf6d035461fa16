import { escapeWithin } from "./inline-angles.ts";
import { beforeAll, type InlineReader } from "./inline-reader.ts";
import type { Atom, InlineScope } from "./inline-state.ts";
import { runLength } from "./tick-index.ts";

/** Longer runs are lines drawn with characters. */
const longestRun = 12;

/** What an earlier text left open goes on as code, unless nothing that can follow closes it. */
export function readSeededCode(reader: InlineReader, scope: InlineScope): void {
  const { code: ticks, codeEnd } = scope.seed;
  if (ticks === 0) return;
  const close = findClose(reader, scope, { ticks, from: scope.from });
  if (close !== -1) {
    reader.openers = reader.openers.filter((opener) => !opener.maybeCode);
    readCode(reader, scope, { start: beforeAll, end: close, ticks });
    return;
  }
  doubt(reader, scope, { start: beforeAll, ticks });
  if (reader.doubtTicks === 0 || codeEnd === "unknown") return;
  // Its end is behind what is looked at.
  reader.doubtEnd = "known";
  escapeWithin(reader, scope, [scope.from, scope.to]);
  reader.at = scope.to;
}

/** Backticks at the end of all that is known may become more. */
function findClose(
  reader: InlineReader,
  scope: InlineScope,
  { ticks, from }: { ticks: number; from: number },
): number {
  const close = reader.ticks.findClose(ticks, from);
  if (close === scope.to && !scope.closed && close > scope.waitsFrom) reader.openLinks.push(from - ticks);
  return close;
}

export function readTicks(reader: InlineReader, scope: InlineScope): void {
  const start = reader.at;
  const ticks = runLength(scope, start);
  const end = start + ticks;
  const close = reader.doubtTicks > 0 ? -1 : findClose(reader, scope, { ticks, from: end });
  if (isGluedToAddress(scope, start)) reader.waryFrom = Math.min(reader.waryFrom, start);
  reader.at = end;
  if (close !== -1) readCode(reader, scope, { start, end: close, ticks });
  else if (
    !scope.closed &&
    end === scope.to &&
    ticks <= longestRun &&
    !(start >= scope.waitsFrom && reader.doubtTicks > 0)
  )
    reader.undecided = Math.min(reader.undecided, start);
  else if (!scope.closed) doubt(reader, scope, { start, ticks });
}

const addressOrLonger = /(?:https?:\/\/|www\.)\S*$|^\S{80}$/i;

/** To some readers of Markdown such a backtick is a part of the address. */
function isGluedToAddress({ from, text, word }: InlineScope, start: number): boolean {
  return addressOrLonger.test((word + text.slice(Math.max(from, start - 80), start)).slice(-80));
}

/** It is code if its end comes before the message's. Where the message ends first, the backticks are text in both. */
function doubt(reader: InlineReader, scope: InlineScope, { start, ticks }: Omit<Atom, "end">): void {
  reader.waryFrom = Math.min(reader.waryFrom, start);
  if (scope.closed || reader.doubtTicks > 0 || ticks > longestRun) return;
  reader.doubtFrom = start;
  reader.doubtTicks = ticks;
}

/**
 * A bar ends what only looks like code in the head of a table, and so does a line end if its next line is that head: a
 * delimiter row may follow. And backticks at the end of all that is known may still become more.
 */
function readCode(reader: InlineReader, scope: InlineScope, code: Atom): void {
  reader.atoms.push(code);
  const from = Math.max(code.start, scope.from);
  const inside = scope.text.slice(from, code.end);
  if (/[|\r\n]/.test(inside)) reader.waryFrom = Math.min(reader.waryFrom, code.start);
  if (reader.waryFrom < code.end) escapeWithin(reader, scope, [from, code.end]);
  else if (code.end === scope.to && !scope.closed && inside.includes("<"))
    reader.undecided = Math.min(reader.undecided, from);
  reader.at = code.end;
}
