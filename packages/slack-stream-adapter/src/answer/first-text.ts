import * as limits from "../limits.ts";
import { isVisible } from "../markdown/hold.ts";
import type { InboxItem } from "../pacing/inbox-items.ts";
import { type Lane, openMessage, takesCards } from "./answer.ts";
import type { Inputs } from "./inputs.ts";

/** The items of the inbox after the first `free` ones wait, because Slack's notification would show their text. */
export interface Held {
  readonly free: number;
  /** Until when it waits, ms of the clock, if nothing comes. */
  readonly until: number;
}

/**
 * A push notification shows the first text of a message (S146). So this text waits for the end of a sentence, for 80 characters or for
 * `firstTextMs`. Cards before it are sent. But a posted message is pushed in its first state, so it waits for text if a status line shows the
 * work. Undefined if nothing waits.
 */
export function toHeld(lane: Lane, inputs: Inputs): Held | undefined {
  const { inbox, now, stopped } = inputs;
  if (lane.stage !== "running" || inbox.ending !== undefined || stopped !== undefined) return undefined;
  if (!inbox.pending || isPushed(lane)) return undefined;
  const { items } = inbox;
  const at = items.findIndex(isVisibleText);
  const isPosted = openMessage(lane) === undefined && lane.transport === "edit";
  const cardsDueAt = isPosted && takesCards(lane) ? toCardsDueAt(inputs) : now;
  const until = at === -1 ? cardsDueAt : toTextDueAt(items.slice(at), inputs);
  return until <= now ? undefined : { free: isPosted || at === -1 ? 0 : at, until };
}

/** Whether the open message already holds the text of its push. */
function isPushed(lane: Lane): boolean {
  const message = openMessage(lane);
  if (message === undefined) return false;
  const { shown, transport, wanted } = message;
  return transport === "edit" || shown.line !== undefined || wanted.parts.some(({ type }) => type === "text");
}

export function isVisibleText(item: InboxItem): boolean {
  return item.type === "text" && isVisible(item.text);
}

/** A sentence ends after a word of three letters, or after several words. The point of "1." or "e.g." ends no sentence. */
const sentenceEnd = /(?:[^\s!-/:-@[-`{-~]{3}|\S.{10})["'”’)\]*_~`]*[.!?:…]["'”’)\]*_~`]*\s|[。！？｡]/s;

function toTextDueAt([first, next]: readonly InboxItem[], { inbox, now, settings }: Inputs): number {
  // The items after it do not belong to this text.
  if (first?.type !== "text" || next !== undefined) return now;
  const { text } = first;
  const isEnough = text.trim().length >= limits.bannerCharacters || sentenceEnd.test(text);
  return isEnough ? now : (inbox.textSince ?? now) + settings.firstTextMs;
}

function toCardsDueAt({ agent, inbox, now }: Inputs): number {
  const hasBlocks = inbox.items.some((item) => item.type === "chunk" && item.chunk.type === "blocks");
  if (hasBlocks || agent.status?.permitted !== true) return now;
  // Before this time it is not known whether Slack accepts a status.
  const knownAt = (inbox.firstAt ?? now) + limits.progressAfterMs;
  return now < knownAt ? knownAt : Number.POSITIVE_INFINITY;
}
