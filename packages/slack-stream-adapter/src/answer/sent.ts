import * as limits from "../limits.ts";
import { firstLetters } from "../markdown/compose.ts";
import type { FoundMessage } from "../slack/slack-calls.ts";
import { type Hash, hashOn, isSameHash, noHash } from "./hash.ts";
import type { Inputs } from "./inputs.ts";
import { isLiveMessage } from "./live-streams.ts";

/**
 * Describes a sent opening, so that its message can be found in the thread if the response was lost. Slack takes no key for this (S134). So the
 * message must be one of this app, newer than the attempt, not owned by a running stream, and it must begin with the sent text.
 */
export interface Sent {
  readonly call: "start" | "post";
  /** When it was first sent, ms of the host's clock. */
  readonly sentAt: number;
  readonly letters: Letters;
  /** The ids of the cards that it shows as blocks. */
  readonly cards: readonly string[];
}

/** The letters of a text, without the text itself: their number, a hash of the first few, and a hash of all. */
export interface Letters {
  readonly count: number;
  readonly first: Hash;
  readonly all: Hash;
}

const allLetters = Number.MAX_SAFE_INTEGER;

export function toLetters(text: string): Letters {
  const letters = firstLetters(text, allLetters);
  return {
    count: letters.length,
    first: hashOn(noHash, letters.slice(0, limits.comparedLetters)),
    all: hashOn(noHash, letters),
  };
}

type Time = Pick<Inputs, "now" | "toSlackTime">;

/** Returns the messages that this opening may have made, the oldest first. */
export function findSent(messages: readonly FoundMessage[], sent: Sent, time: Time): readonly FoundMessage[] {
  // The digits after the point of a `ts` may be no fraction of a second, so whole seconds are compared.
  const least = Math.floor(toLeast(messages, sent, time) / 1_000);
  return messages
    .filter((message) => message.own && !isLiveMessage(message) && isOfKind(message, sent))
    .filter((message) => Number(message.ts) >= least && beginsWith(message, sent))
    .sort((one, other) => Number(one.ts) - Number(other.ts));
}

/** A post may follow a lost start with the same text. */
function isOfKind(message: FoundMessage, { call }: Sent): boolean {
  return call === "post" || isStreaming(message);
}

export function isStreaming({ streamingState }: Pick<FoundMessage, "streamingState">): boolean {
  return streamingState !== undefined && streamingState !== "completed";
}

/**
 * The earliest time that Slack's clock can have shown when this was sent, ms. An older message may begin with the same words and belong to
 * another process. The host's clock may be wrong. It is used only if Slack's time is unknown, and the newest message of the thread corrects
 * it.
 */
function toLeast(messages: readonly FoundMessage[], { sentAt }: Sent, { now, toSlackTime }: Time): number {
  const newest = Math.max(0, ...messages.map(({ ts }) => Number(ts) * 1_000));
  return toSlackTime(sentAt) ?? sentAt + Math.max(0, newest - now) - limits.clockSkewMs;
}

function beginsWith(message: FoundMessage, { letters, cards }: Sent): boolean {
  // A message that was opened without letters and cards has no letters either.
  if (letters.count === 0 && cards.length === 0) return firstLetters(message.text, 1) === "";
  const count = Math.min(letters.count, limits.comparedLetters);
  const shown = hashOn(noHash, firstLetters(message.text, count));
  return isSameHash(shown, letters.first) && showsCards(message, cards);
}

/** Cards are recognised by their ids. */
function showsCards({ blocks }: FoundMessage, ids: readonly string[]): boolean {
  const told = JSON.stringify(blocks);
  return ids.every((id) => told.includes(JSON.stringify(id)));
}

/** The message holds exactly the sent text, so nothing was written to it since. */
export function isUntouched({ text }: FoundMessage, { letters }: Sent): boolean {
  const shown = toLetters(text);
  return shown.count === letters.count && isSameHash(shown.all, letters.all);
}
