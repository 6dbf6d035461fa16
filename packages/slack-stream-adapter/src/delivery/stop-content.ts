import { closing } from "../markdown/compose.ts";
import type { StopContent } from "../slack/slack-calls.ts";
import { isOpen } from "./cards.ts";
import { type CardsAtEnd, toClosingChunks } from "./close-cards.ts";
import { addTextChunk, type Batch } from "./compose-batch.ts";
import { type Content, isEmpty } from "./content.ts";
import type { Message } from "./message.ts";
import { belowProgress } from "./progress-line.ts";
import { type Session, statusAtEnd } from "./session.ts";
import type { Decorations } from "./to-message-content.ts";
import { allowed } from "./write-whole.ts";

export interface CloseOptions {
  readonly ended: "stopped" | "rotated" | "full";
  /** The last of the text, sent with the stop. */
  readonly tail?: Batch | undefined;
  /** It is the last message of the answer, and these belong below it. */
  readonly last?: Decorations | undefined;
  /** Said after the text, by us; asked again when Slack has refused cards. */
  readonly notice?: (() => string | undefined) | undefined;
  /** What becomes of open cards. */
  readonly cards?: CardsAtEnd | undefined;
}

/** What a stop carries, less with every refusal. */
export interface Closing {
  tail: Batch | undefined;
  notice: string | undefined;
  cards: CardsAtEnd | undefined;
  last: Decorations | undefined;
  ended: CloseOptions["ended"];
  /** What closes the fence that the message ends in. */
  marks: "sent" | "left out";
  /** The fate of a stop is not known: the next goes out bare, and its refusal proves that the first was applied (S108). */
  lost: boolean;
}

export function createClosing(options: CloseOptions): Closing {
  return {
    tail: options.tail,
    notice: options.notice?.(),
    cards: toCardsAtEnd(options),
    last: options.last,
    ended: options.ended,
    marks: "sent",
    lost: false,
  };
}

/** Text that a full message does not take goes on in the next; what is ours to say is left out. */
export function dropText(closing: Closing, { cards }: Content): boolean {
  const hasOpenCards = [...cards.values()].some(isOpen);
  if (closing.tail !== undefined) {
    closing.tail = undefined;
    closing.last = undefined;
    closing.notice = undefined;
    closing.ended = "full";
  } else if (closing.notice !== undefined) closing.notice = undefined;
  else if (hasOpenCards && closing.cards === "rotated")
    closing.cards = "completed"; // Adds nothing to their titles.
  else if (closing.marks === "sent") closing.marks = "left out";
  else if (hasOpenCards && closing.cards !== undefined) closing.cards = undefined;
  else return false;
  return true;
}

export function toStopContent(session: Session, message: Message, state: Closing): StopContent {
  if (state.lost) return {};
  const after = state.tail?.content ?? message.content;
  // What goes on by edit is not closed for good: not its fence, and its cards until the next edit opens them again.
  const stays = goesOn(session, state, after);
  const end =
    (stays || state.marks === "left out" ? "" : closing(after.markdown)) +
    (state.notice === undefined ? "" : `\n\n${state.notice}`);
  const text = belowProgress(message, state.tail?.chunks ?? []);
  const cards = session.cards === "shown" ? state.cards && (stays ? "completed" : state.cards) : undefined;
  const chunks = [
    ...(end === "" ? text : addTextChunk(text, end)),
    ...(cards === undefined ? [] : toClosingChunks(after, cards)),
  ];
  const decorations = allowed(session, state.last);
  const status = state.last === undefined ? "processing" : statusAtEnd(session);
  return {
    chunks,
    blocks: decorations.stopBlocks,
    metadata: decorations.metadata,
    sessionStatus: session.refused.has("session-status") ? undefined : status,
  };
}

/** The same message grows on by edit at the end of its life; one that has but a line of ours in it always does. */
export function goesOn({ settings }: Session, { ended, last }: Closing, content: Content): boolean {
  if (isEmpty(content)) return last === undefined;
  return ended === "rotated" && settings.continuation === "edit";
}

export function toCardsAtEnd({ ended, cards }: CloseOptions): CardsAtEnd {
  return cards ?? (ended === "stopped" ? "completed" : "rotated");
}
