import { SlackStreamError } from "../errors.ts";
import type { Outcome } from "../slack/outcome.ts";

/** The error that tells the caller why an answer could not be delivered. */
export function toStreamError(
  what: string,
  outcome: Exclude<Outcome, { type: "applied" }>,
): SlackStreamError {
  const { code, error: cause } = outcome;
  if (outcome.type === "unknown") {
    return new SlackStreamError("unreachable", `${what}: no usable answer from Slack (${code})`, { cause });
  }
  switch (outcome.reason) {
    case "rate-limited":
      return new SlackStreamError("rate-limited", `${what}: Slack's rate limit did not yield in time`, {
        cause,
        retryAfterMs: outcome.retryAfterMs,
      });
    case "unreachable":
      return new SlackStreamError("unreachable", `${what}: Slack could not be reached (${code})`, { cause });
    case "native-unavailable": {
      const missing = code.startsWith("missing_recipient");
      return new SlackStreamError(
        missing ? "recipient-missing" : "native-unavailable",
        `${what}: native streaming can't serve this target (${code})`,
        { cause, slackCode: code },
      );
    }
    default:
      return new SlackStreamError("refused", `${what}: Slack refused (${code})`, { cause, slackCode: code });
  }
}
