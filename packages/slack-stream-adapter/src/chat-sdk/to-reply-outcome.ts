import type { Outcome, RefusalReason } from "../slack/outcome.ts";
import { readProperty } from "../slack/read-property.ts";
import { toFailure } from "../slack/to-failure.ts";

type Failed = Exclude<Outcome, { type: "applied" }>;

/** These say that the workspace has no native streaming (S64): it is not tried again for the life of the adapter. */
const latching: ReadonlySet<string> = new Set(["unknown_method", "method_deprecated", "feature_not_enabled"]);

export function isLatching({ code }: Failed): boolean {
  return latching.has(code);
}

/** Slack refused something in the content: the same call with less content goes through. */
const curable: ReadonlySet<RefusalReason> = new Set([
  "card-refused",
  "decoration-refused",
  "message-full",
  "stopped-by-user",
]);

/**
 * As long as nothing is in the thread, any failure that no change of content cures means: post and edit. A rate limit that
 * says how long it lasts is none: the adapter's own client waits for it as well.
 */
export function toFirstFailure(failed: Failed): Failed {
  if (failed.type === "refused" && (curable.has(failed.reason) || failed.retryAfterMs !== undefined))
    return failed;
  const { code, error } = failed;
  return { type: "refused", reason: "native-unavailable", permanence: "passing", code, error };
}

/**
 * A message that Slack says is finished, after the turn was cancelled, was finished by the user's stop: that is what
 * cancels a turn, and Slack ends the message before it tells (S137).
 */
export function toStopByUser(failed: Failed): Failed {
  return failed.type === "refused" && failed.reason === "message-over"
    ? { ...failed, reason: "stopped-by-user" }
    : failed;
}

/** The error has no code of Slack, of the client or of the system, so the fate of the message is unknown. */
export function isUnexplained(failed: Failed, thrown: unknown): boolean {
  if (failed.type !== "unknown" || thrown === undefined) return false;
  const failure = toFailure(thrown);
  return failure.type === "no-answer" && failure.code === "no_answer";
}

/** The adapter's own refusals, as of a missing token: no call was made, and none would be. */
export function isAdaptersOwn(thrown: unknown): boolean {
  return typeof readProperty(thrown, "adapter") === "string";
}
