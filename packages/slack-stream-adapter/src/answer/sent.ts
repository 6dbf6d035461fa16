import * as limits from "../limits.ts";
import { firstLetters } from "../markdown/compose.ts";
import type { FoundMessage } from "../slack/slack-calls.ts";
import { type Hash, hashOn, isSameHash, noHash } from "./hash.ts";
import type { Inputs } from "./inputs.ts";
import { isLiveMessage } from "./live-streams.ts";

/**
 * Tells the message of an opening whose answer was lost from the other messages of the thread. No key can be given to Slack that would
 * tell (S134), so the message is known by being ours, newer than the attempt, owned by no live stream, and beginning with what was sent.
 */
export interface Sent {
  readonly call: "start" | "post";
  /** When it was sent first, ms of the host's clock. */
  readonly sentAt: number;
  readonly letters: Letters;
  /** The ids of the cards that it shows as blocks. */
  readonly cards: readonly string[];
}

/** A text as letters, without the text: how many there are, and the hashes of the first few and of all. */
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

/** The messages that may have been made by this opening, the oldest first. */
export function findSent(
  messages: readonly FoundMessage[],
  sent: Sent,
  inputs: Pick<Inputs, "now" | "toSlackTime">,
): readonly FoundMessage[] {
  // The digits behind the point of a `ts` need not be a part of the second.
  const least = Math.floor(toLeast(messages, sent, inputs) / 1_000);
  return messages
    .filter((message) => message.own && !isLiveMessage(message) && isOfKind(message, sent))
    .filter((message) => Math.floor(Number(message.ts)) >= least && beginsWith(message, sent))
    .sort((one, other) => Number(one.ts) - Number(other.ts));
}

function isOfKind({ streamingState }: FoundMessage, { call }: Sent): boolean {
  return call === "post" || (streamingState !== undefined && streamingState !== "completed");
}

/**
 * The least that Slack's clock showed when this was sent, ms: an older message may begin with the same words, and be of a process that
 * died, or of one that lives. The host's clock may be wrong; it is asked only where nothing has told the time in Slack, and is corrected
 * by the newest message of the thread.
 */
function toLeast(
  messages: readonly FoundMessage[],
  { sentAt }: Sent,
  { now, toSlackTime }: Pick<Inputs, "now" | "toSlackTime">,
): number {
  const newest = Math.max(0, ...messages.map(({ ts }) => Number(ts) * 1_000));
  return toSlackTime(sentAt) ?? sentAt + Math.max(0, newest - now) - limits.clockSkewMs;
}

function beginsWith(message: FoundMessage, { letters, cards }: Sent): boolean {
  // With neither letters nor cards nothing tells but that it holds neither.
  if (letters.count === 0 && cards.length === 0) return firstLetters(message.text, 1) === "";
  const count = Math.min(letters.count, limits.comparedLetters);
  const shown = hashOn(noHash, firstLetters(message.text, count));
  return isSameHash(shown, letters.first) && showsCards(message, cards);
}

/** Cards are told by their ids. */
function showsCards({ blocks }: FoundMessage, ids: readonly string[]): boolean {
  const told = JSON.stringify(blocks);
  return ids.every((id) => told.includes(JSON.stringify(id)));
}

/** It holds just what was sent: nobody has written to it since. */
export function isUntouched({ text }: FoundMessage, { letters }: Sent): boolean {
  const shown = toLetters(text);
  return shown.count === letters.count && isSameHash(shown.all, letters.all);
}
