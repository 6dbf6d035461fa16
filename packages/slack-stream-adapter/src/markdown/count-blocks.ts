import type { Line } from "./lines.ts";

/**
 * The blocks that Slack stores for the text of a message: one for each heading, table and rule, and one for each run of
 * anything else (S77).
 */
export interface BlockCount {
  readonly blocks: number;
  /** What the next line may add to. */
  readonly last: "nothing" | "table" | "text";
}

export const noBlocks: BlockCount = { blocks: 0, last: "nothing" };

/** Counts one more line. */
export function countLine(count: BlockCount, line: Line): BlockCount {
  const { blocks, last } = count;
  if (line.kind === "blank") return last === "table" ? { blocks, last: "nothing" } : count;
  const isInside = line.block.containers.length > 0;
  if (!isInside && isAlone(line)) return { blocks: blocks + 1, last: "nothing" };
  const kind = !isInside && isOfTable(line) ? "table" : "text";
  return kind === last ? count : { blocks: blocks + 1, last: kind };
}

function isAlone({ kind }: Line): boolean {
  return kind === "heading" || kind === "rule" || kind === "underline";
}

function isOfTable(line: Line): boolean {
  return line.kind === "row" || line.kind === "delimiter" || line.mayBeHead;
}
