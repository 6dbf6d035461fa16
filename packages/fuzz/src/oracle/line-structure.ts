/** The structure around a line of Markdown. It is the oracle's own simple parser, for the documents of the generator. */
export interface LineStructure {
  /** The fence that is open before the line, with its info string. */
  readonly fence: string | undefined;
  /** The line is a row below a table's head. */
  readonly row: boolean;
}

/** The structure of each line, and whether a fence is left open at the end. */
export function readLines(text: string): {
  readonly lines: readonly LineStructure[];
  readonly open: boolean;
} {
  const lines: LineStructure[] = [];
  let fence: string | undefined;
  let table: "none" | "head" | "body" = "none";
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    const marks = /^(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      lines.push({ fence, row: false });
      if (marks !== undefined && line === marks && fence.startsWith(marks.slice(0, 3))) fence = undefined;
      continue;
    }
    if (marks !== undefined) fence = line;
    table = toTable(table, line);
    lines.push({ fence: undefined, row: table === "body" && !isDelimiter(line) });
  }
  return { lines, open: fence !== undefined };
}

function toTable(before: "none" | "head" | "body", line: string): "none" | "head" | "body" {
  if (!line.startsWith("|")) return "none";
  if (before === "none") return "head";
  return before === "head" && !isDelimiter(line) ? "head" : "body";
}

function isDelimiter(line: string): boolean {
  return /^\|[\s:|-]*-[\s:|-]*$/.test(line);
}

/** The structure around each numbered word. The last word may be incomplete. */
export function structureOfWords(text: string): ReadonlyMap<string, string> {
  const end = text.replace(/[^\p{L}\p{N}]+$/u, "").length;
  let start = 0;
  const found = new Map<string, string>();
  const { lines } = readLines(text);
  for (const [index, line] of text.split("\n").entries()) {
    const structure = lines[index];
    const lineStart = start;
    start += line.length + 1;
    const isFenceLine = /^\s*(`{3,}|~{3,})/.test(line);
    if (structure === undefined || isFenceLine) continue;
    const name = structure.fence !== undefined ? "code" : structure.row ? "row" : "text";
    for (const { 0: word, index: at } of line.matchAll(/w\d+/g)) {
      const isLast = lineStart + at + word.length === end;
      if (!isLast && !found.has(word)) found.set(word, name);
    }
  }
  return found;
}
