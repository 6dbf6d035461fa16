import { commitAppend, createContent } from "../content/content.ts";
import { accept, refuse, refuseArgument } from "../protocol/answer.ts";
import { toText } from "../protocol/arguments.ts";
import { type Channel, isDirectMessage } from "../workspace/seed.ts";
import { isTimestamp } from "../workspace/timestamps.ts";
import { toAuthor } from "../workspace/workspace.ts";
import { findWritableChannel } from "./checks.ts";
import type { Method, MethodContext } from "./method.ts";
import { isAnswer, planContent, readContent } from "./stream-content.ts";

export const startStream: Method = (context) => {
  const { args, workspace, app, now } = context;
  const content = readContent(args);
  if (isAnswer(content)) return content;
  const display = args.task_display_mode ?? "timeline";
  if (display !== "timeline" && display !== "plan") {
    return refuseArgument("invalid_arguments", {
      pointer: "task_display_mode",
      rule: "must be one of: timeline, plan",
    });
  }
  const channel = findWritableChannel(context);
  if (typeof channel === "string") return refuse(channel);
  const threadTs = toText(args, "thread_ts");
  if (!isThread(threadTs, channel)) return refuse("invalid_thread_ts");
  const recipient = readRecipient(context, channel);
  if (typeof recipient === "string") return refuse(recipient);
  const stored = createContent();
  const plan = planContent(context, { stored, content });
  if (isAnswer(plan)) return plan;

  commitAppend(stored, plan);
  const message = workspace.add({
    ...stored,
    ...toAuthor(app),
    channel: channel.id,
    ts: workspace.nextTs(),
    threadTs: threadTs === "0" ? undefined : threadTs,
    state: "open",
    streamed: true,
    mode: content.mode,
    taskDisplayMode: display,
    startedAt: now,
    recipient,
    author: {
      username: toText(args, "username"),
      iconEmoji: toText(args, "icon_emoji"),
      iconUrl: toText(args, "icon_url"),
    },
  });
  const place = { channel: channel.id, threadTs: message.threadTs ?? message.ts };
  workspace.clearStatusLine({ ...place, at: now, by: "chat.startStream" });
  workspace.setStatus({ kind: "session", at: now, ...place, status: "processing", by: "chat.startStream" });
  return accept({ channel: channel.id, ts: message.ts });
};

/** Only a channel that is a single session allows a stream outside of a thread (S4). */
function isThread(threadTs: string | undefined, channel: Channel): boolean {
  if (threadTs === undefined || threadTs === "0") return channel.isCodeChannel;
  return isTimestamp(threadTs);
}

/**
 * Reads the recipient. It is needed in channels (S6). In direct messages it is optional, needed or refused, as the
 * options say (S7). The only allowed bot is the app itself (S9).
 */
function readRecipient(
  { app, args, workspace, settings }: MethodContext,
  channel: Channel,
): { userId: string; teamId: string } | undefined | string {
  const userId = toText(args, "recipient_user_id");
  const teamId = toText(args, "recipient_team_id");
  const direct = isDirectMessage(channel.id);
  const isNeeded = direct ? settings.recipients === "everywhere" : settings.recipients !== "never";
  if (isNeeded) {
    if (userId === undefined) return "missing_recipient_user_id";
    if (teamId === undefined) return "missing_recipient_team_id";
  }
  if (userId === undefined && teamId === undefined) return undefined;
  if (direct && settings.recipients === "strict-dm") return "invalid_arguments";
  if (userId === undefined || teamId === undefined) return "invalid_arguments";
  if (!workspace.directory.teams.has(teamId)) return "team_not_found";
  const user = workspace.directory.users.get(userId);
  return user === undefined || (user.isBot && userId !== app.botUserId)
    ? "user_not_found"
    : { userId, teamId };
}
