import type { Call } from "slack-stream-emulator";
import { isRefusedForGood } from "../run/is-hopeless.ts";
import { isMessageCall, type RunRecord, type Violation } from "./run-record.ts";

/** P5: one stream never has two message calls under way, and respects rate limits. */
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

/**
 * When the library stops waiting for a call: at its response, or at its deadline. After an abort or a failure the library may stop waiting
 * sooner, so no wait is assumed. A user's stop after a failure hides the failure from the ending.
 */
function toEnd(call: Call, { ending, script, slack }: RunRecord): number {
  // The client knows a rate limit when it reads the status line.
  if (call.answer?.error === "ratelimited") return call.at;
  const stalls = call.fault?.startsWith("stall") === true;
  const hasFailed = slack.calls.some((other) => other.at <= call.at && isRefusedForGood(other));
  const inHurry =
    script.abortedAt !== undefined || ending.type === "rejected" || script.end === "fails" || hasFailed;
  const patience = inHurry ? 0 : script.callTimeoutMs;
  const answered = call.durationMs ?? (stalls ? Number.POSITIVE_INFINITY : 0);
  return call.at + Math.min(answered, patience);
}
