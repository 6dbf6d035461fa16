import type { SlackChunk } from "../types/index.ts";
import { closeCard, isOpen, mergeCard } from "./cards.ts";
import type { Content } from "./content.ts";

/** What becomes of a message's open cards: they go on in the next message, or the answer is complete, or it failed. */
export type CardsAtEnd = "rotated" | "completed" | "failed";

/** What closes the open cards of a message. */
export function toClosingChunks(content: Content, how: CardsAtEnd): readonly SlackChunk[] {
  return [...content.cards.values()].filter(isOpen).map((card) => closeCard(card, how));
}

/** The message with its cards closed; the answer's board still has them open. The same value when none was open. */
export function closeCards(content: Content, how: CardsAtEnd): Content {
  const open = [...content.cards.values()].filter(isOpen);
  if (open.length === 0) return content;
  const cards = new Map(content.cards);
  for (const card of open) cards.set(card.id, mergeCard(card, closeCard(card, how)));
  return { ...content, cards };
}
