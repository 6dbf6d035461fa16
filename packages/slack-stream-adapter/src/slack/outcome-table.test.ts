import { expect, test } from "vitest";
import type { CallDescription, CallKind, OptionalPart } from "./call-description.ts";
import type { Refused } from "./outcome.ts";
import { slackRows } from "./outcome-table.ts";
import { outcomeOfError } from "./to-outcome.ts";

/** Codes that may be about any part of the call. All codes of the table are about the message, the place or the token. */
const blaming = [
  "cannot_provide_both_markdown_text_and_chunks",
  "markdown_text_or_chunks_required",
  "markdown_text_required",
  "invalid_chunks",
  "no_text",
  "invalid_blocks",
  "invalid_blocks_format",
  "metadata_too_large",
  "invalid_metadata_format",
  "invalid_metadata_schema",
  "metadata_must_be_sent_from_app",
  "duplicate_channel_not_found",
  "duplicate_message_not_found",
  "slack_connect_canvas_sharing_blocked",
  "slack_connect_file_link_sharing_blocked",
  "slack_connect_lists_sharing_blocked",
  "invalid_arguments",
  "invalid_arg_name",
  "invalid_array_arg",
  "invalid_charset",
  "invalid_form_data",
  "invalid_post_type",
  "missing_post_type",
  "as_user_not_supported",
  "too_many_attachments",
  "too_many_contact_cards",
  "attachment_payload_limit_exceeded",
  "cannot_reply_to_message",
  "missing_file_data",
  "some_code_of_next_year",
];

const slackCodes = slackRows.flatMap(([, codes]) => codes.split(" "));

test.each([
  ["cards", "card-refused"],
  ["author", "decoration-refused"],
] as const)(
  "to-outcome.ts attributes to %s for the codes that may be about anything, and for no other",
  (part, meaning) => {
    const isBlaming = (code: string) => meaningOf(refusal(code), describeCall("start", [part])) === meaning;
    expect(blaming.filter((code) => !isBlaming(code))).toEqual([]);
    expect(slackCodes.filter(isBlaming)).toEqual([]);
  },
);

/**
 * What a failure means for a bare start, append, stop, update and post, and then for an append with cards. `!` means
 * lasting.
 */
const failures: readonly (readonly [failure: string, thrown: unknown, meanings: string])[] = [
  ["a rate limit", { code: "slack_webapi_rate_limited_error" }, onAll("rate-limited")],
  ["a refused connection", systemError("ECONNREFUSED"), onAll("unreachable")],
  [
    "text that can't be written down",
    new URIError("URI malformed"),
    "native-unavailable message-over message-over edit-refused refused-for-good card-refused",
  ],
  [
    "an object without the method",
    { code: "slack_stream_no_such_method" },
    "native-unavailable! native-unavailable! native-unavailable! refused-for-good refused-for-good native-unavailable!",
  ],
  [
    "HTTP 404",
    httpError(404),
    "native-unavailable! native-unavailable! native-unavailable! refused-for-good refused-for-good native-unavailable!",
  ],
  [
    "HTTP 403",
    httpError(403),
    "native-unavailable message-over message-over edit-refused refused-for-good card-refused",
  ],
  ["HTTP 302", httpError(302), onAll("refused-for-good")],
  ["HTTP 502", httpError(502), onAll("unknown")],
  ["a page instead of an answer", { ok: false, error: "<html>" }, onAll("unknown")],
  ["a reset", systemError("ECONNRESET"), onAll("unknown")],
];

test.each(failures)("to-outcome.ts knows what %s means for each call", (_, thrown, meanings) => {
  const bare = (["start", "append", "stop", "update", "post"] as const).map((kind) => describeCall(kind));
  const read = [...bare, describeCall("append", ["cards"])].map((call) => meaningOf(thrown, call));
  expect(read.join(" ")).toBe(meanings);
});

test.each(["find", "status"] as const)(
  "to-outcome.ts takes any refusal of a %s call for good, but for a rate limit and a failure on Slack's side",
  (kind) => {
    const passing = new Set(["rate-limited", "unknown"]);
    const meanings = [...slackCodes, ...blaming]
      .map((code) => meaningOf(refusal(code), describeCall(kind)))
      .filter((meaning) => !passing.has(meaning));
    expect(new Set(meanings)).toEqual(new Set(["refused-for-good"]));
    expect(meaningOf(refusal("some_code_of_next_year"), describeCall(kind))).toBe("refused-for-good");
  },
);

function onAll(meaning: string): string {
  return Array.from({ length: 6 }, () => meaning).join(" ");
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function httpError(statusCode: number): Error {
  return Object.assign(new Error("HTTP"), { code: "slack_webapi_http_error", statusCode });
}

/** In the shape that both real clients throw. */
function refusal(code: string): Error {
  return Object.assign(new Error(`An API error occurred: ${code}`), {
    code: "slack_webapi_platform_error",
    data: { ok: false, error: code },
  });
}

function describeCall(kind: CallKind, includes: readonly OptionalPart[] = []): CallDescription {
  return { kind, includes: new Set(includes), channel: "C1", ts: "9.9", attempts: "one" };
}

/** The outcome in one word, with `!` if it is lasting. */
function meaningOf(thrown: unknown, call: CallDescription): string {
  const outcome = outcomeOfError(thrown, call);
  return outcome.type === "refused" ? toWord(outcome) : outcome.type;
}

function toWord({ reason, isLasting }: Refused): string {
  return isLasting ? `${reason}!` : reason;
}
