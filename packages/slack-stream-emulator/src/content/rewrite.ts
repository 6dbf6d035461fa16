import { type Card, toCard, toRichTextContent } from "./cards.ts";
import type { Block } from "./chunks.ts";
import { type Content, createContent } from "./content.ts";
import type { SizeRule } from "./size.ts";

/** New content from one text, for an edit or a post without blocks. */
export function toTextContent(
  text: string,
  { size, syntax = "markdown" }: { size: SizeRule; syntax?: Content["syntax"] },
): Content {
  return {
    ...createContent(),
    syntax,
    markdown: text,
    items: text === "" ? [] : [{ type: "text", text }],
    cost: size.text(text),
    firstText: text.trim(),
  };
}

/**
 * New content from blocks, as text, cards, plans and other parts. Undefined if a card block is malformed.
 * `fallback` is the short text beside the blocks.
 */
export function toBlockContent(
  blocks: readonly Block[],
  { fallback, size }: { fallback: string; size: SizeRule },
): Content | undefined {
  const content = createContent();
  const draft = { content, size };
  for (const block of blocks) if (!addBlock(draft, block)) return undefined;
  content.firstText = fallback.trim() || content.markdown.trim();
  return content;
}

/** Content that is being written, with its size rule. */
interface Draft {
  content: Content;
  size: SizeRule;
}

function addBlock(draft: Draft, block: Block): boolean {
  const { content, size } = draft;
  if (block.type === "markdown" || block.type === "rich_text" || block.type === "header") {
    addText(draft, toBlockText(block), block.type === "markdown" ? undefined : block);
    return true;
  }
  if (block.type === "task_card") return addCard(draft, toCard(block));
  if (block.type === "plan") {
    const title = String(block.title ?? "");
    content.items.push({ type: "plan", title });
    content.cost += size.text(title);
    const tasks = Array.isArray(block.tasks) ? (block.tasks as Block[]) : [];
    return tasks.every((task) => addCard(draft, toCard(task)));
  }
  const last = content.items.at(-1);
  if (last?.type === "blocks") last.blocks.push(block);
  else content.items.push({ type: "blocks", blocks: [block] });
  return true;
}

function addText({ content, size }: Draft, text: string, block: Block | undefined): void {
  content.markdown += content.markdown === "" ? text : `\n\n${text}`;
  content.items.push({ type: "text", text, ...(block === undefined ? {} : { block }) });
  content.cost += size.text(text);
}

function addCard({ content, size }: Draft, card: Card | undefined): boolean {
  if (card === undefined) return false;
  content.cards.set(card.id, card);
  content.items.push({ type: "card", id: card.id });
  content.cost += size.card(card);
  return true;
}

/** The text that a block shows. The block itself is also kept. */
function toBlockText(block: Block): string {
  if (block.type === "markdown") return String(block.text ?? "");
  return toRichTextContent(block.type === "header" ? block.text : block.elements);
}
