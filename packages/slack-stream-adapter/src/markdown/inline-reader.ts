import type { Opener, Pair } from "./delimiters.ts";
import type { Atom, InlineScope, Replacement } from "./inline-state.ts";
import { createTickIndex, type TickIndex } from "./tick-index.ts";

/** What is known while a text block is read; `at` is the next character. */
export interface InlineReader {
  at: number;
  readonly openers: Opener[];
  readonly brackets: number[];
  readonly ticks: TickIndex;
  readonly atoms: Atom[];
  readonly pairs: Pair[];
  readonly replacements: Replacement[];
  undecided: number;
  doubtFrom: number;
}

export function createReader(scope: InlineScope): InlineReader {
  return {
    at: scope.from,
    openers: scope.seed.openers.map((opener, index) => ({
      ...opener,
      at: (index - scope.seed.openers.length) * 4,
    })),
    brackets: [],
    ticks: createTickIndex(scope),
    atoms: [],
    pairs: [],
    replacements: [],
    undecided: Number.POSITIVE_INFINITY,
    doubtFrom: scope.seed.doubt ? scope.from : -1,
  };
}
