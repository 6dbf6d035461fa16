import * as limits from "../limits.ts";
import { type Composed, compose, type MentionPolicy, type MessageState, weigh } from "../markdown/compose.ts";
import { endText } from "../markdown/message-state.ts";
import type { Left } from "../pacing/inbox.ts";
import type { InboxItem } from "../pacing/inbox-items.ts";
import type { SlackChunk } from "../types/index.ts";
import { type Lane, takesCards } from "./answer.ts";
import { appendText, type Content, countOthers, isEmpty } from "./content.ts";
import { neutraliseChunk } from "./neutralise-mentions.ts";
import { isWellFormed, type Placed, placeChunk, replayOpenCards } from "./place-chunk.ts";
import { withoutRefused } from "./refused-blocks.ts";

/** The content of one call: the chunks, the items that they take from the inbox, and the message's content after them. */
export interface Batch extends Placed {
  /** For `inbox.take`, in order. A text is counted in characters, because it may have grown since. */
  readonly takes: readonly (number | "item")[];
  /** The part of the text that can't be shown yet. Undefined if the message or the source ended. */
  readonly left?: Left | undefined;
  /** The message ends here. */
  readonly isFull: boolean;
  readonly characters: number;
}

export interface BatchOptions extends Pick<Lane, "maxBytes" | "refused" | "refusedBlocks"> {
  /** No items come after these. */
  readonly ended: boolean;
  /** End the message at the first such place. */
  readonly stopAt?: "line" | "word" | undefined;
  readonly firstLine?: "whole" | undefined;
  /** The caller's policy. It may be a function, so it does not belong to the value. */
  readonly mentions: MentionPolicy;
  /** How many characters of the items' text must not be held back any more. By default 0. */
  readonly released?: number | undefined;
  /** Nothing is shown yet. */
  readonly isFirst?: boolean | undefined;
}

/** Puts as many of `items` into a message as it has room for. */
export function composeBatch(content: Content, items: readonly InboxItem[], options: BatchOptions): Batch {
  let batch: Batch = { chunks: [], content, takes: [], isFull: false, characters: 0 };
  if (items.length === 0)
    return { ...batch, isFull: options.stopAt !== undefined && mayEndHere(content, options) };
  let released = options.released ?? Number.POSITIVE_INFINITY;
  for (const [index, item] of items.entries()) {
    // The source takes back the text before this item.
    if (item.type === "take-back") break;
    const next = items[index + 1];
    // A long text comes in pieces.
    const goesOn = item.type === "text" && next?.type === "text";
    const ended = options.ended && !goesOn;
    batch = addItem(batch, item, { isFollowed: next !== undefined && !goesOn, ...options, ended, released });
    if (batch.isFull || (item.type === "text" && batch.takes.at(-1) !== item.text.length)) break;
    if (item.type === "text") released = Math.max(0, released - item.text.length);
  }
  return batch;
}

function addItem(batch: Batch, item: InboxItem, options: ItemOptions): Batch {
  const { ended, isFollowed } = options;
  if (item.type === "chunk") return addChunk(batch, item, options);
  if (item.type === "text") return addText(batch, item.text, { ...options, ended: ended || isFollowed });
  return addEnd(batch, options);
}

/** All of these items, as a batch takes them. */
export function toTakes(items: readonly InboxItem[]): Batch["takes"] {
  return items.map((item) => (item.type === "text" ? item.text.length : "item"));
}

/** How many characters of the source's text a batch takes. */
export function countTaken({ takes }: Pick<Batch, "takes">): number {
  return takes.reduce<number>((sum, count) => sum + (count === "item" ? 0 : count), 0);
}

/** Weighted bytes of the message with this batch in it. */
export function batchBytes({ content }: Pick<Batch, "content">): number {
  return content.markdown.weight + content.reserve;
}

/** Adds text to the last text of a call, or after another chunk. */
export function addTextChunk(chunks: readonly SlackChunk[], text: string): readonly SlackChunk[] {
  const last = chunks.at(-1);
  if (last?.type !== "markdown_text") return [...chunks, { type: "markdown_text", text }];
  return [...chunks.slice(0, -1), { type: "markdown_text", text: last.text + text }];
}

/** The place is after a card, or the text is already at such a place. */
function mayEndHere(content: Content, { stopAt }: BatchOptions): boolean {
  if (isEmpty(content)) return false;
  if (isBehindCard(content)) return true;
  return compose(content.markdown, "", { ended: false, reserve: content.reserve, stopAt }).full;
}

