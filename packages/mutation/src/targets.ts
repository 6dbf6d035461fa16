/** Code whose tests are put to the test, and the tests that have to notice. Paths are relative to the library's package. */
export interface Target {
  readonly name: string;
  readonly files: readonly string[];
  readonly tests: readonly string[];
}

export const library = "packages/slack-stream-adapter";

export const targets: readonly Target[] = [
  {
    name: "outcomes",
    files: ["src/slack/outcome-table.ts", "src/slack/to-outcome.ts", "src/slack/attribute-refusal.ts"],
    tests: ["src/slack/{to-outcome,outcome-table,attribute-refusal}.test.ts"],
  },
  {
    name: "life-cycle",
    files: [
      "src/answer/next-actions.ts",
      "src/answer/plan.ts",
      "src/answer/plan-calls.ts",
      "src/answer/plan-end.ts",
      "src/answer/changes.ts",
      "src/answer/settle.ts",
      "src/answer/settle-open.ts",
      "src/answer/settle-close.ts",
      "src/answer/settle-write.ts",
      "src/answer/settle-take-back.ts",
      "src/answer/settle-end.ts",
      "src/answer/draft.ts",
      "src/answer/task.ts",
    ],
    tests: [
      "test/laws/{verdicts,life-cycle}.test.ts",
      "test/chat-sdk/{endings,stop-events}.test.ts",
      "test/stories/agent-{first-line,line-alone,notes,status,without-cards}.test.ts",
      "test/stories/{cards,crash,crowd,ending,faults,shutdown,streaming}.test.ts",
      "test/stories/{openings,closings,repairs,late-edits,bounds,stop-and-start,taken-back,no-flood}.test.ts",
    ],
  },
  {
    name: "committer",
    files: ["src/markdown/committer.ts"],
    tests: ["src/markdown/committer.test.ts", "test/golden/holds.test.ts", "test/laws/commit.test.ts"],
  },
];
