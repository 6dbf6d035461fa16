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

const table = "src/slack/outcome-table.ts";
const blame = "src/slack/blame.ts";

const explanations: readonly Explanation[] = [
  {
    file: table,
    was: `"decoration-refused"`,
    reason:
      "No difference: what is blamed on a decoration is never looked up among the possible reasons. The table says it for its readers.",
  },
  {
    file: table,
    was: `"edit-refused"`,
    reason:
      "No difference: an update that is refused for no reason of its own is `edit-refused` anyway, and no other call can be.",
  },
  {
    file: table,
    was: `"message-over"`,
    reason:
      "No difference: an append or stop that is refused for no reason of its own is `message-over` anyway, and no other call can be.",
  },
  {
    file: table,
    line: "return new Set<RefusalReason>",
    was: `"refused-for-good"`,
    reason: "No difference: a call for which this is not possible is refused for a reason of its own.",
  },
  {
    file: blame,
    becomes: `"Stryker was here!"`,
    reason: "No difference: text that names no scope and no argument, as the empty text does.",
  },
  {
    file: blame,
    becomes: `["Stryker was here"]`,
    reason: "No difference: no call carries it, and it points to nothing.",
  },
  {
    file: "src/slack/to-outcome.ts",
    line: `const answer = failure.type === "slack"`,
    becomes: "true",
    reason: "No difference: no other failure has an answer.",
  },
];
