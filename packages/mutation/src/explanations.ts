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

const verdicts = "src/delivery/verdicts.ts";
const open = "src/delivery/open-message.ts";
const adopt = "src/delivery/adopt-message.ts";
const change = "src/delivery/change-content.ts";
const close = "src/delivery/close-message.ts";
const end = "src/delivery/end-message.ts";
const repair = "src/delivery/repair-message.ts";
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
    file: verdicts,
    was,
    reason: "No difference: where the verdict is read, one without a branch of its own means this.",
  })),
  ...[`"without-cards"`, `"without-decoration"`].map((was) => ({
    file: verdicts,
    was,
    reason:
      "No difference: an update has one branch for all that it was refused for, and drops by the outcome's own reason.",
  })),
  ...[open, adopt, close].map((file) => ({
    file,
    was: `"sure"`,
    reason: "No difference: what is not said to be unsure is sure.",
  })),
  {
    file: adopt,
    line: `outcome.type === "applied"`,
    reason:
      "No difference: only an applied outcome is asked for its message; the rest is there for the types.",
  },
  ...[
    { file: change, line: `outcome.type !== "refused"` },
    { file: open, line: `return outcome.type === "refused" && outcome.reason === "unreachable"` },
  ].map((where) => ({
    ...where,
    reason: "No difference: only a refusal gets here, or has a reason; the check is there for the types.",
  })),
  ...[
    { file: open, line: "lostForMs > limits.retryForMs", becomes: "lostForMs >= limits.retryForMs" },
    {
      file: repair,
      line: "now - session.unsettledSince > limits.retryForMs",
      becomes: "now - session.unsettledSince >= limits.retryForMs",
    },
  ].map((where) => ({ ...where, reason: "A difference of one millisecond that nobody can count on." })),
  {
    file: open,
    line: "outcome === abandoned",
    becomes: "true",
    reason: "No difference: a message that was opened in time is known, and passed over among the late ones.",
  },
  {
    file: open,
    line: "starting?.then",
    becomes: "starting.then",
    reason: "No difference: a start that was given up was begun; the check is there for the types.",
  },
  {
    file: "src/delivery/late-edits.ts",
    line: `outcome.type !== "unknown"`,
    becomes: "false",
    reason:
      "No difference: no other outcome has an end that is still to come; the check is there for the types.",
  },
  {
    file: close,
    was: `"changed"`,
    reason: "No difference: a stop is sent again unless the state says otherwise.",
  },
  {
    file: close,
    line: `full: closing.ended === "full"`,
    was: "true",
    reason: "No difference: it is asked whether it is said, not what.",
  },
  {
    file: close,
    was: "options.notice?.()",
    becomes: "options.notice()",
    reason: "No difference: the last stop of an answer always comes with a notice to ask for.",
  },
  {
    file: close,
    was: "closing.cards !== undefined",
    becomes: "true",
    reason:
      "No difference: a stop that gives up its cards for their size has given up its closing marks before, and is repaired for that.",
  },
  {
    file: end,
    line: "if (message.doubt === undefined) session.inbox.settle()",
    becomes: "false",
    reason: "Lets go of memory: what can't come back any more is not kept until the answer's end.",
  },
  {
    file: end,
    line: `session.control.stop("user")`,
    was: `"user"`,
    reason: "No difference: the `Halt` that is thrown with it says so, too; the source is let go either way.",
  },
  {
    file: end,
    line: ">= limits.lastRotationMs",
    becomes: "settings.clock.now() - message.startedAt > limits.lastRotationMs",
    reason: "A difference of one millisecond that nobody can count on.",
  },
  {
    file: "src/delivery/edit-message.ts",
    was: `"later"`,
    reason: "No difference: the branch returns, and so does the end of the function.",
  },
  {
    file: committer,
    line: "scanned",
    reason:
      "Counts work, not text: the law of `test/laws/commit-cost.test.ts` reads it on 10 MB, which is too long for every mutant.",
  },
  ...[
    { line: "const kinds =", was: "afterReturn || !inline.idle", becomes: "true" },
    { line: "const plain =", was: "kinds === undefined", becomes: "true" },
    { line: "if (plain > 0)", was: "plain > 0", becomes: "false" },
  ].map((shortcut) => ({
    ...shortcut,
    file: committer,
    reason:
      "Only faster: what is passed over in a run says the same when it is read one character at a time.",
  })),
  ...[`case "head":`, `case "verbatim":`].map((line) => ({
    file: committer,
    line,
    reason:
      "No difference: nothing but its end matters on such a line, so the rest of it is passed over and never gets here; the cases are there for the types.",
  })),
  {
    file: committer,
    line: "let isTableHead = false",
    becomes: "true",
    reason: "No difference: it is asked at a line's end, and set when the line is decided, which is before.",
  },
  {
    file: committer,
    line: "let afterReturn = false",
    becomes: "true",
    reason: "No difference: an empty line ahead of the first leaves everything as it is.",
  },
];
