import { limits } from "../limits.ts";
import { weigh } from "../markdown/compose.ts";
import type { TaskSource, TaskStatus, TaskUpdateChunk } from "../types/index.ts";

/** What a task card shows: the sum of its updates (S28–S30). */
export interface Card {
  readonly id: string;
  readonly title: string;
  readonly status: TaskStatus;
  readonly details: string;
  readonly output: string;
  readonly sources: readonly TaskSource[];
  readonly extra: Pick<TaskUpdateChunk, "hide_title" | "icon">;
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

/** What a card costs of a message's size (S73, S74): a flat price, its title once, its texts twice. */
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

/** How an open card is closed before its message is: Slack draws one that is left open as failed (S33). */
export function closeCard(card: Card, how: "rotated" | "completed" | "failed"): TaskUpdateChunk {
  switch (how) {
    case "rotated":
      return { type: "task_update", id: card.id, title: `${card.title} (continued)`, status: "complete" };
    case "completed":
      return { type: "task_update", id: card.id, title: card.title, status: "complete" };
    case "failed":
      return { type: "task_update", id: card.id, title: card.title, status: "error" };
  }
}

/** Shows a card in a message that does not hold it yet. What an earlier message shows of its texts is not repeated. */
export function replayCard(card: Card): TaskUpdateChunk {
  return { type: "task_update", id: card.id, title: card.title, status: card.status, ...card.extra };
}
