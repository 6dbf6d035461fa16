import type { Card } from "./cards.ts";
import type { Block } from "./chunks.ts";
import type { Content } from "./content.ts";
import { toMarkdownBlocks } from "./markdown-blocks.ts";
import { toMrkdwnRichText } from "./mrkdwn-blocks.ts";
import { type RichText, toPlainRichText } from "./rich-text.ts";

/**
 * A message as Slack stores it and returns it: rich text, headers, tables and task cards (S77, S127). Other blocks are
 * unchanged.
 */
export function toStoredBlocks(content: Content, layout: "timeline" | "plan"): Block[] {
  const blocks: Block[] = [];
  const title = content.items.find((item) => item.type === "plan")?.title;
  let plan: Block[] | undefined;
  for (const item of content.items) {
    switch (item.type) {
      case "text":
        blocks.push(...(item.block === undefined ? toTextBlocks(content, item.text) : [item.block]));
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

/** How many blocks an update would store. A markdown block counts as the blocks that it becomes (S78). */
export function countStoredBlocks(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + toStoredBlock(block).length, 0);
}

function toStoredBlock(block: Block): Block[] {
  return block.type === "markdown" ? toMarkdownBlocks(String(block.text ?? "")) : [block];
}

function toTextBlocks({ syntax }: Content, text: string): Block[] {
  return syntax === "mrkdwn" ? [toBlock(toMrkdwnRichText(text))] : toMarkdownBlocks(text);
}

function toTaskCard(card: Card): Block {
  return {
    type: "task_card",
    block_id: `task-${card.id}`,
    task_id: card.id,
    title: card.title,
    status: card.status,
    ...toField("details", card),
    ...toField("output", card),
    ...(card.sources.length === 0 ? {} : { sources: card.sources }),
  };
}

function toField(name: "details" | "output", card: Card): Record<string, unknown> {
  const value = card.sent?.[name] ?? (card[name] === "" ? undefined : toPlainRichText(card[name]));
  return value === undefined ? {} : { [name]: value };
}

function toBlock(richText: RichText): Block {
  return { ...richText };
}
