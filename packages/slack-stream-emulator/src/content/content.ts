import { type Card, isOpenCard, mergeCard } from "./cards.ts";
import type { Block, Chunk } from "./chunks.ts";
import type { SizeRule } from "./size.ts";

/** One visible part of a message, in the order in which it was first sent. */
export type ContentItem =
  /** `block` is the header or the rich text that contained the text. */
  | { type: "text"; text: string; block?: Block | undefined }
  | { type: "card"; id: string }
  | { type: "plan"; title: string }
  | { type: "blocks"; blocks: Block[] };

export interface Content {
  /** Only the `text` of an edit or a post is mrkdwn. */
  syntax: "markdown" | "mrkdwn";
  /** All Markdown in order, unchanged. */
  markdown: string;
  /** The visible parts, in order. */
  items: ContentItem[];
  /** Task cards, by id. */
  cards: Map<string, Card>;
  /** The size of text and cards by the size rule. */
  cost: number;
  /** How many blocks came in `blocks` chunks. They have their own limit. */
  chunkBlocks: number;
  /** The first visible text, which a push notification shows. */
  firstText: string;
}

/** The result of adding chunks. It is computed before anything is stored, so that a refusal changes nothing. */
export interface AppendPlan {
  readonly chunks: readonly Chunk[];
  readonly cards: ReadonlyMap<string, Card>;
  readonly cost: number;
  readonly chunkBlocks: number;
  readonly hasText: boolean;
}

export function createContent(): Content {
  return {
    syntax: "markdown",
    markdown: "",
    items: [],
    cards: new Map(),
    cost: 0,
    chunkBlocks: 0,
    firstText: "",
  };
}

export function planAppend(
  content: Content,
  { chunks, size }: { chunks: readonly Chunk[]; size: SizeRule },
): AppendPlan {
  const cards = new Map<string, Card>();
  let { cost, chunkBlocks } = content;
  let hasText = content.markdown !== "";
  for (const chunk of chunks) {
    if (chunk.type === "markdown_text") {
      cost += size.text(chunk.text);
      hasText ||= chunk.text !== "";
    } else if (chunk.type === "task_update") {
      const before = cards.get(chunk.id) ?? content.cards.get(chunk.id);
      const after = mergeCard(before, chunk);
      cost += size.card(after) - (before === undefined ? 0 : size.card(before));
      cards.set(chunk.id, after);
    } else if (chunk.type === "blocks") {
      chunkBlocks += chunk.blocks.length;
    } else {
      cost += size.text(chunk.title);
    }
  }
  return { chunks, cards, cost, chunkBlocks, hasText };
}

export function isTooLong({ cost, hasText }: Pick<AppendPlan, "cost" | "hasText">, size: SizeRule): boolean {
  return cost > size.limit && (hasText || !size.needsText);
}

export function commitAppend(content: Content, plan: AppendPlan): void {
  for (const chunk of plan.chunks) addItem(content, chunk);
  for (const [id, card] of plan.cards) content.cards.set(id, card);
  content.cost = plan.cost;
  content.chunkBlocks = plan.chunkBlocks;
}

/** Marks open tasks of a message that ends as failed, and their plan too. Returns the IDs of these tasks. */
export function failOpenCards(content: Content): string[] {
  const open = [...content.cards.values()].filter(isOpenCard);
  for (const card of open) content.cards.set(card.id, { ...card, status: "error" });
  const plan = content.items.find((item) => item.type === "plan");
  if (plan !== undefined && open.length > 0) plan.title = "Something went wrong";
  return open.map((card) => card.id);
}

function addItem(content: Content, chunk: Chunk): void {
  switch (chunk.type) {
    case "markdown_text": {
      content.markdown += chunk.text;
      if (content.firstText === "") content.firstText = chunk.text.trim();
      const last = content.items.at(-1);
      if (last?.type === "text" && last.block === undefined) last.text += chunk.text;
      else if (chunk.text !== "") content.items.push({ type: "text", text: chunk.text });
      return;
    }
    case "task_update":
      if (!content.items.some((item) => item.type === "card" && item.id === chunk.id)) {
        content.items.push({ type: "card", id: chunk.id });
      }
      return;
    case "plan_update": {
      const plan = content.items.find((item) => item.type === "plan");
      if (plan === undefined) content.items.push({ type: "plan", title: chunk.title });
      else plan.title = chunk.title;
      return;
    }
    case "blocks":
      content.items.push({ type: "blocks", blocks: chunk.blocks });
      return;
    default:
      chunk satisfies never;
  }
}
