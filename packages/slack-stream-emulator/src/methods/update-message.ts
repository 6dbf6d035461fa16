import type { Block } from "../content/chunks.ts";
import { type Content, isTooLong } from "../content/content.ts";
import { toBlockContent, toTextContent } from "../content/rewrite.ts";
import { countCodePoints } from "../content/size.ts";
import { countStoredBlocks, toStoredBlocks } from "../content/stored-blocks.ts";
import { type Answer, accept, refuse } from "../protocol/answer.ts";
import { toGivenText } from "../protocol/arguments.ts";
import { SLACK_LIMITS } from "../slack-limits.ts";
import { toPostedMessage } from "../view/read-message.ts";
import type { StoredMessage } from "../workspace/message.ts";
import { checkBlocks, checkMetadata, readMetadata, refuseTooManyBlocks } from "./attachments.ts";
import { findChannel, findOwnMessage } from "./checks.ts";
import type { Method, MethodContext } from "./method.ts";

/** Replaces a message. Content that the call does not repeat is removed (S119). */
export const updateMessage: Method = (context) => {
  const { args, workspace, settings } = context;
  const problem = checkBlocks(args.blocks) ?? checkMetadata(args.metadata);
  if (problem !== undefined) return problem;
  const channel = findChannel(context);
  if (typeof channel === "string") return refuse(channel);
  const message = findOwnMessage(context, channel);
  if (message === "message_not_owned_by_app") return refuse("cant_update_message");
  if (typeof message === "string") return refuse(message);
  if (message.state === "open") return refuse("streaming_state_conflict");
  const written = readEdit(context, message);
  if ("ok" in written) return written;

  Object.assign(message, written.content);
  message.stopBlocks = written.keepsBlocks ? message.stopBlocks : [];
  message.showsEdited ||= written.showsEdited;
  message.edits += 1;
  message.errored = false;
  // Without `metadata` the old metadata stays. An empty object removes it (S124).
  if (args.metadata !== undefined) message.metadata = readMetadata(args.metadata);
  workspace.edited(message);
  const api = toPostedMessage(message, { workspace, settings });
  return accept({ channel: message.channel, ts: message.ts, text: api.text, message: api });
};

interface Edit {
  content: Partial<Content>;
  showsEdited: boolean;
  keepsBlocks: boolean;
}

function readEdit(context: MethodContext, message: StoredMessage): Edit | Answer {
  const { args, settings } = context;
  const markdown = toGivenText(args, "markdown_text");
  const text = toGivenText(args, "text");
  const blocks = Array.isArray(args.blocks) && args.blocks.length > 0 ? (args.blocks as Block[]) : undefined;
  if (markdown !== undefined && (text !== undefined || blocks !== undefined))
    return refuse("markdown_text_conflict");
  if (blocks !== undefined) return readBlocks(context, { blocks, text: text ?? "" });
  if (markdown !== undefined) return readMarkdown(markdown, settings);
  if (text !== undefined && text.trim() !== "") return readText(context, { message, text });
  // Without text and blocks the old content stays, and the call can only change metadata (S119).
  return text === undefined && args.metadata !== undefined
    ? { content: {}, showsEdited: false, keepsBlocks: true }
    : refuse("no_text");
}

/** Blocks leave no "(edited)" mark (S120). The text beside them is limited (S81). */
function readBlocks(
  { settings }: MethodContext,
  { blocks, text }: { blocks: Block[]; text: string },
): Edit | Answer {
  if (countCodePoints(text) > SLACK_LIMITS.updateTextBesideBlocks) return refuse("msg_too_long");
  if (countStoredBlocks(blocks) > SLACK_LIMITS.blocksPerMessage) return refuseTooManyBlocks();
  const content = toBlockContent(blocks, { fallback: text, size: settings.size });
  if (content === undefined) return refuse("invalid_blocks");
  if (isTooLong({ cost: content.cost, hasText: content.markdown !== "" }, settings.size))
    return refuse("msg_too_long");
  return { content, showsEdited: false, keepsBlocks: false };
}

function readMarkdown(markdown: string, settings: MethodContext["settings"]): Edit | Answer {
  if (markdown.trim() === "") return refuse("no_text");
  if (countCodePoints(markdown) > SLACK_LIMITS.callTextCharacters) return refuse("msg_too_long");
  const content = toTextContent(markdown, { size: settings.size });
  if (isTooLong({ cost: content.cost, hasText: true }, settings.size)) return refuse("msg_too_long");
  if (toStoredBlocks(content, "timeline").length > SLACK_LIMITS.blocksPerMessage)
    return refuseTooManyBlocks();
  return { content, showsEdited: true, keepsBlocks: false };
}

function readText(
  { settings }: MethodContext,
  { message, text }: { message: StoredMessage; text: string },
): Edit | Answer {
  if (countCodePoints(text) > SLACK_LIMITS.updateTextCharacters) return refuse("msg_too_long");
  // In reports of this error, streamed rich text could not be replaced by plain text (S122).
  if (settings.blockMismatch && message.streamed) return refuse("block_mismatch");
  return {
    content: toTextContent(text, { size: settings.size, syntax: "mrkdwn" }),
    showsEdited: true,
    keepsBlocks: false,
  };
}
