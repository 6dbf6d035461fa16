import { commitAppend } from "../content/content.ts";
import { accept, refuse } from "../protocol/answer.ts";
import { findOpenStream } from "./checks.ts";
import type { Method } from "./method.ts";
import { isAnswer, planContent, readContent } from "./stream-content.ts";

export const appendStream: Method = (context) => {
  const content = readContent(context.args);
  if (isAnswer(content)) return content;
  const message = findOpenStream(context);
  if (typeof message === "string") return refuse(message);
  if (content.mode === undefined) return refuse("markdown_text_or_chunks_required");
  // The first content sets the mode for the whole life of the stream (S22).
  if (message.mode !== undefined && message.mode !== content.mode) return refuse("streaming_mode_mismatch");
  const plan = planContent(context, { stored: message, content });
  if (isAnswer(plan)) return plan;

  commitAppend(message, plan);
  message.mode = content.mode;
  message.lastActivityAt = context.now;
  context.workspace.changed(message);
  return accept({ channel: message.channel, ts: message.ts });
};
