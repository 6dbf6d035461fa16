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
  let fence: string | undefined;

  function closeProse(): void {
    const text = prose.join("\n");
    if (text.trim() !== "") pieces.push({ type: "prose", text });
    prose = [];
  }

  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const marker = FENCE.exec(line)?.[1];
    if (fence !== undefined || marker !== undefined) {
      prose.push(line);
      fence = fence === undefined ? marker : closes(marker, fence) ? undefined : fence;
      continue;
    }
    const heading = HEADING.exec(line)?.[1];
    if (heading !== undefined) {
      closeProse();
      pieces.push({ type: "heading", text: heading });
    } else if (RULE.test(line)) {
      closeProse();
      pieces.push({ type: "rule" });
    } else if (line.includes("|") && DELIMITER_ROW.test(lines[index + 1] ?? "")) {
      closeProse();
      const rows = [toCells(line)];
      index += 2;
      for (; (lines[index] ?? "").includes("|"); index += 1) rows.push(toCells(lines[index] ?? ""));
      index -= 1;
      pieces.push({ type: "table", rows });
    } else {
      prose.push(line);
    }
  }
  closeProse();
  return pieces;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const DELIMITER_ROW = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

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
