import { explanations } from "./explanations.ts";
import type { Mutant } from "./read-report.ts";

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
