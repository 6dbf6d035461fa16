import type { CallKind } from "./call-description.ts";
import type { RefusalReason } from "./outcome.ts";

/**
 * The meaning of a code: a reason, `unknown`, or `attribute`, which means that a part of the call caused it. A part of
 * the call that Slack names has priority over the table's reason (`attribute-refusal.ts`).
 */
export type Classification = RefusalReason | "unknown" | "attribute" | "native-unavailable-lasting";

type Row = readonly [
  classification: Classification,
  codes: string,
  /** The kinds of call for which the codes mean something else. */
  except?: Partial<Readonly<Record<CallKind, Classification>>>,
];

const onLiveMessages = [
  "message-over",
  "message-deleted",
  "message-full",
  "native-unavailable",
  "stopped-by-user",
] as const;

/**
 * The reason of a refusal that nothing else explains. Start: an ordinary message is tried. Its own outcome shows whether the
 * refusal was about more than streaming. Append and stop: the message is repaired, and the text goes on in the next one. Its start
 * shows whether the refusal was about more than this message. Update: the message stays unchanged.
 */
export const plainReasons: Readonly<Record<CallKind, RefusalReason>> = {
  start: "native-unavailable",
  append: "message-over",
  stop: "message-over",
  update: "edit-refused",
  post: "refused-for-good",
  find: "refused-for-good",
  status: "refused-for-good",
};

/** The reasons that a stream can act on after each kind of call. Any other reason becomes that of `plainReasons`. */
export const possibleReasons: Readonly<Record<CallKind, ReadonlySet<RefusalReason>>> = {
  start: reasons(
    "message-full",
    "decoration-refused",
    "card-refused",
    "native-unavailable",
    "stopped-by-user",
  ),
  append: reasons(...onLiveMessages, "card-refused"),
  stop: reasons(...onLiveMessages, "card-refused", "decoration-refused"),
  update: reasons("message-deleted", "message-full", "decoration-refused", "still-streaming", "edit-refused"),
  post: reasons("message-full", "decoration-refused", "card-refused"),
  find: reasons(),
  status: reasons(),
};

/**
 * Slack's own codes: `ok: false` with `error`. Any other code is read as `attribute`. `to-outcome.test.ts` lists what Slack
 * documents, with the rows of docs/slack-facts.md.
 */
export const slackRows: readonly Row[] = [
  ["message-over", "message_not_in_streaming_state"], // S38
  ["stopped-by-user", "stopped_by_user"], // S39
  ["message-over", "streaming_mode_mismatch"], // S40
  ["message-over", "message_not_owned_by_app message_not_owned_by_bot"], // S43
  ["message-deleted", "message_not_found"], // S44
  ["native-unavailable", "missing_recipient_user_id missing_recipient_team_id"], // S45
  // Only a native stream names its reader, so an ordinary message may still go through (S9, S10, S46).
  ["native-unavailable", "user_not_found"],
  ["refused-for-good", "team_not_found", { start: "native-unavailable" }], // S47
  // An ordinary message is tried next. Its own outcome shows whether the thread exists (S4, S5, S49).
  ["native-unavailable", "invalid_thread_ts"],
  ["native-unavailable-lasting", "channel_type_not_supported"], // S50
  [
    "refused-for-good",
    "channel_not_found is_archived not_in_channel messages_tab_disabled ekm_access_denied",
  ], // S51
  ["message-full", "msg_too_long"], // S53
  ["message-full", "msg_blocks_too_long msg_blocks_too_many"], // S54
  ["refused-for-good", "message_limit_exceeded"], // S55
  ["rate-limited", "ratelimited rate_limited"], // S56
  [
    "refused-for-good",
    "restricted_action restricted_action_non_threadable_channel restricted_action_read_only_channel restricted_action_thread_locked restricted_action_thread_only_channel",
  ], // S57
  ["unknown", "messaging_processing_failed"], // S59
  ["native-unavailable", "not_subscribed_to_message_stream_stopped"], // S61
  [
    "refused-for-good",
    "invalid_auth not_authed account_inactive token_revoked token_expired not_allowed_token_type no_permission access_denied accesslimited org_login_required team_added_to_org enterprise_is_restricted is_bot",
  ], // S62
  // A name and icon need their own scope (S2). `to-outcome` checks whether this scope is the missing one (S62).
  ["refused-for-good", "missing_scope"],
  ["native-unavailable-lasting", "unknown_method method_deprecated feature_not_enabled"], // S64
  ["unknown", "internal_error fatal_error request_timeout service_unavailable"], // S65
  ["still-streaming", "streaming_state_conflict"], // S66
  ["edit-refused", "block_mismatch"], // S67
  ["edit-refused", "markdown_text_conflict edit_window_closed cant_update_message is_inactive"], // S68
  ["unknown", "update_failed"], // S191
  [
    "refused-for-good",
    "invalid_status thread_ts_required thread_ts_not_allowed not_authorized feature_disabled",
  ], // S143
];

