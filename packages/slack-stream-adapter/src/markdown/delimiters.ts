import { classify } from "./characters.ts";

/** A run of `*`, `_` or `~` that may open emphasis, or of backticks that may open code, and did not close yet. */
export interface Opener {
  readonly mark: string;
  /** So many characters are left of it. */
  readonly width: number;
  /** Length of the whole run, and whether it could close as well: CommonMark's rule of three asks for both. */
  readonly run: number;
  readonly both: boolean;
  readonly open: number;
  /** Known: what closes it was seen, so it is emphasis or code in every message. Of another, what was sent stays text. */
  readonly end: "known" | "unknown";
}

/** Two runs, or parts of them, that make emphasis or code: both are `width` characters long. */
export interface Pair extends Opener {
  readonly close: number;
}

export interface DelimiterRun {
  readonly mark: string;
  readonly at: number;
  readonly length: number;
  readonly before: string;
  readonly after: string;
}

export function isCode({ mark }: Pick<Opener, "mark">): boolean {
  return mark === "`";
}

/** Text with more unclosed openers than this has no emphasis that could be meant. */
const mostOpeners = 32;

function flanking(run: DelimiterRun): { readonly opens: boolean; readonly closes: boolean } {
  const before = classify(run.before);
  const after = classify(run.after);
  const left = after !== "space" && (after === "other" || before !== "other");
  const right = before !== "space" && (before === "other" || after !== "other");
  if (run.mark === "~") return { opens: left && run.length <= 2, closes: right && run.length <= 2 };
  if (run.mark === "*") return { opens: left, closes: right };
  return {
    opens: left && (!right || before === "punctuation"),
    closes: right && (!left || after === "punctuation"),
  };
}

/** Longer runs are lines drawn with characters. */
export const longestRun = 12;

/** Closes what the run can close, on the given stack, and opens what is left of it. Returns the pairs that it made. */
export function applyRun(stack: Opener[], run: DelimiterRun): readonly Pair[] {
  if (run.length > longestRun) return [];
  const { opens, closes } = flanking(run);
  const both = opens && closes;
  const pairs: Pair[] = [];
  let count = run.length;
  while (closes && count > 0) {
    const index = findOpener(stack, { mark: run.mark, width: count, run: run.length, both });
    const opener = stack[index];
    if (opener === undefined) break;
    const width = run.mark === "~" ? count : Math.min(2, count, opener.width);
    const left = opener.width - width;
    const close = run.at + run.length - count;
    pairs.push({ close, ...opener, width, end: "known", open: opener.open + left });
    stack.length = index;
    if (left > 0) stack.push({ ...opener, width: left });
    count -= width;
  }
  if (opens && count > 0) {
    if (stack.length === mostOpeners) stack.shift();
    const open = run.at + run.length - count;
    stack.push({ mark: run.mark, width: count, run: run.length, both, open, end: "unknown" });
  }
  return pairs;
}

/**
 * Whether a run at the end of all that is known, if white space follows, would close all of an opener. A run that closes a part of one may be
 * half of its end.
 */
export function wouldClose(stack: readonly Opener[], run: DelimiterRun): boolean {
  const { closes } = flanking(run);
  const { mark, length } = run;
  const opener = stack[findOpener(stack, { mark, width: length, run: length, both: false })];
  return closes && opener !== undefined && opener.width <= length;
}

type Closer = Pick<Opener, "mark" | "width" | "run" | "both">;

function findOpener(stack: readonly Opener[], closer: Closer): number {
  for (let index = stack.length - 1; index >= 0; index--) {
    const opener = stack[index];
    if (opener === undefined || opener.mark !== closer.mark) continue;
    if (closer.mark === "~" ? opener.width === closer.width : obeysRuleOfThree(opener, closer)) return index;
  }
  return -1;
}

function obeysRuleOfThree(opener: Opener, closer: Closer): boolean {
  if (!opener.both && !closer.both) return true;
  return (opener.run + closer.run) % 3 !== 0 || (opener.run % 3 === 0 && closer.run % 3 === 0);
}
