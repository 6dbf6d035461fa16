import type { Opener, Pair } from "./delimiters.ts";
import type { MentionPolicy } from "./mentions.ts";

/** What is open inside a paragraph, heading or cell at some place in it. */
export interface InlineState {
  readonly openers: readonly Opener[];
  /** Behind a run of so many backticks: in code, if as many come again before the text block ends. 0: not behind one. */
  readonly code: number;
  /** Known: it is code in every message. Of other backticks, what was sent stays text. */
  readonly codeEnd: "known" | "unknown";
  /** What looks like code from here on may be none, so mentions in it are kept from Slack as well. */
  readonly wary: boolean;
  /** Inside the body of a data URI: the rest of it is left out. */
  readonly inData: boolean;
  /** The character before, which decides what a run of markers can do. */
  readonly before: string;
}

export const inlineStart: InlineState = {
  openers: [],
  code: 0,
  codeEnd: "unknown",
  wary: false,
  inData: false,
  before: "",
};

/** A range that is shown as one thing, or whose characters stand for each other: never cut inside if it can be helped. */
export interface Atom {
  readonly start: number;
  readonly end: number;
  /** Backticks around it, if it is code. */
  readonly ticks: number;
}

/** Characters of the source that go out as something else. */
export interface Replacement {
  readonly at: number;
  readonly length: number;
  readonly by: string;
}

export interface InlineReading {
  readonly atoms: readonly Atom[];
  readonly pairs: readonly Pair[];
  readonly replacements: readonly Replacement[];
  /** From here on what follows decides: not to be sent yet. Infinity: all is known. */
  readonly undecided: number;
  /** Where a run of backticks stands whose end is not seen yet, and its length; Infinity: nowhere. */
  readonly doubtFrom: number;
  readonly doubtTicks: number;
  readonly doubtEnd: "known" | "unknown";
  readonly waryFrom: number;
  /** Where brackets and links stand that have not ended, and a last part that may still become one, or an entity. */
  readonly openAt: readonly number[];
  /** A mention or a link of Slack's own that has not ended. */
  readonly angleAt: number;
  readonly dataFrom: number;
}

export interface InlineScope {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly seed: InlineState;
  /** The end of what was sent before, back to its last white space. */
  readonly word: string;
  readonly policy: MentionPolicy;
  /** Nothing can follow in this text block: what is open at its end is no marker at all. */
  readonly closed: boolean;
  /** So many characters may be waited for; 0: nothing can follow. */
  readonly patience: number;
  /** What stands from here on at the end of all that is known ends nothing before it is known what follows. */
  readonly waitsFrom: number;
}
