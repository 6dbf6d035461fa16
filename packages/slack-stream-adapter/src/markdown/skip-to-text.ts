import { inlineStart } from "./inline-state.ts";
import type { MessageState } from "./message-state.ts";
import { readFirstLine, readLineBehind, type SurveyLine } from "./survey.ts";

export interface Skipped {
  readonly taken: number;
  readonly state: MessageState;
}

/**
 * At the start of a message: blank lines, what is left of a line that was cut at its end, and the closing line of a
 * fence, or the underline of a heading, whose last line went before are taken without being sent. Blank lines of code
 * are kept.
 */
export function skipToText(state: MessageState, text: string, ended: boolean): Skipped {
  if (!state.fresh) return { taken: 0, state };
  let taken = 0;
  let current = state;
  let line = readFirstLine({ state, text, ended, waitsFrom: 0 });
  while (line !== undefined && isSkipped(current, text, line)) {
    if (line.next === line.end && !ended && !isMark(line)) break;
    taken = line.next;
    current = { ...current, block: line.block, inLine: line.next === line.end, lineText: "" };
    if (line.kind === "blank") current = { ...current, inline: inlineStart };
    line = readLineBehind(line, { state, text, ended, waitsFrom: 0 });
  }
  return { taken, state: current };
}

function isSkipped(state: MessageState, text: string, line: SurveyLine): boolean {
  if (line.kind === "blank") return true;
  if (line.start === 0 && state.inLine)
    return isEndOfLine(state, text.slice(0, line.end)) && line.next > line.end;
  return state.carried && isMark(line);
}

/** Of a row, a last pipe alone would be said again as a row of nothing. */
function isEndOfLine(state: MessageState, rest: string): boolean {
  return rest.trim() === "" || (state.block.leaf.type === "table" && rest.trim() === "|");
}

function isMark(line: SurveyLine): boolean {
  return line.kind === "fence-close" || line.kind === "underline";
}
