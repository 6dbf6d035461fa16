import { isRecord } from "../content/chunks.ts";
import { isTooLong } from "../content/content.ts";
import { toBlockContent, toTextContent } from "../content/rewrite.ts";
import { countCodePoints } from "../content/size.ts";
import { type Answer, accept, refuse } from "../protocol/answer.ts";
import { toFlag, toGivenText, toText } from "../protocol/arguments.ts";
import { SLACK_LIMITS } from "../slack-limits.ts";
import { toPostedMessage } from "../view/read-message.ts";
import type { StoredFile } from "../workspace/records.ts";
import { isTimestamp } from "../workspace/timestamps.ts";
import { toAuthor } from "../workspace/workspace.ts";
import { checkBlocks, checkMetadata, readMetadata } from "./attachments.ts";
import { findWritableChannel } from "./checks.ts";
import type { Method, MethodContext } from "./method.ts";

/** Parts of other methods' messages that `chat.postMessage` does not take. */
interface Extras {
  readonly files?: readonly StoredFile[] | undefined;
  readonly subtype?: string | undefined;
}

export const postMessage: Method = (context) => post(context);

/** Returns the refusal of a post, or undefined if it is valid. */
export function checkPost(context: MethodContext, { files = [] }: Extras = {}): Answer | undefined {
  const { args } = context;
  return (
    checkBlocks(args.blocks) ??
    checkMetadata(args.metadata) ??
    (files.length > 0 ? undefined : checkTexts(context))
  );
}

export function post(context: MethodContext, extras: Extras = {}): Answer {
  const { args, workspace, settings, now } = context;
  const problem = checkPost(context, extras);
  if (problem !== undefined) return problem;
  const channel = findWritableChannel(context);
  if (typeof channel === "string") return refuse(channel);
  const threadTs = toText(args, "thread_ts");
  if (threadTs !== undefined && !isTimestamp(threadTs)) return refuse("invalid_thread_ts");
  const written = readPost(context);
  if (written === undefined) return refuse("invalid_blocks");
  const { cost, markdown } = written.content;
  // The size limit holds only for blocks. Plain text is cut instead.
  if (args.blocks !== undefined && isTooLong({ cost, hasText: markdown !== "" }, settings.size)) {
    return refuse("msg_too_long");
  }

  const message = workspace.add({
    ...written.content,
    ...toAuthorOf(context),
    channel: channel.id,
    ts: workspace.nextTs(),
    threadTs,
    state: "posted",
    startedAt: now,
    endedAt: now,
    metadata: readMetadata(args.metadata),
    unfurl: { links: toFlag(args, "unfurl_links"), media: toFlag(args, "unfurl_media") },
    broadcast: toFlag(args, "reply_broadcast") ?? false,
    attachments: Array.isArray(args.attachments) ? args.attachments.filter(isRecord) : [],
    files: extras.files ?? [],
    subtype: extras.subtype,
    author: {
      username: toText(args, "username"),
      iconEmoji: toText(args, "icon_emoji"),
      iconUrl: toText(args, "icon_url"),
    },
  });
  workspace.notify(message, now);
  if (threadTs !== undefined) {
    workspace.clearStatusLine({ channel: channel.id, threadTs, at: now, by: "chat.postMessage" });
  }
  const warning = written.truncated ? { warning: "message_truncated" } : {};
  return accept({
    channel: channel.id,
    ts: message.ts,
    message: toPostedMessage(message, { workspace, settings }),
    ...warning,
  });
}

/** With a user token the person is the author. */
function toAuthorOf({ app, caller }: MethodContext): ReturnType<typeof toAuthor> {
  if (caller.kind === "bot") return toAuthor(app);
  return { userId: caller.userId, botId: undefined, appId: app.appId, teamId: app.teamId };
}

function checkTexts({ args }: MethodContext): Answer | undefined {
  const markdown = toGivenText(args, "markdown_text");
  const text = toGivenText(args, "text");
  if (markdown !== undefined && (text !== undefined || args.blocks !== undefined)) {
    return refuse("markdown_text_conflict");
  }
  if (markdown !== undefined && countCodePoints(markdown) > SLACK_LIMITS.callTextCharacters)
    return refuse("msg_too_long");
  const hasBlocks = Array.isArray(args.blocks) && args.blocks.length > 0;
  const hasAttachments = Array.isArray(args.attachments) && args.attachments.length > 0;
  const hasText = (markdown ?? text ?? "").trim() !== "";
  return hasBlocks || hasAttachments || hasText ? undefined : refuse("no_text");
}

function readPost({ args, settings: { size } }: MethodContext) {
  const markdown = toGivenText(args, "markdown_text");
  const text = markdown ?? toGivenText(args, "text") ?? "";
  const cut = text.slice(0, SLACK_LIMITS.postTextCharacters);
  const truncated = cut.length < text.length;
  const { blocks } = args;
  const content =
    Array.isArray(blocks) && blocks.length > 0
      ? toBlockContent(blocks, { fallback: cut, size })
      : toTextContent(cut, { size, syntax: markdown === undefined ? "mrkdwn" : "markdown" });
  return content === undefined ? undefined : { content, truncated };
}
