import { accept, refuse, refuseArgument } from "../protocol/answer.ts";
import { toGivenText, toText } from "../protocol/arguments.ts";
import { SLACK_LIMITS } from "../slack-limits.ts";
import { isTimestamp } from "../workspace/timestamps.ts";
import { findChannel } from "./checks.ts";
import type { Method } from "./method.ts";
import { isSessionStatus } from "./stop-stream.ts";

/** S145 */
const MOST_LOADING_MESSAGES = 10;

/** Sets the status line below a thread. An empty status removes it (S145). */
export const setAssistantStatus: Method = (context) => {
  const { args, workspace, now } = context;
  const channel = findChannel(context, "channel_id");
  if (typeof channel === "string") return refuse(channel);
  const threadTs = toText(args, "thread_ts");
  if (threadTs === undefined || !isTimestamp(threadTs)) return refuse("invalid_thread_ts");
  const status = toGivenText(args, "status");
  if (status === undefined) return refuse("invalid_arguments");
  const { loading_messages: messages } = args;
  const isList = Array.isArray(messages) && messages.length >= 1 && messages.length <= MOST_LOADING_MESSAGES;
  if (messages !== undefined && !isList)
    return refuseArgument("invalid_arguments", {
      pointer: "loading_messages",
      rule: `must be a list of 1 to ${MOST_LOADING_MESSAGES}`,
    });
  workspace.setStatus({
    kind: "assistant",
    at: now,
    channel: channel.id,
    threadTs,
    status,
    loadingMessages: toTexts(messages),
    by: "assistant.threads.setStatus",
  });
  return accept();
};

function toTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === "string") : [];
}

/** Sets the state of an agent session (S142, S143). */
export const setSessionStatus: Method = (context) => {
  const { args, workspace, settings, now } = context;
  if (!settings.isAgent) return refuse("not_authorized");
  const channel = findChannel(context, "channel_id");
  if (typeof channel === "string") return refuse(channel);
  const { status } = args;
  if (!isSessionStatus(status))
    return refuseArgument("invalid_arguments", { pointer: "status", rule: "must be a valid enum value" });
  const threadTs = toText(args, "thread_ts");
  if (channel.isCodeChannel && threadTs !== undefined) return refuse("thread_ts_not_allowed");
  if (!channel.isCodeChannel && threadTs === undefined) return refuse("thread_ts_required");
  if (threadTs !== undefined && !isTimestamp(threadTs)) return refuse("invalid_thread_ts");
  const title = toText(args, "title")?.slice(0, SLACK_LIMITS.sessionTitleCharacters);
  workspace.setStatus({
    kind: "session",
    at: now,
    channel: channel.id,
    threadTs: threadTs ?? "",
    status,
    title,
    by: "agents.sessions.setStatus",
  });
  // Without the event an app shows a spinner that nobody can stop (S141).
  const warning = settings.subscribesToStop
    ? {}
    : { warning: "missing_agent_session_stopped_event_subscription" };
  return accept({ status, agent_status: status, title: title ?? "", ...warning });
};