function isBehindCard({ parts }: Content): boolean {
  return parts.length > 0 && parts.at(-1)?.type !== "text";
}

interface ItemOptions extends BatchOptions {
  /** Another item comes after it. If this is a card or a plan, Slack may join the text after it to this text. */
  readonly isFollowed: boolean;
  /** As in `BatchOptions`, but counted from the beginning of this item. */
  readonly released: number;
}

function addText(batch: Batch, text: string, options: ItemOptions): Batch {
  const opened = takesCards(options) ? replayOpenCards(batch, options.maxBytes) : batch;
  const { content } = opened;
  if (text.trim() !== "" && hasLittleRoom(content, options)) return { ...batch, isFull: true };
  // White space after a card is sent, because Slack may show the texts on both sides of the card as one text. If the message is written
  // whole, they are separate anyway. In code the white space is part of the code.
  const { block } = content.markdown;
  const isBehind = isBehindCard(content) && !content.markdown.isEmpty && block.leaf.type !== "fence";
  if (isBehind && options.stopAt !== undefined && text.trim() === "")
    return { ...batch, takes: [...batch.takes, text.length], isFull: true };
  const composed = compose(content.markdown, text, {
    reserve: content.reserve,
    // Slack refuses to edit a message of more than 50 stored blocks (S78). After that many cards there is room for one text.
    blocks: Math.max(1, limits.repairBlocks - countOthers(content)),
    ...options,
    isFirst: options.isFirst === true && isEmpty(content),
  });
  const { full, held, taken, wait } = composed;
  const takes = [...batch.takes, taken];
  const released = Math.max(0, options.released - taken);
  const left = full || options.ended ? undefined : { characters: text.length - taken, held, released, wait };
  // Cards are shown again because of the text after them, not by themselves.
  if (composed.wire === "")
    return { ...batch, content: { ...batch.content, markdown: composed.state }, takes, left, isFull: full };
  const { markdown, wire } = options.isFollowed
    ? sealAngle(composed)
    : { markdown: composed.state, ...composed };
  return {
    chunks: addTextChunk(opened.chunks, wire),
    content: { ...content, markdown, parts: appendText(content.parts, isBehind ? wire.trimStart() : wire) },
    takes,
    left,
    isFull: full,
    characters: batch.characters + wire.length,
  };
}

/** The end of a text after which another text comes. A message may end well there. */
function addEnd(batch: Batch, { stopAt }: BatchOptions): Batch {
  const { content } = batch;
  const takes = [...batch.takes, "item" as const];
  const isFull = stopAt !== undefined && !isEmpty(content);
  const { wire, state } = endText(content.markdown);
  const chunks = wire === "" ? batch.chunks : addTextChunk(batch.chunks, wire);
  const parts = wire === "" ? content.parts : appendText(content.parts, wire);
  return { ...batch, takes, isFull, chunks, content: { ...content, markdown: state, parts } };
}

/** The text after a card could turn a last "<" into a mention. */
function sealAngle({ state, wire }: Composed): { readonly markdown: MessageState; readonly wire: string } {
  const sealed = state.block.leaf.type === "fence" ? wire : wire.replace(/\\?<$/, "&lt;");
  return { wire: sealed, markdown: { ...state, weight: state.weight + weigh(sealed) - weigh(wire) } };
}

/** If cards fill a message, the text after them would be torn. So it goes into the next message as a whole. */
function hasLittleRoom(content: Content, { maxBytes }: BatchOptions): boolean {
  const { markdown, reserve } = content;
  return isBehindCard(content) && reserve + markdown.weight + Math.min(200, maxBytes / 8) > maxBytes;
}

function addChunk(
  batch: Batch,
  { chunk }: Extract<InboxItem, { type: "chunk" }>,
  options: BatchOptions,
): Batch {
  const takes = [...batch.takes, "item" as const];
  if (!takesCards(options) || !isWellFormed(chunk)) return { ...batch, takes };
  const blocks = chunk.type === "blocks" ? withoutRefused(chunk.blocks, options.refusedBlocks) : [];
  if (chunk.type === "blocks" && blocks.length === 0) return { ...batch, takes };
  const taken = chunk.type === "blocks" ? { ...chunk, blocks } : neutraliseChunk(chunk, options.mentions);
  const placed = placeChunk(batch, taken, options.maxBytes);
  return placed === undefined ? { ...batch, isFull: true } : { ...batch, ...placed, takes };
}
