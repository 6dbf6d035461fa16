import { limits } from "../limits.ts";
import { weigh } from "../markdown/compose.ts";
import type { SlackChunk, TaskSource, TaskStatus, TaskUpdateChunk } from "../types/index.ts";

/** The content of a task card: the sum of its updates (S28–S30). */
export interface Card {
  readonly id: string;
  readonly title: string;
  readonly status: TaskStatus;
  readonly details: string;
  readonly output: string;
  readonly sources: readonly TaskSource[];
  readonly extra: Pick<TaskUpdateChunk, "hide_title" | "icon">;
  /** It was closed with its message, and goes on in a later one. */
  readonly goesOn?: true;
}

/** Cards in the order in which they came. */
export type Cards = readonly Card[];

export function findCard(cards: Cards, id: string): Card | undefined {
  return cards.find((card) => card.id === id);
}

/** The cards with this one in the place of the one with its id, or behind all others. */
export function putCard(cards: Cards, card: Card): Cards {
  if (findCard(cards, card.id) === undefined) return [...cards, card];
  return cards.map((other) => (other.id === card.id ? card : other));
}

/** Slack merges updates of one card: title and status replace, details, output and sources are added (S30). */
export function mergeCard(card: Card | undefined, update: TaskUpdateChunk): Card {
  return {
    id: update.id,
    title: update.title ?? card?.title ?? update.id,
    status: update.status ?? card?.status ?? "in_progress",
    details: (card?.details ?? "") + (update.details ?? ""),
    output: (card?.output ?? "") + (update.output ?? ""),
    sources: [...(card?.sources ?? []), ...(update.sources ?? [])],
    extra: {
      ...card?.extra,
      ...(update.hide_title === undefined ? {} : { hide_title: update.hide_title }),
      ...(update.icon === undefined ? {} : { icon: update.icon }),
    },
  };
}

/** Two updates of one card as one, in the form that Slack adds up to the same card. */
export function mergeUpdates(first: TaskUpdateChunk, second: TaskUpdateChunk): TaskUpdateChunk {
  const merged = mergeCard(mergeCard(undefined, first), second);
  return {
    ...first,
    ...second,
    ...(merged.details === "" ? {} : { details: merged.details }),
    ...(merged.output === "" ? {} : { output: merged.output }),
    ...(merged.sources.length === 0 ? {} : { sources: merged.sources }),
  };
}

export function isOpen(card: Card): boolean {
  return card.status === "pending" || card.status === "in_progress";
}

/** The part of a message's size that a card costs (S73, S74): a flat price, its title once, its texts twice. */
export function weighCard(card: Card): number {
  const sources = card.sources.reduce((sum, source) => sum + weigh(source.text) + weigh(source.url), 0);
  return (
    limits.cardBytes +
    limits.cardFieldsBytes +
    weigh(card.title) +
    2 * (weigh(card.details) + weigh(card.output)) +
    sources
  );
}

/** Why a message's open cards end: they go on in the next message, or the answer is complete, or it failed. */
export type CardsAtEnd = "rotated" | "completed" | "failed";

/** The chunks that close the open cards of a message. */
export function toClosingChunks(cards: Cards, how: CardsAtEnd): readonly SlackChunk[] {
  return cards.filter(isOpen).map((card) => closeCard(card, how));
}

/** The cards with none left open; the same value when none was. */
export function closeCards(cards: Cards, how: CardsAtEnd): Cards {
  if (!cards.some(isOpen)) return cards;
  return cards.map((card) => {
    if (!isOpen(card)) return card;
    const closed = mergeCard(card, closeCard(card, how));
    return how === "rotated" ? { ...closed, goesOn: true } : closed;
  });
}

/** How an open card is closed before its message is: Slack draws one that is left open as failed (S33). */
function closeCard(card: Card, how: CardsAtEnd): TaskUpdateChunk {
  switch (how) {
    case "rotated":
      return { type: "task_update", id: card.id, title: `${card.title} (continued)`, status: "complete" };
    case "completed":
      return { type: "task_update", id: card.id, title: card.title, status: "complete" };
    case "failed":
      return { type: "task_update", id: card.id, title: card.title, status: "error" };
  }
}

/** Shows a card in a message that does not hold it yet. */
export function replayCard({ details, extra, id, output, sources, status, title }: Card): TaskUpdateChunk {
  return {
    type: "task_update",
    id,
    title,
    status,
    ...(details === "" ? {} : { details }),
    ...(output === "" ? {} : { output }),
    ...(sources.length === 0 ? {} : { sources }),
    ...extra,
  };
}
