import type { Card } from "./cards.ts";
import type { Block } from "./chunks.ts";
import type { Content } from "./content.ts";
import { type MarkdownPiece, toPieces } from "./markdown-lines.ts";
import { toPlainText } from "./plain-text.ts";

/** A message as Slack stores and reads it back: rich text, headers, tables, task cards (S77, S127). */
export function toStoredBlocks(content: Content, layout: "timeline" | "plan"): Block[] {
  const blocks: Block[] = [];
  const title = content.items.find((item) => item.type === "plan")?.title;
  let plan: Block[] | undefined;
  for (const item of content.items) {
    switch (item.type) {
      case "text":
        blocks.push(
          ...(content.syntax === "mrkdwn" ? [toRichText(item.text)] : toPieces(item.text).map(toBlock)),
        );
        break;
      case "card": {
        const card = content.cards.get(item.id);
        if (card === undefined) break;
        if (layout === "timeline") blocks.push(toTaskCard(card));
        else if (plan !== undefined) plan.push(toTaskCard(card));
        else {
          plan = [toTaskCard(card)];
          blocks.push({ type: "plan", title: title ?? "", tasks: plan });
        }
        break;
      }
      case "blocks":
        blocks.push(...item.blocks.flatMap(toStoredBlock));
        break;
      case "plan":
        break;
      default:
        item satisfies never;
    }
  }
  return blocks.map((block, index) => ({ block_id: `b${index + 1}`, ...block }));
}

/** How many blocks an update would store: a markdown block counts as what it becomes (S78). */
export function countStoredBlocks(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + toStoredBlock(block).length, 0);
}

function toStoredBlock(block: Block): Block[] {
  return block.type === "markdown" ? toPieces(String(block.text ?? "")).map(toBlock) : [block];
}

function toBlock(piece: MarkdownPiece): Block {
  switch (piece.type) {
    case "heading":
      return { type: "header", text: { type: "plain_text", text: toPlainText(piece.text), emoji: true } };
    case "rule":
      return { type: "divider" };
    case "table":
      return { type: "table", rows: piece.rows.map((row) => row.map((cell) => toRichText(cell))) };
    case "prose":
      return toRichText(piece.text);
    default:
      return piece satisfies never;
  }
}

function toTaskCard(card: Card): Block {
  return {
    type: "task_card",
    block_id: `task-${card.id}`,
    task_id: card.id,
    title: card.title,
    status: card.status,
    ...(card.details === "" ? {} : { details: toRichText(card.details) }),
    ...(card.output === "" ? {} : { output: toRichText(card.output) }),
    ...(card.sources.length === 0 ? {} : { sources: card.sources }),
  };
}

function toRichText(text: string): Block {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}
