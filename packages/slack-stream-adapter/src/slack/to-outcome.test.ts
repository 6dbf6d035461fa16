import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { CallDescription, CallKind, OptionalPart } from "./call-description.ts";
import type { Refused } from "./outcome.ts";
import { slackRows } from "./outcome-table.ts";
import { outcomeOfAnswer, outcomeOfError } from "./to-outcome.ts";

const facts = readFileSync(new URL("../../../../docs/slack-facts.md", import.meta.url), "utf8");

/** What a code means for a bare start, append, stop, update and post. `-` is the general refusal of that kind of call. */
const general = ["native-unavailable", "message-over", "message-over", "edit-refused", "refused-for-good"];
const kinds = ["start", "append", "stop", "update", "post"] as const;
const onAll = (meaning: string) => `${meaning} ${meaning} ${meaning} ${meaning} ${meaning}`;

const rows: readonly (readonly [fact: string, codes: string, meanings: string])[] = [
  ["S38", "message_not_in_streaming_state", "- message-over message-over - -"],
  ["S39", "stopped_by_user", "stopped-by-user stopped-by-user stopped-by-user - -"],
  ["S40", "streaming_mode_mismatch", "- message-over message-over - -"],
  ["S41", "cannot_provide_both_markdown_text_and_chunks", "- - - - -"],
  ["S42", "markdown_text_or_chunks_required markdown_text_required", "- - - - -"],
  ["S43", "message_not_owned_by_app message_not_owned_by_bot", "- message-over message-over edit-refused -"],
  ["S44", "message_not_found", "- message-deleted message-deleted message-deleted -"],
  [
    "S45",
    "missing_recipient_user_id missing_recipient_team_id",
    "native-unavailable native-unavailable native-unavailable refused-for-good -",
  ],
  ["S46", "user_not_found", "native-unavailable native-unavailable native-unavailable refused-for-good -"],
  ["S47", "team_not_found", "native-unavailable refused-for-good refused-for-good refused-for-good -"],
  ["S48", "invalid_chunks", "- - - - -"],
  ["S49", "invalid_thread_ts", "native-unavailable native-unavailable native-unavailable refused-for-good -"],
  [
    "S50",
    "channel_type_not_supported",
    "native-unavailable! native-unavailable! native-unavailable! refused-for-good -",
  ],
  [
    "S51",
    "channel_not_found is_archived not_in_channel messages_tab_disabled ekm_access_denied",
    onAll("refused-for-good"),
  ],
  ["S52", "no_text", "- - - - -"],
  ["S53", "msg_too_long", onAll("message-full")],
  ["S54", "msg_blocks_too_long msg_blocks_too_many", onAll("message-full")],
  ["S54", "invalid_blocks invalid_blocks_format", "- - - edit-refused -"],
  ["S55", "message_limit_exceeded", onAll("refused-for-good")],
  ["S56", "ratelimited rate_limited", onAll("rate-limited")],
  [
    "S57",
    "restricted_action restricted_action_non_threadable_channel restricted_action_read_only_channel restricted_action_thread_locked restricted_action_thread_only_channel",
    onAll("refused-for-good"),
  ],
  [
    "S58",
    "metadata_too_large invalid_metadata_format invalid_metadata_schema metadata_must_be_sent_from_app",
    "- - - - -",
  ],
  ["S59", "messaging_processing_failed", onAll("unknown")],
  [
    "S60",
    "duplicate_channel_not_found duplicate_message_not_found slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked slack_connect_lists_sharing_blocked",
    "- - - - -",
  ],
  ["S189", "as_user_not_supported too_many_attachments too_many_contact_cards", "- - - - -"],
  ["S190", "attachment_payload_limit_exceeded cannot_reply_to_message missing_file_data", "- - - - -"],
  [
    "S61",
    "not_subscribed_to_message_stream_stopped",
    "native-unavailable native-unavailable native-unavailable refused-for-good -",
  ],
  [
    "S62",
    "invalid_auth not_authed account_inactive token_revoked token_expired not_allowed_token_type no_permission access_denied accesslimited org_login_required team_added_to_org enterprise_is_restricted is_bot missing_scope",
    onAll("refused-for-good"),
  ],
  [
    "S63",
    "invalid_arguments invalid_arg_name invalid_array_arg invalid_charset invalid_form_data invalid_post_type missing_post_type",
    "- - - - -",
  ],
  [
    "S64",
    "unknown_method method_deprecated feature_not_enabled",
    "native-unavailable! native-unavailable! native-unavailable! refused-for-good -",
  ],
  ["S65", "internal_error fatal_error request_timeout service_unavailable", onAll("unknown")],
  ["S66", "streaming_state_conflict", "- - - still-streaming -"],
  ["S67", "block_mismatch", "- - - edit-refused -"],
  [
    "S68",
    "markdown_text_conflict edit_window_closed cant_update_message is_inactive",
    "- - - edit-refused -",
  ],
  ["S191", "update_failed", onAll("unknown")],
  [
    "S143",
    "invalid_status thread_ts_required thread_ts_not_allowed not_authorized feature_disabled",
    onAll("refused-for-good"),
  ],
  // Codes without a fact, which Slack may add in the future.
  ["", "some_code_of_next_year", "- - - - -"],
];

