import type { Mutant } from "./read-report.ts";

/** Why mutants of a file that no test notices may live. */
interface Explanation {
  readonly file: string;
  /** In the source line that the mutant begins in; any line when left out. */
  readonly line?: string | undefined;
  readonly was?: string | undefined;
  readonly becomes?: string | undefined;
  readonly reason: string;
}

/** The reason why this mutant may live, if there is one. */
export function explanationOf(file: string, mutant: Mutant): string | undefined {
  return explanations.find(
    (one) =>
      one.file === file &&
      mutant.lineText.includes(one.line ?? "") &&
      (one.was ?? mutant.was) === mutant.was &&
      (one.becomes ?? mutant.becomes) === mutant.becomes,
  )?.reason;
}

const explanations: readonly Explanation[] = [];
