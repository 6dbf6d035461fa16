import { isRecord } from "../content/chunks.ts";
import { type Answer, accept, refuse, refuseArgument } from "../protocol/answer.ts";
import { toParsed, toText } from "../protocol/arguments.ts";
import { SLACK_LIMITS } from "../slack-limits.ts";
import { toThreadKey } from "../workspace/records.ts";
import { isTimestamp } from "../workspace/timestamps.ts";
import { findChannel } from "./checks.ts";
import type { Method, MethodContext, MethodTable } from "./method.ts";

const MAX_PROMPTS = 4;

const setTitle: Method = (context) => {
  const key = findThread(context);
  if (typeof key !== "string") return key;
  const title = toText(context.args, "title");
  if (title === undefined)
    return refuseArgument("invalid_arguments", { pointer: "title", rule: "missing required field: title" });
  context.workspace.records.threadTitles.set(key, title);
  return accept();
};

const setSuggestedPrompts: Method = (context) => {
  const key = findThread(context);
  if (typeof key !== "string") return key;
  const prompts = toParsed(context.args, "prompts");
  const isList = Array.isArray(prompts) && prompts.length > 0 && prompts.every(isPrompt);
  if (!isList || prompts.length > MAX_PROMPTS)
    return refuseArgument("invalid_arguments", {
      pointer: "prompts",
      rule: `must be 1 to ${MAX_PROMPTS} prompts with title and message`,
    });
  const title = toText(context.args, "title");
  context.workspace.records.prompts.set(key, { title, prompts });
  return accept();
};

function isPrompt(value: unknown): value is { title: string; message: string } {
  return isRecord(value) && typeof value.title === "string" && typeof value.message === "string";
}

/** Renames an existing session. */
const renameSession: Method = (context) => {
  const { args, workspace, settings } = context;
  if (!settings.isAgent) return refuse("not_authorized");
  const channel = findChannel(context, "channel_id");
  if (typeof channel === "string") return refuse(channel);
  const threadTs = toText(args, "thread_ts");
  if (channel.isCodeChannel && threadTs !== undefined) return refuse("thread_ts_not_allowed");
  if (!channel.isCodeChannel && threadTs === undefined) return refuse("thread_ts_required");
  if (channel.isArchived) return refuse("is_archived");
  const title = toText(args, "title");
  if (title === undefined || [...title].length > SLACK_LIMITS.sessionTitleCharacters)
    return refuse("invalid_name");
  if (workspace.statuses.session(channel.id, threadTs ?? "") === undefined)
    return refuse("session_not_found");
  workspace.records.threadTitles.set(toThreadKey(channel.id, threadTs ?? ""), title);
  return accept({ title });
};

function findThread(context: MethodContext): string | Answer {
  const channel = findChannel(context, "channel_id");
  if (typeof channel === "string") return refuse(channel);
  const threadTs = toText(context.args, "thread_ts");
  if (threadTs === undefined || !isTimestamp(threadTs)) return refuse("invalid_thread_ts");
  return toThreadKey(channel.id, threadTs);
}

export const ASSISTANT: MethodTable = {
  "agents.sessions.rename": {
    run: renameSession,
    scope: "chat:write",
    errors: [
      "channel_not_found",
      "invalid_name",
      "is_archived",
      "not_authorized",
      "session_not_found",
      "thread_ts_not_allowed",
      "thread_ts_required",
    ],
  },
  "assistant.threads.setSuggestedPrompts": {
    run: setSuggestedPrompts,
    scope: "assistant:write",
    retiring: true,
    errors: ["channel_not_found", "invalid_arguments", "invalid_thread_ts"],
  },
  "assistant.threads.setTitle": {
    run: setTitle,
    scope: "assistant:write",
    retiring: true,
    errors: ["channel_not_found", "invalid_arguments", "invalid_thread_ts"],
  },
};
