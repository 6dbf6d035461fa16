import type { Failed, RefusalReason } from "../slack/outcome.ts";
import { readProperty } from "../slack/read-property.ts";
import { toFailure } from "../slack/to-failure.ts";

/** Codes that say that the workspace has no native streaming (S64). The adapter does not try it again. */
const latching: ReadonlySet<string> = new Set(["unknown_method", "method_deprecated", "feature_not_enabled"]);

export function isLatching({ code }: Failed): boolean {
  return latching.has(code);
}

/** Reasons after which the stream can make the same call with less content, or ends. */
const curable: ReadonlySet<RefusalReason> = new Set([
  "card-refused",
  "decoration-refused",
  "message-full",
  "stopped-by-user",
]);

/**
 * Reads the failure of a first call, when the thread shows nothing yet. If less content would not help, the reply is
 * posted and edited. A rate limit with a known wait stays a rate limit, because the adapter's own client would wait for it
 * too.
 */
export function toFirstFailure(failed: Failed): Failed {
  if (failed.type === "refused" && (curable.has(failed.reason) || failed.retryAfterMs !== undefined))
    return failed;
  const { code, error } = failed;
  return { type: "refused", reason: "native-unavailable", code, error };
}

/**
 * If Slack says that a message is finished, and the turn was cancelled, then the user's stop finished it. Only a
 * stop cancels a turn, and Slack ends the message before it sends the event (S137).
 */
export function toStopByUser(failed: Failed): Failed {
  return failed.type === "refused" && failed.reason === "message-over"
    ? { ...failed, reason: "stopped-by-user" }
    : failed;
}

/** Whether the error has no code of Slack, the client or the system, so that the outcome of the call is unknown. */
export function isUnexplained(failed: Failed, thrown: unknown): boolean {
  if (failed.type !== "unknown" || thrown === undefined) return false;
  const failure = toFailure(thrown);
  return failure.type === "no-answer" && failure.code === "no_answer";
}

/** Whether the adapter itself refused, for example because of a missing token. Then it would refuse any other call too. */
export function isAdaptersOwn(thrown: unknown): boolean {
  return typeof readProperty(thrown, "adapter") === "string";
}
