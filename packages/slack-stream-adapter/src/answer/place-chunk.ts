import * as limits from "../limits.ts";
import { weigh } from "../markdown/compose.ts";
import { endBlock } from "../markdown/message-state.ts";
import type { CardChunk } from "../source/part-reader.ts";
import type { BlocksChunk, PlanUpdateChunk, SlackChunk, TaskUpdateChunk } from "../types/index.ts";
import { findCard, isOpen, mergeCard, mergeUpdates, putCard, replayCard, weighCard } from "./cards.ts";
import { type Content, countBlocks, isEmpty, weighBlocks } from "./content.ts";

/** A message with something more in it, and what is sent for that. */
export interface Placed {
  readonly content: Content;
  readonly chunks: readonly SlackChunk[];
}

/** Puts a card, a plan or blocks into a message; undefined when it has no room for them. */
export function placeChunk(before: Placed, chunk: CardChunk, maxBytes: number): Placed | undefined {
  switch (chunk.type) {
    case "task_update":
      return placeCard(before, chunk, maxBytes);
    case "plan_update":
      return placePlan(replayOpenCards(before, maxBytes), chunk);
    case "blocks":
      return placeBlocks(before, chunk, maxBytes);
  }
}

/**
 * The first thing in a new message is preceded by the plan and the cards that are still open: by as many as fit into half
 * of it, because the next content needs room. The others are shown with their next update.
 */
export function replayOpenCards(before: Placed, maxBytes: number): Placed {
  const { allCards, planTitle, reserve } = before.content;
  const open = isEmpty(before.content) ? allCards.filter((card) => isOpen(card) && !card.isAsked) : [];
  if (open.length === 0) return before;
  const most = reserve + (maxBytes - reserve) / 2;
  const planned =
    planTitle === undefined ? before : placePlan(before, { type: "plan_update", title: planTitle });
  const opened = open.reduce((placed, card) => {
    const next = showUpdate(placed, { type: "task_update", id: card.id });
    return next.content.reserve <= most ? next : placed;
  }, planned);
  return opened === planned ? before : opened;
}

/** A chunk that Slack would refuse is passed over, and the rest of the answer with it is not lost. */
export function isWellFormed(chunk: CardChunk): boolean {
  switch (chunk.type) {
    case "task_update":
      return typeof chunk.id === "string" && chunk.id !== "";
    case "plan_update":
      return typeof chunk.title === "string" && chunk.title !== "";
    case "blocks":
      return Array.isArray(chunk.blocks) && chunk.blocks.length > 0;
  }
}

function placePlan({ content, chunks }: Placed, chunk: PlanUpdateChunk): Placed {
  const planBytes = limits.cardBytes + weigh(chunk.title);
  const reserve = content.reserve + planBytes - content.planBytes;
  return { content: { ...content, planTitle: chunk.title, planBytes, reserve }, chunks: [...chunks, chunk] };
}

function placeBlocks(before: Placed, chunk: BlocksChunk, maxBytes: number): Placed | undefined {
  const bytes = weighBlocks(chunk.blocks);
  const begun = makeRoom(before, bytes, maxBytes);
  if (begun === undefined) return undefined;
  const content = withAsked(begun.content);
  const parts = [...content.parts, { type: "blocks", blocks: chunk.blocks } as const];
  const markdown = endBlock(content.markdown);
  return {
    content: { ...content, markdown, parts, reserve: content.reserve + bytes },
    chunks: [...begun.chunks, chunk],
  };
}

/** Blocks right below a card that waits ask for what it waits for. */
function withAsked(content: Content): Content {
  const last = content.parts.at(-1);
  const card = last?.type === "card" ? findCard(content.cards, last.id) : undefined;
  if (card?.status !== "pending") return content;
  const asked = { ...card, isAsked: true } as const;
  return { ...content, cards: putCard(content.cards, asked), allCards: putCard(content.allCards, asked) };
}

function placeCard(before: Placed, update: TaskUpdateChunk, maxBytes: number): Placed | undefined {
  const { cards } = before.content;
  const shown = findCard(cards, update.id);
  const known = shown ?? findCard(before.content.allCards, update.id);
  const bytes = weighCard(mergeCard(known, update)) - (shown === undefined ? 0 : weighCard(shown));
  const begun = makeRoom(before, bytes, maxBytes);
  if (begun === undefined) return undefined;
  const isWhole = fits(begun.content, bytes, maxBytes);
  return showUpdate(endText(begun, update.id), isWhole ? update : shorten(update, maxBytes));
}

/** A card that is new in its message ends the text before it; one that is shown again does not end what is carried on. */
function endText({ content, chunks }: Placed, id: string): Placed {
  if (findCard(content.cards, id) !== undefined) return { content, chunks };
  return { content: { ...content, markdown: endBlock(content.markdown) }, chunks };
}

function showUpdate({ content, chunks }: Placed, update: TaskUpdateChunk): Placed {
  const shown = findCard(content.cards, update.id);
  const card = mergeCard(shown ?? findCard(content.allCards, update.id), update);
  // Title and status are said each time: an update without them is refused by some (S27).
  const chunk = {
    ...update,
    ...(shown === undefined ? replayCard(card) : {}),
    title: card.title,
    status: card.status,
  };
  const isNew = shown === undefined;
  return {
    chunks: addUpdate(chunks, chunk),
    content: {
      ...content,
      parts: isNew ? [...content.parts, { type: "card", id: card.id }] : content.parts,
      cards: putCard(content.cards, card),
      allCards: putCard(content.allCards, mergeCard(findCard(content.allCards, card.id), update)),
      reserve: content.reserve + weighCard(card) - (shown === undefined ? 0 : weighCard(shown)),
    },
  };
}

/** Two updates of one card in one call are one. */
function addUpdate(chunks: readonly SlackChunk[], update: TaskUpdateChunk): readonly SlackChunk[] {
  const isSame = (chunk: SlackChunk) => chunk.type === "task_update" && chunk.id === update.id;
  if (!chunks.some(isSame)) return [...chunks, update];
  return chunks.map((chunk) =>
    chunk.type === "task_update" && isSame(chunk) ? mergeUpdates(chunk, update) : chunk,
  );
}

/** An empty message takes anything, and the open cards before it if there is room for both. Undefined if the message has no room. */
function makeRoom(before: Placed, bytes: number, maxBytes: number): Placed | undefined {
  const { content } = before;
  const hasRoom = fits(content, bytes, maxBytes) && countBlocks(content) < limits.repairBlocks;
  if (!hasRoom && !isEmpty(content)) return undefined;
  const opened = replayOpenCards(before, maxBytes);
  return fits(opened.content, bytes, maxBytes) ? opened : before;
}

function fits(content: Content, bytes: number, maxBytes: number): boolean {
  return content.markdown.weight + content.reserve + bytes <= maxBytes;
}

/** A card that no message could hold is cut to a part of one. */
function shorten(update: TaskUpdateChunk, maxBytes: number): TaskUpdateChunk {
  const most = Math.floor(maxBytes / 16);
  const cut = (text: string | undefined) =>
    text === undefined || text.length <= most
      ? text
      : `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "")}…`;
  return { ...update, title: cut(update.title), details: cut(update.details), output: cut(update.output) };
}
