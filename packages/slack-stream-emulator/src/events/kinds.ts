/** Events that the emulator causes by itself, with their names in an app manifest. */
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

/** The name of an event in an app manifest. */
export type EventKind = (typeof EVENT_KINDS)[number];
