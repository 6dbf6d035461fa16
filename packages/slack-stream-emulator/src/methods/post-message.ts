import { isTooLong } from "../content/content.ts";
import { toBlockContent, toTextContent } from "../content/rewrite.ts";
import { countCodePoints } from "../content/size.ts";
import { type Answer, accept, refuse } from "../protocol/answer.ts";
import { toFlag, toGivenText, toText } from "../protocol/arguments.ts";
import { toApiMessage } from "../view/api-message.ts";
import { WALLS } from "../walls.ts";
import { isTimestamp } from "../workspace/timestamps.ts";
import { toAuthor } from "../workspace/workspace.ts";
import { checkBlocks, checkMetadata, readMetadata } from "./attachments.ts";
import { findWritableChannel } from "./checks.ts";
import type { Method, MethodContext } from "./method.ts";

export const postMessage: Method = (context) => {
  const { args, workspace, settings, app, now } = context;
  const problem = checkBlocks(args.blocks) ?? checkMetadata(args.metadata) ?? checkTexts(context);
  if (problem !== undefined) return problem;
  const channel = findWritableChannel(context);
  if (typeof channel === "string") return refuse(channel);
  const threadTs = toText(args, "thread_ts");
  if (threadTs !== undefined && !isTimestamp(threadTs)) return refuse("invalid_thread_ts");
  const written = readPost(context);
  if (written === undefined) return refuse("invalid_blocks");
  const { cost, markdown } = written.content;
  // Plain text is cut instead; what comes in blocks is held to the size of a message.
  if (args.blocks !== undefined && isTooLong({ cost, hasText: markdown !== "" }, settings.size)) {
    return refuse("msg_too_long");
  }

  const message = workspace.add({
    ...written.content,
    ...toAuthor(app),
    channel: channel.id,
    ts: workspace.nextTs(),
    threadTs,
    state: "posted",
    startedAt: now,
    endedAt: now,
    metadata: readMetadata(args.metadata),
    unfurl: { links: toFlag(args, "unfurl_links"), media: toFlag(args, "unfurl_media") },
    broadcast: toFlag(args, "reply_broadcast") ?? false,
    author: {
      username: toText(args, "username"),
      iconEmoji: toText(args, "icon_emoji"),
      iconUrl: toText(args, "icon_url"),
    },
  });
  workspace.notify(message, now);
  if (threadTs !== undefined) {
    workspace.statuses.clearLine({ channel: channel.id, threadTs, at: now, by: "chat.postMessage" });
  }
  const warning = written.truncated ? { warning: "message_truncated" } : {};
  return accept({
    channel: channel.id,
    ts: message.ts,
    message: toApiMessage(message, settings),
    ...warning,
  });
};

function checkTexts({ args }: MethodContext): Answer | undefined {
  const markdown = toGivenText(args, "markdown_text");
  const text = toGivenText(args, "text");
  if (markdown !== undefined && (text !== undefined || args.blocks !== undefined)) {
    return refuse("markdown_text_conflict");
  }
  if (markdown !== undefined && countCodePoints(markdown) > WALLS.callTextCharacters)
    return refuse("msg_too_long");
  const hasBlocks = Array.isArray(args.blocks) && args.blocks.length > 0;
  const hasAttachments = Array.isArray(args.attachments) && args.attachments.length > 0;
  const hasText = (markdown ?? text ?? "").trim() !== "";
  return hasBlocks || hasAttachments || hasText ? undefined : refuse("no_text");
}

function readPost({ args, settings: { size } }: MethodContext) {
  const markdown = toGivenText(args, "markdown_text");
  const text = markdown ?? toGivenText(args, "text") ?? "";
  const cut = text.slice(0, WALLS.postTextCharacters);
  const truncated = cut.length < text.length;
  const { blocks } = args;
  const content =
    Array.isArray(blocks) && blocks.length > 0
      ? toBlockContent(blocks, { fallback: cut, size })
      : toTextContent(cut, { size, syntax: markdown === undefined ? "mrkdwn" : "markdown" });
  return content === undefined ? undefined : { content, truncated };
}
