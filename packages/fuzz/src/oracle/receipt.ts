import { type RunRecord, receiptOf, type Violation } from "./run-record.ts";

/** Compares the receipt with the script: its text is the source's, its segments are a partition, and its outcome is right. */
export function judgeReceipt(record: RunRecord): Violation[] {
  const { ending, script } = record;
  const receipt = receiptOf(record);
  const violations: Violation[] = [];
  const say = (promise: Violation["promise"], what: string) => violations.push({ promise, what });
  if (receipt === undefined)
    return ending.type === "rejected" && ending.code === "own"
      ? [{ promise: "receipt", what: "an error without a receipt" }]
      : [];
  const whole = receipt.outcome === "completed" || receipt.outcome === "silent";
  // Before its end the source may have given text that it retracts later.
  const isFinal = whole || script.takesBack !== true;
  if (isFinal && !script.text.startsWith(receipt.text))
    say("receipt", "its text is not what the source gave");
  if (whole && receipt.text !== script.text)
    say("receipt", `its text has ${receipt.text.length} of ${script.text.length} characters`);
  if (
    isFinal &&
    receipt.text.length < script.given &&
    receipt.outcome !== "stopped-by-user" &&
    ending.type === "resolved"
  )
    say(
      "P1",
      `${script.given} characters were given before the abort; the receipt has ${receipt.text.length}`,
    );
  let expected = 0;
  for (const { start, end, ts } of receipt.segments) {
    if (start !== expected || end < start)
      say("receipt", `segment ${ts} is ${start}–${end}, expected to start at ${expected}`);
    expected = end;
  }
  if (whole && receipt.segments.length > 0 && expected !== receipt.text.length)
    say("receipt", `its segments end at ${expected} of ${receipt.text.length}`);
  return [...violations, ...judgeOutcome(record)];
}

/** An answer fails only for a reason. */
function judgeOutcome({ ending, script }: RunRecord): Violation[] {
  const wrong = (what: string): Violation[] => [{ promise: "outcome", what }];
  if (ending.type === "hung") return [];
  if (ending.type === "resolved") {
    const { outcome } = ending.receipt;
    if (outcome === "aborted" && script.abortedAt === undefined)
      return wrong("aborted, though nobody aborted");
    if (outcome === "completed" && script.end === "fails")
      return wrong("completed, though the source failed");
    return [];
  }
  if (ending.code === "source")
    return script.end === "fails" ? [] : wrong(`rejects with ${String(ending.error)}`);
  return script.hopeless ? [] : wrong(`gives up: ${String(ending.error)}`);
}
