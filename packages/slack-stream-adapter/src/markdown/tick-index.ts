interface TextRange {
  readonly text: string;
  readonly to: number;
}

/** Runs of backticks in a text block, found by their length. */
export interface TickIndex {
  /** Index behind the run of exactly `length` backticks that comes first at or after `from`, or -1. */
  findClose(length: number, from: number): number;
}

/** Made at the first backtick, in one pass, so that many runs without a partner cost no more than one. */
export function createTickIndex(scope: TextRange): TickIndex {
  let runs: Map<number, number[]> | undefined;
  return {
    findClose(length, from) {
      runs ??= indexTicks(scope, from);
      const ends = runs.get(length);
      while (ends !== undefined && ends.length > 0 && (ends.at(-1) ?? 0) - length < from) ends.pop();
      return ends?.at(-1) ?? -1;
    },
  };
}

function indexTicks(scope: TextRange, from: number): Map<number, number[]> {
  const runs = new Map<number, number[]>();
  for (let at = from; at < scope.to; at++) {
    if (scope.text[at] !== "`") continue;
    const length = runLength(scope, at);
    const ends = runs.get(length) ?? [];
    ends.push(at + length);
    runs.set(length, ends);
    at += length - 1;
  }
  for (const ends of runs.values()) ends.reverse();
  return runs;
}

/** How often the character at `start` is repeated. */
export function runLength(range: TextRange, start: number): number {
  let end = start + 1;
  while (end < range.to && range.text[end] === range.text[start]) end++;
  return end - start;
}
