/** Events that the emulator causes by itself, by the names under which a manifest subscribes to them. */
export const EVENT_KINDS = [
  "agent_session_stopped",
  "app_home_opened",
  "app_mention",
  "assistant_thread_context_changed",
  "assistant_thread_started",
  "channel_archive",
  "channel_created",
  "channel_rename",
  "file_deleted",
  "file_shared",
  "function_executed",
  "member_joined_channel",
  "member_left_channel",
  "message.channels",
  "message.groups",
  "message.im",
  "message.mpim",
  "pin_added",
  "pin_removed",
  "reaction_added",
  "reaction_removed",
] as const;

/** The name of an event, as an app manifest has it. */
export type EventKind = (typeof EVENT_KINDS)[number];
