import * as limits from "../limits.ts";
import { continueInNewMessage, type MessageState, startAnswer, weigh } from "../markdown/compose.ts";
import type { SlackBlock } from "../types/index.ts";
import { type Card, type Cards, type CardsAtEnd, closeCard, findCard, isOpen } from "./cards.ts";
import { withoutRefused } from "./refused-blocks.ts";

/**
 * The known content of one Slack message: the model that a repair writes back. A value: a call that was
 * refused is undone by keeping the content from before it.
 */
export interface Content {
  /** State of the Markdown: what is open at its end, and how much of the message's size it takes. */
  readonly markdown: MessageState;
  readonly parts: readonly Part[];
  /** The cards of this message, as it shows them. */
  readonly cards: Cards;
  /** All cards of the answer, in their last state: those still open are shown again in the next message. */
  readonly allCards: Cards;
  readonly planTitle: string | undefined;
  /** The part of this message's size that the plan's title takes. */
  readonly planBytes: number;
  /** Weighted bytes of everything that is not text. */
  readonly reserve: number;
}

export type Part =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "card"; readonly id: string }
  | { readonly type: "blocks"; readonly blocks: readonly SlackBlock[] };

export interface ContentLimits {
  /** Weighted bytes of one message. */
  readonly maxBytes: number;
  /** Weighted bytes kept free for the blocks below the finished answer. */
  readonly stopReserve: number;
}

/** The content of an answer's first message, still empty. */
export function startContent({ maxBytes, stopReserve }: ContentLimits): Content {
  return {
    markdown: startAnswer({ maxBytes }),
    parts: [],
    cards: [],
    allCards: [],
    planTitle: undefined,
    planBytes: 0,
    reserve: stopReserve,
  };
}

/** The content of the message after this one, still empty: open structure and open cards are carried on by what is first put in. */
export function nextContent(content: Content, { maxBytes, stopReserve }: ContentLimits): Content {
  return {
    ...content,
    markdown: continueInNewMessage(content.markdown, maxBytes),
    planBytes: 0,
    parts: [],
    cards: [],
    // The next message does not repeat card texts that this one shows; a card that leaves this message takes its texts along.
    allCards: content.allCards.map((card) => {
      const shown = findCard(content.cards, card.id);
      const stays = shown !== undefined && !(goesOn(shown) && holdsMore(content));
      return stays ? { ...card, details: "", output: "", sources: [] } : card;
    }),
    reserve: stopReserve,
  };
}

export function isEmpty(content: Content): boolean {
  return content.parts.length === 0;
}

/** The message with its cards closed. Later messages show them again only if they are `rotated`. Hands back the same value when no card was open. */
export function withClosedCards(content: Content, how: CardsAtEnd): Content {
  if (!content.cards.some(isOpen)) return content;
  const cards = content.cards.map((card) => (isOpen(card) ? closeCard(card, how) : card));
  const goOn = ({ id }: Card) => how === "rotated" || findCard(content.cards, id) === undefined;
  return { ...content, cards, allCards: content.allCards.filter((card) => !isOpen(card) || goOn(card)) };
}

/** Something else than cards that go on in a later message. */
export function holdsMore(content: Content): boolean {
  return !isEmpty(withoutSome(content, goesOn));
}

function goesOn(card: Card): boolean {
  return card.goesOn === true || isOpen(card);
}

/** The message without some of its cards. */
export function withoutSome(content: Content, isOut: (card: Card) => boolean): Content {
  const cards = content.cards.filter((card) => !isOut(card));
  const parts = content.parts.filter(
    (part) => part.type !== "card" || findCard(cards, part.id) !== undefined,
  );
  return { ...content, parts, cards };
}

/** The text and the blocks alone. */
export function withoutCards(content: Content): Content {
  return { ...withoutSome(content, () => true), allCards: [], planTitle: undefined };
}

/** Without the blocks that Slack has refused. */
export function withoutBlocks(content: Content, refused: readonly string[]): Content {
  const parts = content.parts.flatMap((part): Part[] => {
    if (part.type !== "blocks") return [part];
    const blocks = withoutRefused(part.blocks, refused);
    return blocks.length === 0 ? [] : [{ ...part, blocks }];
  });
  return { ...content, parts };
}

export function appendText(parts: readonly Part[], text: string): readonly Part[] {
  const last = parts.at(-1);
  // `with` and `concat` leave no room behind the last element, as a spread does: an answer has one part for long.
  if (last?.type !== "text") return parts.concat({ type: "text", text });
  return parts.with(-1, { type: "text", text: last.text + text });
}

/** How many blocks Slack stores of a message, as far as that can be told. */
export function countBlocks(content: Content): number {
  return content.markdown.count.blocks + countOthers(content);
}

/** Those that are not made of its text. */
export function countOthers({ parts }: Content): number {
  return parts.reduce((sum, part) => {
    if (part.type === "text") return sum;
    return sum + (part.type === "blocks" ? part.blocks.length : 1);
  }, 0);
}

/** The part of a message's size that stop blocks take: at most half, so that there is room for an answer. */
export function weighStopBlocks(blocks: readonly SlackBlock[] | undefined, maxBytes: number): number {
  return blocks === undefined ? 0 : Math.min(weighBlocks(blocks), Math.floor(maxBytes / 2));
}

export function weighBlocks(blocks: readonly SlackBlock[]): number {
  return weigh(JSON.stringify(blocks)) + limits.cardBytes;
}
