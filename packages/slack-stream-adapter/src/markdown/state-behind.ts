import type { End } from "./choose-end.ts";
import { type Draft, findLine, stateWithin, weightAt } from "./draft.ts";
import type { MessageState } from "./message-state.ts";
import { isUndecidedStart } from "./undecided-start.ts";
import { longestLine } from "./whole-lines.ts";

/** Where the answer stands in the message behind what was taken of the draft. */
export function stateBehind(draft: Draft, end: End, wire: string): MessageState {
  const { state, text } = draft;
  const within = stateWithin(draft, end.at);
  const behind = end.full ? behindCut(draft, end, within) : {};
  const word = (state.lastWord + wire.slice(-80)).slice(-80);
  return {
    ...state,
    ...within,
    ...behind,
    undecided: toUndecided(draft, end.at),
    longestLine: longestLine(draft, end.next),
    outdent: draft.lines.some((line) => line.kind === "fence-close" && line.start <= end.at)
      ? 0
      : state.outdent,
    weight: wire === "" ? state.weight : weightAt(draft, end.at),
    fresh: state.fresh && wire === "",
    lastWord: /\S*$/.exec(word)?.[0] ?? "",
    followed: /\s/.test(text[end.at] ?? ""),
  };
}

/** Marks alone are not sent before it is known what they are; a number is. */
function toUndecided({ lines, state, text }: Pick<Draft, "lines" | "state" | "text">, at: number): string {
  const line = lines[findLine(lines, at)];
  const isRest = line?.start === 0 && state.inLine;
  if (line === undefined || (isRest && state.undecided === "")) return "";
  const start = (isRest ? state.undecided : "") + text.slice(line.start, at);
  return /\d/.test(start) && isUndecidedStart(start) ? start : "";
}

/** The structure at the start of the next message: the white space that is left out may have ended a line or a block. */
function behindCut(
  draft: Draft,
  end: End,
  within: Pick<MessageState, "lineText" | "inline">,
): Partial<MessageState> {
  const line = draft.lines.findLast((one) => one.next <= end.next && one.next > one.end);
  const isLineStart = line !== undefined && line.next === end.next && end.next > end.at;
  if (isLineStart) return { block: line.block, inLine: false, lineText: "" };
  if (end.next === end.at) return {};
  return { lineText: `${within.lineText} `, inline: { ...within.inline, before: " " } };
}
