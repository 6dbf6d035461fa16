/** Markdown cut into the pieces Slack stores: a block per heading, table and rule, runs of anything else (S77). */
export type MarkdownPiece =
  | { type: "heading"; text: string }
  | { type: "rule" }
  | { type: "table"; rows: string[][] }
  | { type: "prose"; text: string };

export function toPieces(markdown: string): MarkdownPiece[] {
  const lines = markdown.split("\n");
  const pieces: MarkdownPiece[] = [];
  let prose: string[] = [];
  const closeProse = () => {
    const text = prose.join("\n");
    if (text.trim() !== "") pieces.push({ type: "prose", text });
    prose = [];
  };
  for (let index = 0; index < lines.length; ) {
    const found = readStructure(lines, index);
    const next = found?.next ?? toEndOfFence(lines, index);
    if (found === undefined) {
      prose.push(...lines.slice(index, next));
    } else {
      closeProse();
      pieces.push(found.piece);
    }
    index = next;
  }
  closeProse();
  return pieces;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const DELIMITER_ROW = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** The heading, rule or table that begins on this line, and the line after it. */
function readStructure(
  lines: readonly string[],
  index: number,
): { piece: MarkdownPiece; next: number } | undefined {
  const line = lines[index] ?? "";
  const heading = HEADING.exec(line)?.[1];
  if (heading !== undefined) return { piece: { type: "heading", text: heading }, next: index + 1 };
  if (RULE.test(line)) return { piece: { type: "rule" }, next: index + 1 };
  if (!line.includes("|") || !DELIMITER_ROW.test(lines[index + 1] ?? "")) return undefined;
  let next = index + 2;
  while (lines[next]?.includes("|")) next += 1;
  const rows = [line, ...lines.slice(index + 2, next)].map(toCells);
  return { piece: { type: "table", rows }, next };
}

/** The line after the fence that opens here, or simply the next line; an unclosed fence takes all that follows. */
function toEndOfFence(lines: readonly string[], index: number): number {
  const fence = FENCE.exec(lines[index] ?? "")?.[1];
  if (fence === undefined) return index + 1;
  const end = lines.findIndex((line, at) => at > index && closes(FENCE.exec(line)?.[1], fence));
  return end < 0 ? lines.length : end + 1;
}

function closes(marker: string | undefined, fence: string): boolean {
  return marker !== undefined && marker[0] === fence[0] && marker.length >= fence.length;
}

function toCells(row: string): string[] {
  return row
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());
}
