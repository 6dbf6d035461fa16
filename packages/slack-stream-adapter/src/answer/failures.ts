import { SlackStreamError } from "../errors.ts";
import type { Settings } from "../options/settings.ts";
import type { Outcome } from "../slack/outcome.ts";
import { findSlackRow } from "../slack/outcome-table.ts";
import type { Lane } from "./answer.ts";

/** A call that was not applied. As a part of an answer's value it holds, as its error, the number under which the loop keeps that. */
export type Failed = Exclude<Outcome, { type: "applied" }>;

/** Why a stream failed: a call that Slack did not take, or what somebody's client threw. */
export type Failure =
  | { readonly type: "call"; readonly what: string; readonly outcome: Failed }
  | { readonly type: "thrown"; readonly error: unknown }
  /** Nothing was refused, but a part of the answer did not arrive. */
  | { readonly type: "undelivered" };

/** Nobody waits for the answer any more. */
export const abandoned = { type: "unknown", code: "abandoned", error: undefined } as const;

/** An outcome that its next action says is no success. */
export function refusal(outcome: Outcome): Failed {
  return outcome.type === "applied" ? { type: "unknown", code: "applied", error: undefined } : outcome;
}

/** The attempts before the answer was given up, for the reader of the error. */
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
  if (outcome.type === "unknown") {
    return new SlackStreamError("unreachable", `${what}: no usable answer from Slack (${code}); ${tried}`, {
      cause,
    });
  }
  switch (outcome.reason) {
    case "rate-limited":
      return new SlackStreamError(
        "rate-limited",
        `${what}: Slack's rate limit did not yield in time; ${tried}`,
        {
          cause,
          retryAfterMs: outcome.retryAfterMs,
        },
      );
    case "unreachable":
      return new SlackStreamError("unreachable", `${what}: Slack could not be reached (${code}); ${tried}`, {
        cause,
      });
    case "native-unavailable": {
      const missing = code.startsWith("missing_recipient");
      return new SlackStreamError(
        missing ? "recipient-missing" : "native-unavailable",
        `${what}: native streaming can't serve this target (${code}); ${tried}`,
        { cause, slackCode: code },
      );
    }
    default:
      return new SlackStreamError("refused", `${what}: Slack refused (${code})${toHint(code)}; ${tried}`, {
        cause,
        slackCode: code,
      });
  }
}

export function toSourceTimeout({ sourceTimeoutMs }: Pick<Settings, "sourceTimeoutMs">): SlackStreamError {
  return new SlackStreamError("source-timeout", `the source was silent for ${sourceTimeoutMs} ms`);
}

function toHint(code: string): string {
  const hint = findSlackRow(code)?.hint;
  return hint === undefined ? "" : `: ${hint}`;
}
