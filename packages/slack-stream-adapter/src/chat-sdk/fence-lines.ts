/** Tells which lines of Markdown belong to a code fence, line by line. */
export interface FenceLines {
  /** Is the line that begins like this a part of a fence? As long as its beginning may still become one, it is not. */
  includes(lineStart: string): boolean;
  /** A line came to its end; without its line break. */
  end(line: string): void;
}

export function createFenceLines(): FenceLines {
  let open: string | undefined;
  return {
    includes: (lineStart) => open !== undefined || toFence(lineStart) !== undefined,
    end(line) {
      const fence = toFence(line);
      if (fence === undefined) return;
      if (open === undefined) open = fence.marker;
      else if (closes(fence, open)) open = undefined;
    },
  };
}

interface Fence {
  readonly marker: string;
  readonly info: string;
}

const fenceLine = /^ {0,3}(`{3,}|~{3,})(.*)$/;

function toFence(line: string): Fence | undefined {
  const [, marker, info] = fenceLine.exec(line) ?? [];
  if (marker === undefined || info === undefined) return undefined;
  // A line of code in backticks that begins with three of them is no fence.
  return marker.startsWith("`") && info.includes("`") ? undefined : { marker, info };
}

function closes({ marker, info }: Fence, open: string): boolean {
  return marker[0] === open[0] && marker.length >= open.length && info.trim() === "";
}
