import type { Call } from "slack-stream-emulator";
import { isMessageCall, type RunRecord, type Violation } from "./run-record.ts";

/** P5: never two message calls of one stream under way, and rate limits are respected. */
export function judgeOneAtATime(record: RunRecord): Violation[] {
  const calls = record.slack.calls.filter(isMessageCall);
  const violations: Violation[] = [];
  for (const [index, call] of calls.entries()) {
    const next = calls[index + 1];
    if (next === undefined) break;
    const overlap = toEnd(call, record) - next.at;
    if (overlap > 0)
      violations.push({
        promise: "P5",
        what: `${next.method} is sent ${overlap} ms before ${call.method} has its answer`,
      });
  }
  const limited = calls.filter(
    ({ answer, fault }) => fault === undefined && answer?.ok === false && answer.error === "ratelimited",
  );
  if (record.script.rateLimits && limited.length > 5 + calls.length / 3)
    violations.push({ promise: "P5", what: `${limited.length} of ${calls.length} calls are rate limited` });
  return violations;
}

/** When the caller stops waiting for a call: at its answer, or at the deadline; in a hurry at half of the time left. */
function toEnd(call: Call, { ending, script }: RunRecord): number {
  // A rate limit is told by its status line.
  if (call.answer?.error === "ratelimited") return call.at;
  const stalls = call.fault?.startsWith("stall") === true;
  const inHurry = script.abortedAt !== undefined || ending.type === "rejected" || script.end === "fails";
  const patience = inHurry ? 0 : script.callTimeoutMs;
  const answered = call.durationMs ?? (stalls ? Number.POSITIVE_INFINITY : 0);
  return call.at + Math.min(answered, patience);
}
