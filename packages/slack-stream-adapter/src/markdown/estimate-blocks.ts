/** How many blocks Slack stores for a Markdown text: one per heading, table and rule, one per run of anything else (S77). */
export function estimateBlocks(markdown: string): number {
  let blocks = 0;
  let previous: LineKind = "blank";
  let fence: string | undefined;
  for (const line of markdown.split(/\r\n|\n|\r/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    const closes = fence !== undefined && mark?.startsWith(fence) === true && line.trim() === mark;
    const kind = fence !== undefined ? "text" : toLineKind(line);
    if (fence === undefined && mark !== undefined) fence = mark;
    else if (closes) fence = undefined;
    if (kind === "blank") {
      if (previous === "table") previous = "blank";
      continue;
    }
    if (kind === "heading" || kind === "rule" || kind !== previous) blocks++;
    previous = kind;
  }
  return blocks;
}

type LineKind = "blank" | "heading" | "rule" | "table" | "text";

function toLineKind(line: string): LineKind {
  if (line.trim() === "") return "blank";
  if (/^ {0,3}#{1,6}(?:[ \t]|$)/.test(line)) return "heading";
  if (/^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/.test(line)) return "rule";
  if (/^ {0,3}\|/.test(line)) return "table";
  return "text";
}
