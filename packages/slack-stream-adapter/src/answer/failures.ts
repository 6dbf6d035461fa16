import { SlackStreamError, type SlackStreamErrorCode, type SlackStreamErrorDetails } from "../errors.ts";
import type { Settings } from "../options/settings.ts";
import type { Failed } from "../slack/outcome.ts";
import { hints } from "../slack/outcome-table.ts";
import { readProperty, readString } from "../slack/read-property.ts";
import type { Lane } from "./answer.ts";

/**
 * Why a stream failed: a call that Slack refused or did not answer, or an error that the caller's client threw. Inside an answer's value,
 * `error` is the number under which the loop keeps the error.
 */
export type Failure =
  | { readonly type: "call"; readonly what: string; readonly outcome: Failed }
  | { readonly type: "thrown"; readonly error: unknown }
  /** No call was refused, but a part of the answer did not arrive. */
  | { readonly type: "undelivered" };

/** Nobody waits for the answer any more. */
export const abandoned = { type: "unknown", code: "abandoned", error: undefined } as const;

/** The attempts before the library gave up the answer, for the reader of the error. */
export function toTried({ counts, failure, lastFailed }: Lane): string {
  const { calls, rateLimited, unknownOutcomes } = counts;
  const parts = [`${calls} ${calls === 1 ? "call was" : "calls were"} made for this answer`];
  if (unknownOutcomes > 0) parts.push(`${unknownOutcomes} without a usable answer`);
  if (rateLimited > 0) parts.push(`${rateLimited} refused by a rate limit`);
  const isTold = failure?.type === "call" && failure.outcome.code === lastFailed?.outcome.code;
  if (lastFailed !== undefined && !isTold)
    parts.push(`the last that failed was ${lastFailed.what} (${lastFailed.outcome.code})`);
  return parts.join(", ");
}

/** The error that tells the caller which call failed, why, and what was tried. */
export function toStreamError(
  { what, outcome }: Extract<Failure, { type: "call" }>,
  tried: string,
  cause: unknown,
): SlackStreamError {
  const { code } = outcome;
  const say = (kind: SlackStreamErrorCode, text: string, more: SlackStreamErrorDetails = {}) =>
    new SlackStreamError(kind, `${what}: ${text}; ${tried}`, { cause, ...more });
  if (outcome.type === "unknown") return say("unreachable", `no usable answer from Slack (${code})`);
  switch (outcome.reason) {
    case "rate-limited": {
      const { retryAfterMs } = outcome;
      return say("rate-limited", "Slack's rate limit did not yield in time", { retryAfterMs });
    }
    case "unreachable":
      return say("unreachable", `Slack could not be reached (${code})`);
    case "native-unavailable": {
      const kind = code.startsWith("missing_recipient") ? "recipient-missing" : "native-unavailable";
      return say(kind, `native streaming can't serve this target (${code})`, { slackCode: code });
    }
    default:
      return say("refused", `Slack refused (${code})${toHint(code, cause)}`, { slackCode: code });
  }
}

export function toSourceTimeout({ sourceTimeoutMs }: Pick<Settings, "sourceTimeoutMs">): SlackStreamError {
  return new SlackStreamError("source-timeout", `the source was silent for ${sourceTimeoutMs} ms`);
}

function toHint(code: string, cause: unknown): string {
  const scopes = readString(readProperty(cause, "data"), "needed");
  const hint =
    code === "missing_scope"
      ? `add ${scopes ?? "the missing scope"} to the app's bot scopes, and install it again`
      : hints[code];
  return hint === undefined ? "" : `: ${hint}`;
}
