import { type Chunk, isChunk } from "../content/chunks.ts";
import { type AppendPlan, type Content, isTooLong, planAppend } from "../content/content.ts";
import { countCodePoints } from "../content/size.ts";
import { type Answer, refuse, refuseArgument } from "../protocol/answer.ts";
import { toGivenText } from "../protocol/arguments.ts";
import type { Arguments } from "../protocol/incoming.ts";
import { SLACK_LIMITS } from "../slack-limits.ts";
import type { StreamMode } from "../workspace/message.ts";
import { refuseBlocks } from "./attachments.ts";
import type { MethodContext } from "./method.ts";

/** The content of a stream call. `mode` is undefined if it has no content. */
export interface StreamContent {
  chunks: readonly Chunk[];
  mode: StreamMode | undefined;
}

const NOTHING: StreamContent = { chunks: [], mode: undefined };

/** Reads `markdown_text` or `chunks`. Refuses both together (S11) and malformed chunks (S37). */
export function readContent(args: Arguments): StreamContent | Answer {
  const text = toGivenText(args, "markdown_text");
  const { chunks } = args;
  if (args.markdown_text !== undefined && text === undefined) return refuse("invalid_arguments");
  if (text !== undefined && chunks !== undefined)
    return refuse("cannot_provide_both_markdown_text_and_chunks");
  if (text !== undefined) return { chunks: [{ type: "markdown_text", text }], mode: "text" };
  if (chunks === undefined) return NOTHING;
  if (!Array.isArray(chunks))
    return refuseArgument("invalid_chunks", { pointer: "chunks", rule: "must be an array" });
  const wrong = chunks.findIndex((chunk) => !isChunk(chunk));
  if (wrong >= 0)
    return refuseArgument("invalid_chunks", { pointer: `chunks/${wrong}`, rule: "must match a chunk type" });
  const refused = chunks.flatMap((chunk, index) => checkChunkBlocks(chunk, index) ?? [])[0];
  if (refused !== undefined) return refused;
  // The SDK's own helper closes a stream with an empty list, which is no content and sets no mode (S170).
  return chunks.length === 0 ? NOTHING : { chunks: chunks.map(toWellFormed), mode: "chunks" };
}

/** A file block has its own refusal (S32). */
function checkChunkBlocks(chunk: Chunk, index: number): Answer | undefined {
  if (chunk.type !== "blocks" || holdsFileBlock(chunk)) return undefined;
  return refuseBlocks(chunk.blocks, {
    code: "invalid_blocks",
    pointer: `chunks/${index}/blocks`,
    max: SLACK_LIMITS.blocksPerMessage,
  });
}

export function isAnswer(value: StreamContent | AppendPlan | Answer): value is Answer {
  return "ok" in value;
}

/** Computes the message with the added content, or the refusal because of blank text, block count or size. */
export function planContent(
  { settings }: MethodContext,
  { stored, content }: { stored: Content; content: StreamContent },
): AppendPlan | Answer {
  // Slack's responses to empty and to blank text are not known (S183).
  const isNothing = settings.blankText === "accept" ? isEmpty : isBlank;
  if (content.mode !== undefined && content.chunks.every(isNothing)) return refuse("no_text");
  if (content.chunks.some(holdsFileBlock)) return refuse("internal_error");
  const text = content.chunks.reduce((sum, chunk) => sum + toCallCharacters(chunk), 0);
  if (text > SLACK_LIMITS.callTextCharacters) return refuse("msg_too_long");
  const plan = planAppend(stored, { chunks: content.chunks, size: settings.size });
  if (plan.chunkBlocks > SLACK_LIMITS.blocksPerMessage) return refuse("msg_blocks_too_many");
  return isTooLong(plan, settings.size) ? refuse("msg_too_long") : plan;
}

/** Half a surrogate pair becomes a replacement character, also if the other half comes next (S184). */
function toWellFormed(chunk: Chunk): Chunk {
  if (chunk.type === "blocks") return chunk;
  const repaired = { ...chunk } as Record<string, unknown>;
  for (const [name, value] of Object.entries(chunk)) {
    if (typeof value === "string") repaired[name] = value.replace(/\p{Surrogate}/gu, "\ufffd");
  }
  return repaired as Chunk;
}

function isEmpty(chunk: Chunk): boolean {
  return chunk.type === "markdown_text" && chunk.text === "";
}

function isBlank(chunk: Chunk): boolean {
  return chunk.type === "markdown_text" && chunk.text.trim() === "";
}

/** S32 */
function holdsFileBlock(chunk: Chunk): boolean {
  return chunk.type === "blocks" && chunk.blocks.some((block) => block.type === "file");
}

function toCallCharacters(chunk: Chunk): number {
  return chunk.type === "markdown_text" ? countCodePoints(chunk.text) : 0;
}