const cases = rows.flatMap(([fact, codes, meanings]) =>
  codes.split(" ").map((code) => ({ fact, code, meanings: meanings.split(" ") })),
);

test.each(cases)("to-outcome.ts knows $code on every kind of call ($fact)", ({ code, meanings }) => {
  const read = kinds.map((kind) => meaningOf(refusal(code), describeCall(kind)));
  expect(read).toEqual(meanings.map((meaning, index) => (meaning === "-" ? general[index] : meaning)));
});

test("to-outcome.ts has a tested row for each code of the table", () => {
  const tested = new Set(cases.map(({ code }) => code));
  const listed = slackRows.flatMap(([, codes]) => codes.split(" "));
  expect(listed.filter((code) => !tested.has(code))).toEqual([]);
  expect(new Set(listed).size).toBe(listed.length);
});

test.each(rows.filter(([fact]) => fact !== ""))("the fact %s speaks of %s", (fact, codes) => {
  const row = facts.split("\n").find((line) => line.startsWith(`| ${fact} |`));
  const [first = ""] = codes.split(" ");
  expect(row).toContain(`\`${first.replace(/^(restricted_action).*/, "$1")}\``);
});

test("to-outcome.ts attributes a refusal to a part that Slack names, and only if the call has this part", () => {
  const attributed: readonly (readonly [CallKind, readonly OptionalPart[], string, string])[] = [
    ["append", ["cards"], "invalid_arguments", "card-refused"],
    ["append", ["cards"], "invalid_chunks", "card-refused"],
    ["append", ["cards"], "some_code_of_next_year", "card-refused"],
    ["start", ["cards"], "invalid_chunks", "card-refused"],
    ["start", ["cards", "display-mode"], "invalid_chunks", "card-refused"],
    ["start", ["cards", "display-mode"], "invalid_arguments", "decoration-refused display-mode"],
    ["start", ["display-mode", "author"], "invalid_arguments", "decoration-refused"],
    ["start", ["author"], "invalid_auth", "refused-for-good"],
    ["stop", ["blocks", "metadata"], "invalid_blocks", "decoration-refused blocks"],
    ["stop", ["blocks", "metadata"], "metadata_too_large", "decoration-refused metadata"],
    ["stop", ["blocks", "metadata", "session-status"], "invalid_arguments", "decoration-refused"],
    ["stop", ["session-status"], "invalid_arguments", "decoration-refused session-status"],
    ["stop", ["cards"], "invalid_blocks", "card-refused"],
    ["stop", ["blocks"], "streaming_mode_mismatch", "decoration-refused blocks"],
    ["stop", ["metadata"], "streaming_mode_mismatch", "message-over"],
    ["stop", ["blocks"], "msg_blocks_too_many", "decoration-refused blocks"],
    ["stop", ["cards", "metadata"], "msg_blocks_too_many", "message-full"],
    ["update", ["blocks-content"], "msg_blocks_too_many", "message-full"],
    ["append", ["cards"], "streaming_mode_mismatch", "message-over"],
    ["update", ["blocks-content", "metadata"], "invalid_metadata_schema", "decoration-refused metadata"],
    ["update", ["blocks-content"], "invalid_arguments", "edit-refused"],
    ["update", ["blocks-content"], "invalid_blocks", "edit-refused"],
    ["post", ["blocks-content"], "invalid_blocks", "card-refused"],
    ["post", ["blocks-content"], "channel_not_found", "refused-for-good"],
  ];
  for (const [kind, includes, code, meaning] of attributed) {
    expect(`${kind} ${code}: ${meaningOf(refusal(code), describeCall(kind, includes))}`).toBe(
      `${kind} ${code}: ${meaning}`,
    );
  }
});

