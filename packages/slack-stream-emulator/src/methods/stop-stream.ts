import { commitAppend } from "../content/content.ts";
import { accept, refuse, refuseArgument } from "../protocol/answer.ts";
import { toApiMessage } from "../view/api-message.ts";
import { endStream } from "../workspace/lifecycle.ts";
import type { SessionStatus } from "../workspace/message.ts";
import { checkBlocks, checkMetadata, readMetadata } from "./attachments.ts";
import { findOpenStream } from "./checks.ts";
import type { Method } from "./method.ts";
import { isAnswer, planContent, readContent } from "./stream-content.ts";

/** S20 */
const SESSION_STATUSES = ["active", "processing", "suspended", "closed"] as const;

export const stopStream: Method = (context) => {
  const { args, workspace, settings, now } = context;
  const content = readContent(args);
  if (isAnswer(content)) return content;
  const status = args.session_status ?? "active";
  if (!isSessionStatus(status)) {
    const rule = `must be one of: ${SESSION_STATUSES.join(", ")}`;
    return refuseArgument("invalid_arguments", { pointer: "session_status", rule });
  }
  const problem = checkBlocks(args.blocks) ?? checkMetadata(args.metadata);
  if (problem !== undefined) return problem;
  const message = findOpenStream(context);
  if (typeof message === "string") return refuse(message);
  if (content.mode !== undefined && message.mode !== undefined && message.mode !== content.mode) {
    return refuse("streaming_mode_mismatch");
  }
  const plan = planContent(context, { stored: message, content });
  if (isAnswer(plan)) return plan;

  commitAppend(message, plan);
  message.mode ??= content.mode;
  message.stopBlocks = Array.isArray(args.blocks) ? args.blocks : [];
  message.metadata = readMetadata(args.metadata);
  message.sessionStatusAtStop = status;
  endStream(workspace, message, { state: "stopped", at: now });
  const threadTs = message.threadTs ?? message.ts;
  workspace.setStatus({
    kind: "session",
    at: now,
    channel: message.channel,
    threadTs,
    status,
    by: "chat.stopStream",
  });
  workspace.streamed(message);
  return accept({ channel: message.channel, ts: message.ts, message: toApiMessage(message, settings) });
};

export function isSessionStatus(value: unknown): value is SessionStatus {
  return SESSION_STATUSES.some((status) => status === value);
}
