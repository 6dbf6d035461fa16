import { limits } from "../limits.ts";
import { compose, weigh, weightOf } from "../markdown/compose.ts";
import { endBlock } from "../markdown/end-block.ts";
import type { InboxItem } from "../pacing/inbox.ts";
import type { CardChunk } from "../source/part-reader.ts";
import type { BlocksChunk, PlanUpdateChunk, SlackChunk, TaskUpdateChunk } from "../types.ts";
import { type Card, isOpen, mergeCard, mergeUpdates, replayCard, weighCard } from "./cards.ts";
import { appendText, type Content, isEmpty, weighBlocks } from "./content.ts";

/** What one call carries: the chunks, what they take from the inbox, and the message's content after them. */
export interface Batch {
  readonly chunks: readonly SlackChunk[];
  /** For `inbox.take`, in order. */
  readonly takes: readonly (number | "item")[];
  readonly content: Content;
  /** The message ends here. */
  readonly full: boolean;
  readonly characters: number;
}

export interface BatchOptions {
  readonly maxBytes: number;
  /** Nothing comes after these items. */
  readonly ended: boolean;
  /** End the message at the first such place. */
  readonly stopAt?: "line" | "word" | undefined;
  /** Slack refused cards: they are passed over. */
  readonly cards: "shown" | "refused";
}

/** Puts as much of `items` into a message as it takes. */
export function composeBatch(content: Content, items: readonly InboxItem[], options: BatchOptions): Batch {
  const draft = createDraft(content, options);
  if (items.length === 0 && options.stopAt !== undefined) draft.stopHere();
  for (const [index, item] of items.entries()) {
    const last = index === items.length - 1;
    const more = item.type === "text" ? draft.putText(item.text, last) : draft.putChunk(item.chunk);
    if (!more) break;
  }
  return draft.batch();
}

/** Weighted bytes of the message with this batch in it. */
export function batchBytes({ content }: Batch): number {
  return weightOf(content.markdown) + content.reserve;
}