test("to-outcome.ts follows Slack's pointer to the argument", () => {
  const pointed = (argument: string) =>
    refusal("invalid_arguments", {
      response_metadata: { messages: [`[ERROR] must be valid [json-pointer:/${argument}]`] },
    });
  const stop = describeCall("stop", ["cards", "blocks", "metadata"]);
  expect(meaningOf(pointed("chunks/0/task_update/id"), stop)).toBe("card-refused");
  expect(meaningOf(pointed("blocks/0"), stop)).toBe("decoration-refused blocks");
  expect(meaningOf(pointed("metadata"), stop)).toBe("decoration-refused metadata");
  expect(meaningOf(pointed("session_status"), stop)).toBe("decoration-refused");
  const start = describeCall("start", ["cards", "display-mode", "author"]);
  expect(meaningOf(pointed("icon_emoji"), start)).toBe("decoration-refused author");
  expect(meaningOf(pointed("task_display_mode"), start)).toBe("decoration-refused display-mode");
});

test("to-outcome.ts reads an edit with too many blocks as a full message", () => {
  const tooMany = refusal("invalid_blocks", {
    response_metadata: { messages: ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"] },
  });
  expect(meaningOf(tooMany, describeCall("update", ["blocks-content"]))).toBe("message-full");
});

test("to-outcome.ts drops name and icon if only their scope is missing", () => {
  const missing = refusal("missing_scope", { needed: "chat:write.customize", provided: "chat:write" });
  expect(meaningOf(missing, describeCall("start", ["author"]))).toBe("decoration-refused author");
  expect(meaningOf(missing, describeCall("start"))).toBe("refused-for-good");
  expect(
    meaningOf(refusal("missing_scope", { needed: "chat:write" }), describeCall("start", ["author"])),
  ).toBe("refused-for-good");
});

test("to-outcome.ts reads ok: true as applied, with the known ts", () => {
  const applied = (answer: unknown, call: CallDescription) => outcomeOfAnswer(answer, call);
  expect(applied({ ok: true, ts: "1.2", channel: "D1" }, describeCall("start"))).toEqual({
    type: "applied",
    ts: "1.2",
    channel: "D1",
  });
  expect(applied({ ok: true }, describeCall("append"))).toEqual({
    type: "applied",
    ts: "9.9",
    channel: "C1",
  });
  expect(applied({ ok: true, message: {} }, describeCall("stop"))).toMatchObject({ ts: "9.9" });
  expect(applied({ ts: "1.2" }, describeCall("start"))).toMatchObject({
    type: "applied",
    ts: "1.2",
    channel: "C1",
  });
  const status: CallDescription = { kind: "status", includes: new Set(), channel: "C1", attempts: "one" };
  expect(applied({ ok: true }, status)).toEqual({ type: "applied", ts: "", channel: "C1" });
});

test("to-outcome.ts returns unknown for an unusable response", () => {
  const answers: readonly unknown[] = [undefined, null, "", "ok", 7, [], {}, { ok: "true" }, { ok: false }];
  for (const answer of answers) {
    expect(outcomeOfAnswer(answer, describeCall("append"))).toMatchObject({
      type: "unknown",
      code: "unreadable_answer",
    });
  }
  for (const answer of [{ ok: true }, { ok: true, ts: "" }, { ok: true, ts: 12.5 }]) {
    for (const kind of ["start", "post"] as const)
      expect(outcomeOfAnswer(answer, describeCall(kind))).toMatchObject({
        type: "unknown",
        code: "answer_without_ts",
      });
  }
});

test("to-outcome.ts reads a returned refusal like a thrown refusal", () => {
  const answered = outcomeOfAnswer({ ok: false, error: "is_archived" }, describeCall("post"));
  const thrown = outcomeOfError(refusal("is_archived"), describeCall("post"));
  expect(answered).toMatchObject({ type: "refused", reason: "refused-for-good", code: "is_archived" });
  expect(thrown).toMatchObject({ type: "refused", reason: "refused-for-good", code: "is_archived" });
});

test("to-outcome.ts trusts a refused connection only if there was a single attempt", () => {
  const error = Object.assign(new Error("connect ECONNREFUSED"), {
    code: "ECONNREFUSED",
    syscall: "connect",
  });
  const append = describeCall("append");
  expect(outcomeOfError(error, append)).toMatchObject({
    reason: "unreachable",
    code: "ECONNREFUSED",
  });
  expect(outcomeOfError(error, { ...append, attempts: "unknown" })).toMatchObject({
    type: "unknown",
  });
});

test("to-outcome.ts trusts a response of Slack's after any number of attempts", () => {
  const append: CallDescription = { ...describeCall("append"), attempts: "unknown" };
  expect(meaningOf(refusal("is_archived"), append)).toBe("refused-for-good");
});

test.each([
  ["missing_recipient_user_id", undefined],
  ["unknown_method", true],
])("after %s, isLasting is %s", (code, isLasting) => {
  const outcome = outcomeOfError(refusal(code), describeCall("start")) as Refused;
  expect(outcome.reason).toBe("native-unavailable");
  expect(outcome.isLasting).toBe(isLasting);
});

test("to-outcome.ts returns the wait that Slack asks for only with a rate limit", () => {
  const error = { code: "slack_webapi_rate_limited_error", retryAfter: 7 };
  expect(outcomeOfError(error, describeCall("append"))).toMatchObject({
    reason: "rate-limited",
    retryAfterMs: 7_000,
  });
  const answered = { ok: false, error: "rate_limited", response_metadata: { retryAfter: 3 } };
  expect(outcomeOfAnswer(answered, describeCall("post"))).toMatchObject({
    reason: "rate-limited",
    retryAfterMs: 3_000,
  });
  const other = outcomeOfAnswer({ ...answered, error: "is_archived" }, describeCall("post"));
  expect(other).not.toHaveProperty("retryAfterMs");
  const unsaid = outcomeOfError({ ...error, retryAfter: "soon" }, describeCall("post"));
  expect(unsaid).toMatchObject({ reason: "rate-limited" });
  expect(unsaid).not.toHaveProperty("retryAfterMs");
});

function describeCall(kind: CallKind, includes: readonly OptionalPart[] = []): CallDescription {
  const isNew = kind === "start" || kind === "post";
  return {
    kind,
    includes: new Set(includes),
    channel: "C1",
    ...(isNew ? {} : { ts: "9.9" }),
    attempts: "one",
  };
}

/** In the shape that both real clients throw. */
function refusal(code: string, more: Record<string, unknown> = {}): Error {
  return Object.assign(new Error(`An API error occurred: ${code}`), {
    code: "slack_webapi_platform_error",
    data: { ok: false, error: code, ...more },
  });
}

/** The outcome in one or two words, with `!` if it is lasting. */
function meaningOf(error: unknown, call: CallDescription): string {
  const outcome = outcomeOfError(error, call);
  return outcome.type === "refused" ? toWords(outcome) : outcome.type;
}

function toWords({ reason, isLasting, suspect }: Refused): string {
  return `${reason}${isLasting ? "!" : ""}${suspect === undefined ? "" : ` ${suspect}`}`;
}
