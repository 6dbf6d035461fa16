/** How many blocks Slack stores for a Markdown text: one per heading, table and rule, one per run of anything else (S77). */
export function estimateBlocks(markdown: string): number {
  return countBlocks(markdown, Number.POSITIVE_INFINITY).blocks;
}

/** How much of a Markdown text makes no more than `most` blocks, in whole lines. */
export function fitBlocks(markdown: string, most: number): number {
  return countBlocks(markdown, most).end;
}

function countBlocks(markdown: string, most: number): { blocks: number; end: number } {
  const readKind = createKindReader();
  let blocks = 0;
  let previous: LineKind = "blank";
  for (let start = 0; start < markdown.length; ) {
    terminator.lastIndex = start;
    const found = terminator.exec(markdown);
    const kind = readKind(markdown.slice(start, found?.index));
    if (kind !== "blank") {
      if (kind === "heading" || kind === "rule" || kind !== previous) blocks++;
      if (blocks > most) return { blocks, end: start };
      previous = kind;
    } else if (previous === "table") previous = "blank";
    if (found === null) break;
    start = terminator.lastIndex;
  }
  return { blocks, end: markdown.length };
}

/** Knows which lines are code. */
function createKindReader(): (line: string) => LineKind {
  let fence: string | undefined;
  return (line) => {
    const mark = fenceMark.exec(line)?.[1];
    if (fence === undefined) {
      fence = mark;
      return toLineKind(line);
    }
    if (mark?.startsWith(fence) === true && line.trim() === mark) fence = undefined;
    return "text";
  };
}

const terminator = /\r\n|\n|\r/g;
const fenceMark = /^ {0,3}(`{3,}|~{3,})/;

type LineKind = "blank" | "heading" | "rule" | "table" | "text";

function toLineKind(line: string): LineKind {
  if (line.trim() === "") return "blank";
  if (/^ {0,3}#{1,6}(?:[ \t]|$)/.test(line)) return "heading";
  if (/^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/.test(line)) return "rule";
  if (/^ {0,3}\|/.test(line)) return "table";
  return "text";
}
