import type { Call } from "slack-stream-emulator";

export function findLastEdit(calls: readonly Call[], ts: string): Call | undefined {
  return calls.findLast((call) => call.method === "chat.update" && call.ts === ts);
}

const passing = new Set([
  "ratelimited",
  "rate_limited",
  "internal_error",
  "fatal_error",
  "update_failed",
  // The message can be stopped first.
  "streaming_state_conflict",
]);

/** Whether Slack refuses every further edit of the message. */
export function isFinalRefusal({ answer, fault }: Call): boolean {
  const code = fault ?? (answer?.ok === false ? String(answer.error) : undefined);
  return code !== undefined && /^[a-z_]+$/.test(code) && !passing.has(code);
}
