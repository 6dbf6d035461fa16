import * as limits from "../limits.ts";
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
  readonly goesOn?: true | undefined;
  /** It waits for what is asked right below it, and stays there. */
  readonly isAsked?: true;
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
  return { ...first, ...second, ...textsOf(mergeCard(mergeCard(undefined, first), second)) };
}

/** The texts that the card has. */
function textsOf({ details, output, sources }: Card): Partial<TaskUpdateChunk> {
  return {
    ...(details === "" ? {} : { details }),
    ...(output === "" ? {} : { output }),
    ...(sources.length === 0 ? {} : { sources }),
  };
}

/** Whether the first card has all texts of the second. */
export function hasTextsOf(card: Card, { details, output, sources }: Card): boolean {
  const { length } = sources;
  return card.details.startsWith(details) && card.output.startsWith(output) && card.sources.length >= length;
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

/**
 * The chunks that close the open cards of a message before its stop: Slack would draw them as failed by itself, and say so in the
 * title of their plan (S33). A stop can say no more than done or failed, and what is not done must never look done. The edit that
 * follows shows what waits as waiting.
 */
export function toClosingChunks(cards: Cards, how: CardsAtEnd): readonly SlackChunk[] {
  return cards.filter(isOpen).map((card) => {
    const { id, status, title } = closeCard(card, how);
    return { type: "task_update", id, title, status: status === "complete" ? status : "error" };
  });
}

/** The card as it is shown in a message that has ended. What nobody has begun when the answer is complete waits for somebody, and stays as it is. */
export function closeCard(card: Card, how: CardsAtEnd): Card {
  switch (how) {
    case "rotated": {
      const title = card.isAsked ? card.title : `${card.title} (continued)`;
      return { ...card, title, status: "pending", goesOn: true };
    }
    case "completed":
      return card.status === "pending" ? card : { ...card, status: "complete" };
    case "failed":
      return { ...card, status: "error" };
  }
}

/** Shows a card in a message that does not hold it yet. */
export function replayCard(card: Card): TaskUpdateChunk {
  const { extra, id, status, title } = card;
  return { type: "task_update", id, title, status, ...textsOf(card), ...extra };
}
