/** Why mutants of a file that no test notices may live. */
export interface Explanation {
  readonly file: string;
  /** In the source line that the mutant begins in; any line when left out. */
  readonly line?: string | undefined;
  readonly was?: string | undefined;
  readonly becomes?: string | undefined;
  readonly reason: string;
}

const table = "src/slack/outcome-table.ts";
const blame = "src/slack/attribute-refusal.ts";

const committer = "src/markdown/committer.ts";

export const explanations: readonly Explanation[] = [
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
  ...[`"fail"`, `"over"`, `"give-up"`].map((was) => ({
    file: "src/answer/next-actions.ts",
    was,
    reason: "No difference: where the action is read, one without a branch of its own means this.",
  })),
  {
    file: committer,
    line: "scanned",
    reason:
      "Counts work, not text: the law of `test/laws/commit-cost.test.ts` reads it on 10 MB, which is too long for every mutant.",
  },
  ...[
    { line: `if (awaited === "line end")`, was: `awaited === "line end"`, becomes: "false" },
    { line: `if (awaited === "line end")`, was: `"line end"`, becomes: `""` },
    { line: `return awaited === "anything" ||`, becomes: "true" },
    { line: `last?.next !== text.length`, was: `held === "" || last?.next !== text.length`, becomes: "true" },
    { line: "if (mayBeHead(last, text)) return", becomes: "false" },
    { line: "if (mayBeHead(last, text)) return", was: `"line end"`, becomes: `""` },
    { line: `? "mark" : "anything"`, becomes: "false" },
    { line: `? "mark" : "anything"`, was: `"mark"`, becomes: `""` },
    { line: "const isShort =", becomes: "false" },
  ].map((shortcut) => ({
    ...shortcut,
    file: committer,
    reason:
      "Only faster: with the change, what is held is read at least as often, and each reading says the same.",
  })),
];