/** How a call can fail without a readable response of Slack's. */
export type FailureKind =
  | "rate-limited"
  | "not-sent"
  | "unsendable"
  | "no-such-method"
  | "http-not-found"
  | "http-refused"
  | "http-redirect"
  | "http-failed"
  | "unreadable"
  | "no-answer";

/** The failures of the clients and of `fetch`. A call that misses our deadline is `unknown` too. It needs no row. */
export const failures: Readonly<Record<FailureKind, Classification>> = {
  /** A client with `rejectRateLimitedCalls`, and other forms of 429: retries used up, or no usable header (S162, S163, S164). */
  "rate-limited": "rate-limited",
  /**
   * Refused connections, unresolved names and failed TLS handshakes: no byte of the request was sent (S169). This holds
   * only for a single attempt. If the client retries, an earlier attempt may have arrived (S156).
   */
  "not-sent": "unreachable",
  /** The client could not encode the request, for example because of half a surrogate pair (S168). */
  unsendable: "attribute",
  /** The caller's object has no such method and no `apiCall` (S154). */
  "no-such-method": "native-unavailable-lasting",
  /** A Web API that answers 404 does not have the method (S154). */
  "http-not-found": "native-unavailable-lasting",
  "http-refused": "attribute", // S169
  /** A proxy or gateway answered instead of Slack (S159). */
  "http-redirect": "refused-for-good",
  "http-failed": "unknown", // S169
  /** HTTP 200 with a page instead of JSON, a response without `ok`, or a new message without `ts` (S159). */
  unreadable: "unknown",
  /** Time-outs and resets, with and without a code (S157, S158, S169). */
  "no-answer": "unknown",
};

const installAgain = "install the app again, and use its new token";

/** The most likely fix for some codes, for the developer who reads the error or the warning. */
export const hints: Readonly<Record<string, string>> = {
  account_inactive: installAgain,
  channel_not_found:
    "target.channel must be the ID of a conversation of this workspace; invite the bot if it is private",
  invalid_auth: "the token is wrong: copy the bot token (xoxb-…) from the app's page again",
  invalid_thread_ts: "give the target the threadTs of the message that is answered",
  missing_recipient_team_id: "give the target a recipientTeamId",
  missing_recipient_user_id: "give the target a recipientUserId and a recipientTeamId",
  not_allowed_token_type: "give a bot token (xoxb-…)",
  not_authed:
    "the token is undefined or empty: look at what `new WebClient(token)` or `target.token` is given",
  not_in_channel: "invite the bot to the channel",
  team_not_found: "recipientTeamId must be the ID of the person's workspace",
  token_expired: installAgain,
  token_revoked: installAgain,
  user_not_found: "recipientUserId must be the ID of a person or of the app's own bot user",
};

/** What a code of Slack's means for a kind of call, or undefined for a code that is not in the table. */
export function findMeaning(code: string, kind: CallKind): Classification | undefined {
  const [meaning, , except] = slackRows.find(([, codes]) => codes.split(" ").includes(code)) ?? [];
  return except?.[kind] ?? meaning;
}

function reasons(...special: readonly RefusalReason[]): ReadonlySet<RefusalReason> {
  return new Set<RefusalReason>(["rate-limited", "unreachable", "refused-for-good", ...special]);
}
