import type { Opener, Pair } from "./delimiters.ts";
import type { Atom, InlineScope, Replacement } from "./inline-state.ts";
import { createTickIndex, type TickIndex } from "./tick-index.ts";

/** What is known while a text block is read; `at` is the next character. */
export interface InlineReader {
  at: number;
  openers: Opener[];
  readonly brackets: number[];
  readonly openLinks: number[];
  angleAt: number;
  readonly ticks: TickIndex;
  readonly atoms: Atom[];
  readonly pairs: Pair[];
  readonly replacements: Replacement[];
  undecided: number;
  doubtFrom: number;
  doubtTicks: number;
  doubtEnd: "known" | "unknown";
  waryFrom: number;
  /** Where the body of a data URI begins that goes on behind all that is known. */
  dataFrom: number;
}

/** Where that stands which an earlier text began. */
export const beforeAll = -1;

export function createReader(scope: InlineScope): InlineReader {
  const { seed } = scope;
  const isInLink = seed.before === "]" && scope.text[scope.from] === "(";
  return {
    at: scope.from,
    openers: seed.openers.map((opener, index) => ({
      ...opener,
      at: (index - seed.openers.length) * 4,
    })),
    brackets: [],
    openLinks: [],
    angleAt: Number.POSITIVE_INFINITY,
    ticks: createTickIndex(scope),
    atoms: [],
    pairs: [],
    replacements: [],
    undecided: Number.POSITIVE_INFINITY,
    dataFrom: Number.POSITIVE_INFINITY,
    doubtFrom: Number.POSITIVE_INFINITY,
    doubtTicks: 0,
    doubtEnd: "unknown",
    waryFrom: seed.wary || isInLink ? beforeAll : Number.POSITIVE_INFINITY,
  };
}
