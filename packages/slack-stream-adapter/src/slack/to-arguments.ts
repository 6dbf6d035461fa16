import type { SlackChunk, SlackMetadata, TargetPlace } from "../types/index.ts";
import type { ApiArguments } from "./api-client.ts";
import type { OptionalPart } from "./call-description.ts";
import { definedOnly } from "./read-property.ts";
import type { MessageContent, MessageRef, StartContent, StopContent } from "./slack-calls.ts";

/** The arguments of a call in Slack's format, and the parts that Slack may refuse although it would take the text. */
export interface CallArguments {
  readonly args: ApiArguments;
  readonly includes: ReadonlySet<OptionalPart>;
}

/** The name and icon that are shown instead of the app's. */
export interface Author {
  readonly username?: string | undefined;
  readonly iconEmoji?: string | undefined;
  readonly iconUrl?: string | undefined;
}

export function toStartArguments(
  target: TargetPlace,
  content: StartContent & { author: Author },
): CallArguments {
  return compact(
    {
      channel: target.channel,
      thread_ts: target.threadTs,
      recipient_user_id: target.recipientUserId,
      recipient_team_id: target.recipientTeamId,
      chunks: toChunks(content.chunks),
      task_display_mode: content.taskDisplayMode,
      ...toAuthor(content.author),
    },
    toCardParts(content.chunks),
  );
}

export function toAppendArguments(message: MessageRef, chunks: readonly SlackChunk[]): CallArguments {
  return compact({ channel: message.channel, ts: message.ts, chunks: toChunks(chunks) }, toCardParts(chunks));
}

export function toStopArguments(message: MessageRef, content: StopContent): CallArguments {
  const { chunks = [], blocks, metadata, sessionStatus } = content;
  return compact(
    {
      channel: message.channel,
      ts: message.ts,
      chunks: toChunks(chunks),
      blocks: blocks && blocks.length > 0 ? blocks : undefined,
      metadata,
      session_status: sessionStatus,
    },
    toCardParts(chunks),
  );
}

export function toUpdateArguments(message: MessageRef, content: MessageContent): CallArguments {
  return compact({ channel: message.channel, ts: message.ts, ...toBody(content) }, toBlocksParts(content));
}

export function toPostArguments(
  target: TargetPlace,
  content: MessageContent & { author: Author },
): CallArguments {
  return compact(
    {
      channel: target.channel,
      thread_ts: target.threadTs,
      ...toBody(content),
      // Links are not unfurled, as in a streamed message (S151).
      unfurl_links: false,
      unfurl_media: false,
      ...toAuthor(content.author),
    },
    toBlocksParts(content),
  );
}

/**
 * The library sends only chunks, because the kind of a stream's first content decides the kind of all later content
 * (S22).
 */
function toChunks(chunks: readonly SlackChunk[]): readonly SlackChunk[] | undefined {
  const filled = chunks.filter((chunk) => !isEmpty(chunk));
  return filled.length > 0 ? filled : undefined;
}

function isEmpty(chunk: SlackChunk): boolean {
  return (
    (chunk.type === "markdown_text" && chunk.text === "") ||
    (chunk.type === "blocks" && chunk.blocks.length === 0)
  );
}

/**
 * Markdown goes into `markdown_text`. `text` would be read as mrkdwn. Beside blocks it is a short plain text (S81,
 * S179).
 */
function toBody(content: MessageContent): { metadata: SlackMetadata | undefined } & Record<string, unknown> {
  return content.type === "markdown"
    ? { markdown_text: content.markdown, metadata: content.metadata }
    : { blocks: content.blocks, text: content.text, metadata: content.metadata };
}

export function toAuthor(author: Author): Record<string, unknown> {
  return { username: author.username, icon_emoji: author.iconEmoji, icon_url: author.iconUrl };
}

function toCardParts(chunks: readonly SlackChunk[]): readonly OptionalPart[] {
  return chunks.some((chunk) => chunk.type !== "markdown_text" && !isEmpty(chunk)) ? ["cards"] : [];
}

function toBlocksParts(content: MessageContent): readonly OptionalPart[] {
  if (content.type !== "blocks") return [];
  return content.decorated === true ? ["blocks-content", "blocks"] : ["blocks-content"];
}

/** The arguments that are decoration in each call that has them. */
export const decorationOf: Readonly<Record<string, OptionalPart>> = {
  metadata: "metadata",
  session_status: "session-status",
  task_display_mode: "display-mode",
  username: "author",
  icon_emoji: "author",
  icon_url: "author",
};

function compact(args: ApiArguments, content: readonly OptionalPart[]): CallArguments {
  const given = definedOnly(args);
  const decorations = Object.keys(given).flatMap((argument) => decorationOf[argument] ?? []);
  // In an edit or a post the blocks are content. In a stop they are decoration.
  const below: readonly OptionalPart[] =
    "blocks" in given && !content.includes("blocks-content") ? ["blocks"] : [];
  return { args: given, includes: new Set([...content, ...below, ...decorations]) };
}