function createDraft(before: Content, options: BatchOptions) {
  let content = before;
  let full = false;
  let characters = 0;
  const chunks: SlackChunk[] = [];
  const takes: (number | "item")[] = [];

  /** The first thing in a new message is preceded by the plan and the cards that are still open. */
  const openMessage = () => {
    if (!isEmpty(content) || options.cards === "refused") return;
    const open = [...content.board.values()].filter(isOpen);
    if (open.length === 0) return;
    if (content.planTitle !== undefined) putPlan({ type: "plan_update", title: content.planTitle });
    for (const card of open) putCard(card, replayCard(card));
  };

  const fits = (bytes: number) => weightOf(content.markdown) + content.reserve + bytes <= options.maxBytes;

  const hasRoomForBlock = (bytes: number) => {
    const blocks = content.parts.length;
    return isEmpty(content) || (fits(bytes) && blocks < limits.repairBlocks);
  };

  const putPlan = (chunk: PlanUpdateChunk) => {
    chunks.push(chunk);
    content = {
      ...content,
      planTitle: chunk.title,
      reserve: content.reserve + limits.cardBytes + weigh(chunk.title),
    };
  };

  const putCard = (base: Card | undefined, update: TaskUpdateChunk) => {
    const shown = content.cards.get(update.id);
    const card = mergeCard(shown ?? (base && { ...base, details: "", output: "", sources: [] }), update);
    // Title and status are said each time: an update without them is refused by some (S27).
    const chunk = {
      ...(shown === undefined ? card.extra : {}),
      ...update,
      title: card.title,
      status: card.status,
    };
    const earlier = chunks.findIndex((one) => one.type === "task_update" && one.id === update.id);
    const same = chunks[earlier];
    if (same?.type === "task_update") chunks[earlier] = mergeUpdates(same, chunk);
    else chunks.push(chunk);
    content = {
      ...content,
      parts: shown === undefined ? [...content.parts, { type: "card", id: card.id }] : content.parts,
      cards: new Map(content.cards).set(card.id, card),
      board: new Map(content.board).set(card.id, mergeCard(content.board.get(card.id), update)),
      reserve: content.reserve + weighCard(card) - (shown === undefined ? 0 : weighCard(shown)),
    };
  };

  const takeCard = (update: TaskUpdateChunk) => {
    const shown = content.cards.get(update.id);
    const after = mergeCard(shown, update);
    const bytes = weighCard(after) - (shown === undefined ? 0 : weighCard(shown));
    if (!hasRoomForBlock(bytes)) return false;
    openMessage();
    putCard(content.board.get(update.id), fits(bytes) ? update : shorten(update, options.maxBytes));
    return true;
  };

  const takeBlocks = (chunk: BlocksChunk) => {
    const bytes = weighBlocks(chunk.blocks);
    if (!hasRoomForBlock(bytes)) return false;
    openMessage();
    chunks.push(chunk);
    content = {
      ...content,
      parts: [...content.parts, { type: "blocks", blocks: chunk.blocks }],
      reserve: content.reserve + bytes,
    };
    return true;
  };

  const takeChunk = (chunk: CardChunk) => {
    switch (chunk.type) {
      case "task_update":
        return takeCard(chunk);
      case "blocks":
        return takeBlocks(chunk);
      case "plan_update":
        openMessage();
        putPlan(chunk);
        return true;
    }
  };

  return {
    /** Behind a card, or where the text is at such a place already. */
    stopHere() {
      const behindCard = !isEmpty(content) && content.parts.at(-1)?.type !== "text";
      const { stopAt } = options;
      full =
        behindCard || compose(content.markdown, "", { ended: false, reserve: content.reserve, stopAt }).full;
    },
    putText(text: string, last: boolean) {
      const window = text.slice(0, 2 * options.maxBytes);
      const whole = window.length === text.length;
      const ended = whole && (!last || options.ended);
      const composed = compose(content.markdown, window, {
        ended,
        reserve: content.reserve,
        stopAt: options.stopAt,
      });
      if (composed.wire !== "") {
        openMessage();
        pushText(chunks, composed.wire);
        characters += composed.wire.length;
        content = { ...content, parts: appendText(content.parts, composed.wire) };
      }
      content = { ...content, markdown: composed.state };
      full = composed.full;
      if (full || last || !whole) {
        if (composed.taken > 0) takes.push(composed.taken);
        return false;
      }
      // A card follows: white space before it has nothing to separate any more.
      content = { ...content, markdown: endBlock(composed.state) };
      takes.push("item");
      return true;
    },
    putChunk(chunk: CardChunk) {
      if (options.cards === "shown" && isWellFormed(chunk)) full = !takeChunk(chunk);
      if (!full) takes.push("item");
      return !full;
    },
    batch: (): Batch => ({ chunks, takes, content, full, characters }),
  };
}

export function pushText(chunks: SlackChunk[], text: string): void {
  const last = chunks.at(-1);
  if (last?.type === "markdown_text")
    chunks[chunks.length - 1] = { type: "markdown_text", text: last.text + text };
  else chunks.push({ type: "markdown_text", text });
}

/** A card that no message could hold is cut to a quarter of one. */
function shorten(update: TaskUpdateChunk, maxBytes: number): TaskUpdateChunk {
  const most = Math.floor(maxBytes / 16);
  const cut = (text: string | undefined) =>
    text === undefined || text.length <= most
      ? text
      : `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "")}…`;
  return { ...update, title: cut(update.title), details: cut(update.details), output: cut(update.output) };
}

/** A chunk that Slack would refuse is passed over, and the rest of the answer with it is not lost. */
function isWellFormed(chunk: CardChunk): boolean {
  switch (chunk.type) {
    case "task_update":
      return typeof chunk.id === "string" && chunk.id !== "";
    case "plan_update":
      return typeof chunk.title === "string" && chunk.title !== "";
    case "blocks":
      return Array.isArray(chunk.blocks) && chunk.blocks.length > 0;
  }
}
