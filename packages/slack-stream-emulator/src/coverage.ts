import type { MethodSpec } from "./methods/method.ts";
import { METHODS } from "./methods/table.ts";

/** Which parts of a method the emulator models, so that users can read about gaps. */
export interface MethodCoverage {
  /** Such as `chat.startStream`. */
  readonly method: string;
  /** `partial`: the method works, but some documented arguments or fields are missing. `notes` names them. */
  readonly status: "modelled" | "partial";
  /** Error codes that the method's rules can return. Every other code can be scripted with `failNext`. */
  readonly errors: readonly string[];
  /** Facts of docs/slack-facts.md that the rules follow. */
  readonly facts: readonly string[];
  /** Facts that are disputed or unknown. The rules follow the reading that is named there. */
  readonly disputed: readonly string[];
  /** Differences from Slack. */
  readonly notes?: string | undefined;
}

const CHANNEL_ERRORS = ["channel_not_found", "is_archived", "not_in_channel"] as const;
const CONTENT_ERRORS = [
  "cannot_provide_both_markdown_text_and_chunks",
  "internal_error",
  "invalid_arguments",
  "invalid_chunks",
  "msg_blocks_too_many",
  "msg_too_long",
  "no_text",
] as const;
const TARGET_ERRORS = [
  "message_not_found",
  "message_not_in_streaming_state",
  "message_not_owned_by_app",
] as const;

/** Methods whose rules follow numbered facts. The other methods are described in their own files. */
const BY_FACTS: readonly MethodCoverage[] = [
  {
    method: "chat.startStream",
    status: "modelled",
    errors: [
      ...CHANNEL_ERRORS,
      ...CONTENT_ERRORS,
      "invalid_thread_ts",
      "missing_recipient_team_id",
      "missing_recipient_user_id",
      "team_not_found",
      "user_not_found",
    ],
    facts: ["S3", "S4", "S6", "S9", "S10", "S11", "S12", "S13", "S14", "S26", "S28", "S31", "S70", "S135"],
    disputed: ["S5", "S7", "S37", "S183"],
  },
  {
    method: "chat.appendStream",
    status: "modelled",
    errors: [
      ...CHANNEL_ERRORS,
      ...CONTENT_ERRORS,
      ...TARGET_ERRORS,
      "markdown_text_or_chunks_required",
      "stopped_by_user",
      "streaming_mode_mismatch",
    ],
    facts: ["S15", "S16", "S22", "S29", "S30", "S32", "S71", "S76", "S104", "S105", "S106", "S118"],
    disputed: ["S35", "S74", "S181", "S183", "S184", "S185"],
  },
  {
    method: "chat.stopStream",
    status: "modelled",
    errors: [
      ...CHANNEL_ERRORS,
      ...CONTENT_ERRORS,
      ...TARGET_ERRORS,
      "invalid_blocks",
      "invalid_metadata_format",
      "invalid_metadata_schema",
      "stopped_by_user",
      "streaming_mode_mismatch",
    ],
    facts: ["S16", "S17", "S18", "S19", "S20", "S33", "S75", "S107", "S108", "S109", "S146"],
    disputed: ["S21", "S24"],
  },
  {
    method: "chat.update",
    status: "modelled",
    errors: [
      "block_mismatch",
      "cant_update_message",
      "channel_not_found",
      "invalid_blocks",
      "invalid_metadata_format",
      "invalid_metadata_schema",
      "markdown_text_conflict",
      "message_not_found",
      "msg_too_long",
      "no_text",
      "streaming_state_conflict",
    ],
    facts: [
      "S66",
      "S78",
      "S79",
      "S80",
      "S81",
      "S110",
      "S111",
      "S112",
      "S119",
      "S120",
      "S124",
      "S125",
      "S192",
    ],
    disputed: ["S113", "S121", "S122", "S182"],
    notes: "`attachments`, `parse` and `file_ids` are not read.",
  },
  {
    method: "chat.delete",
    status: "modelled",
    errors: ["cant_delete_message", "channel_not_found", "message_not_found"],
    facts: ["S69", "S114", "S115"],
    disputed: [],
  },
  {
    method: "chat.postMessage",
    status: "partial",
    errors: [
      ...CHANNEL_ERRORS,
      "invalid_blocks",
      "invalid_metadata_format",
      "invalid_metadata_schema",
      "invalid_thread_ts",
      "markdown_text_conflict",
      "msg_too_long",
      "no_text",
    ],
    facts: ["S79", "S80", "S87", "S179"],
    disputed: [],
    notes: "`attachments` are taken as content but neither checked nor shown; links are never unfurled.",
  },
  {
    method: "conversations.replies",
    status: "modelled",
    errors: ["channel_not_found", "invalid_ts", "missing_scope", "not_in_channel", "thread_not_found"],
    facts: ["S116", "S126", "S127", "S128", "S177"],
    disputed: ["S117", "S181"],
    notes: "Emoji are told by their colons, whether Slack has one of that name or not.",
  },
  {
    method: "conversations.history",
    status: "modelled",
    errors: ["channel_not_found", "missing_scope", "not_in_channel"],
    facts: ["S128"],
    disputed: [],
  },
  {
    method: "assistant.threads.setStatus",
    status: "partial",
    errors: ["channel_not_found", "invalid_arguments", "invalid_thread_ts"],
    facts: ["S145", "S209"],
    disputed: [],
    notes:
      "`loading_messages` are taken and not shown; the status of a session is kept apart from the line. Gone with `assistantRetired` (S209).",
  },
  {
    method: "agents.sessions.setStatus",
    status: "modelled",
    errors: [
      "channel_not_found",
      "invalid_arguments",
      "invalid_thread_ts",
      "not_authorized",
      "thread_ts_not_allowed",
      "thread_ts_required",
    ],
    facts: ["S141", "S142", "S143", "S144"],
    disputed: ["S140"],
  },
];

/** For each method the modelled refusals, and the missing parts. */
export const COVERAGE: readonly MethodCoverage[] = [
  ...BY_FACTS,
  ...Object.entries(METHODS)
    .filter(([method]) => !BY_FACTS.some((one) => one.method === method))
    .map(([method, spec]) => toCoverage(method, spec)),
].sort((one, other) => (one.method < other.method ? -1 : 1));

function toCoverage(method: string, { errors = [], notes }: MethodSpec): MethodCoverage {
  return {
    method,
    status: notes === undefined ? "modelled" : "partial",
    errors,
    facts: method === "auth.test" ? ["S62"] : [],
    disputed: [],
    ...(notes === undefined ? {} : { notes }),
  };
}
