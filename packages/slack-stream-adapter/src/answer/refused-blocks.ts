import type { Failed } from "../slack/outcome.ts";
import type { SlackBlock, SlackChunk } from "../types/index.ts";
import { hashOn, noHash } from "./hash.ts";

/** Block types that every workspace accepts. This is not known of newer types, such as charts (S212). */
const established: ReadonlySet<string> = new Set([
  "actions",
  "context",
  "context_actions",
  "divider",
  "file",
  "header",
  "image",
  "input",
  "markdown",
  "plan",
  "rich_text",
  "section",
  "task_card",
  "video",
]);

export function isNewer({ type }: SlackBlock): boolean {
  return !established.has(type);
}

/** Slack refuses a newer type as a whole, and an established type because of its content. Only a hash of this content is kept. */
export function toKey(block: SlackBlock): string {
  return isNewer(block) ? block.type : hashOn(noHash, JSON.stringify(block)).join(" ");
}

export function isRefused(refused: readonly string[], block: SlackBlock): boolean {
  return refused.length > 0 && refused.includes(toKey(block));
}

export function withoutRefused(
  blocks: readonly SlackBlock[],
  refused: readonly string[],
): readonly SlackBlock[] {
  return blocks.filter((block) => !isRefused(refused, block));
}

/** The blocks of a call that Slack refused: the block that Slack points at, the blocks of newer types, or all if Slack only says that a block is wrong. */
export function toSuspects(chunks: readonly SlackChunk[], outcome: Failed): readonly SlackBlock[] {
  const carried = toBlocks(chunks);
  const pointed = outcome.type === "refused" ? toPointed(chunks, outcome.refusedBlock) : [];
  if (pointed.length > 0) return pointed;
  const newer = carried.filter(isNewer);
  return newer.length > 0 || !outcome.code.startsWith("invalid_blocks") ? newer : carried;
}

function toPointed(
  chunks: readonly SlackChunk[],
  place: Extract<Failed, { type: "refused" }>["refusedBlock"],
): readonly SlackBlock[] {
  if (place === undefined) return [];
  if ("type" in place) return toBlocks(chunks).filter(({ type }) => type === place.type);
  const chunk = chunks[place.chunk];
  if (chunk?.type !== "blocks") return [];
  const block = place.block === undefined ? undefined : chunk.blocks[place.block];
  return block === undefined ? chunk.blocks : [block];
}

function toBlocks(chunks: readonly SlackChunk[]): readonly SlackBlock[] {
  return chunks.flatMap((chunk) => (chunk.type === "blocks" ? chunk.blocks : []));
}
