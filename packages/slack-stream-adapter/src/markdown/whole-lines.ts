import type { Draft } from "./draft.ts";
import type { SurveyLine } from "./survey.ts";
import { weigh } from "./weight.ts";

/** A line of code, of a table or of a list, which is read as one: it is not cut as long as a message can hold it. */
export function isWhole({ kind, block }: SurveyLine): boolean {
  switch (kind) {
    case "fence-content":
    case "indented":
    case "row":
    case "delimiter":
      return true;
    case "text":
      return block.containers.at(-1)?.type === "item";
    default:
      return false;
  }
}

/** Weight of the longest line that ends before `at`, of those that belong together there. */
export function longestLine({ lines, state, weights }: Draft, at: number): number {
  let longest = state.longestLine;
  for (const line of lines) {
    if (line.start >= at) break;
    if (line.kind === "blank") continue;
    if (!isWhole(line)) longest = 0;
    else if (line.end <= at && line.next > line.end) {
      const before = line.start === 0 && state.inLine ? weigh(state.lineText) : 0;
      longest = Math.max(longest, before + (weights[line.next] ?? 0) - (weights[line.start] ?? 0));
    }
  }
  return longest;
}
