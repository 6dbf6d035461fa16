/** A place in a line: `column` counts a tab up to its stop, `spare` is what is left of a tab that was taken in part. */
export interface Cursor {
  readonly at: number;
  readonly column: number;
  readonly spare: number;
}

export const lineStart: Cursor = { at: 0, column: 0, spare: 0 };

/** The cursor behind the white space, and how many columns that is. */
export function measureIndent(
  line: string,
  from: Cursor,
): { readonly columns: number; readonly behind: Cursor } {
  let { at, column } = from;
  column += from.spare;
  for (; at < line.length; at++) {
    if (line[at] === " ") column++;
    else if (line[at] === "\t") column += 4 - (column % 4);
    else break;
  }
  return { columns: column - from.column, behind: { at, column, spare: 0 } };
}

/** The cursor after exactly `columns` of white space, which must be there. */
export function skipColumns(line: string, from: Cursor, columns: number): Cursor {
  const goal = from.column + columns;
  let at = from.at;
  let column = from.column + from.spare;
  while (column < goal && at < line.length) {
    column += line[at] === "\t" ? 4 - (column % 4) : 1;
    at++;
  }
  return { at, column: goal, spare: Math.max(0, column - goal) };
}

/** The cursor behind `characters` characters that are no white space. */
export function skipCharacters(from: Cursor, characters: number): Cursor {
  return { at: from.at + characters, column: from.column + characters, spare: 0 };
}
