import { limits } from "../limits.ts";
import { firstLetters } from "../markdown/compose.ts";
import type { SegmentEnd, StreamCounts } from "../types/index.ts";
import { type Answer, type Message, messagesOf } from "./answer.ts";
import { countTaken } from "./compose-batch.ts";
import type { Content } from "./content.ts";
import type { OpenTask } from "./task.ts";

/** An answer as another process can go on with it: without the conversation's text, which its source says again. */
export interface SavedAnswer {
  readonly transport: "stream" | "edit";
  readonly fallbackReason?: string | undefined;
  readonly cards: "shown" | "refused";
  readonly refused: Answer["refused"];
  readonly maxBytes: number;
  readonly requested: boolean;
  readonly counts: StreamCounts;
  readonly messages: readonly SavedMessage[];
  /** A message that was being opened. */
  readonly opening?: SavedOpening | undefined;
}

export interface SavedMessage {
  readonly channel: string;
  readonly ts: string;
  readonly opened: "stream" | "edit";
  readonly transport: "stream" | "edit";
  readonly startedAt: number;
  /** Offsets in the source's text: its first character, the first after it, and up to where it is certain. */
  readonly start: number;
  readonly end: number;
  readonly surely: number;
  /** Of the source's text from its very beginning up to `surely`. */
  readonly hash: Hash;
  /** Of its cards and blocks. */
  readonly digest: Hash;
  readonly ended?: SegmentEnd | undefined;
  /** Slack may show something else than what is wanted: it is stopped, if it is open, and written whole. */
  readonly differs: boolean;
  readonly repaired: boolean;
  readonly uncertain: boolean;
  readonly keepalives: number;
  /** Its open cards by id, and what they were. */
  readonly cards: readonly { readonly id: string; readonly status: string }[];
}

export interface SavedOpening {
  readonly call: "start" | "post";
  /** Not before this, ms: when its first attempt was sent. */
  readonly since: number;
  /** Offset up to which it holds the text, and what is at the beginning of the message as letters. */
  readonly end: number;
  readonly hash: Hash;
  readonly digest: Hash;
  readonly letters: { readonly count: number; readonly hash: Hash };
  readonly cards: readonly string[];
  /** It took all that it can, and the white space behind that with it: nothing goes on in it. */
  readonly isFull: boolean;
}

/** Two 32-bit numbers. It tells whether a source says the same words again; no text can be read from it. */
export type Hash = readonly [number, number];

export const noHash: Hash = [0x9e3779b9, 0x6a09e667];

/** Goes on with a hash, so that a text's can be made piece by piece. */
export function hashOn([first, second]: Hash, text: string, start = 0, end = text.length): Hash {
  let a = first;
  let b = second;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 2_654_435_761);
    b = Math.imul(b ^ code, 1_597_334_677) ^ (a >>> 15);
  }
  return [a >>> 0, b >>> 0];
}

export function isSameHash(one: Hash, other: Hash): boolean {
  return one[0] === other[0] && one[1] === other[1];
}

/** A hash of the content that a message has beside its text. */
export function digest({ cards, parts, planTitle }: Content): Hash {
  const blocks = parts.flatMap((part) => (part.type === "blocks" ? [part.blocks] : []));
  return hashOn(noHash, JSON.stringify([cards, blocks, planTitle]));
}

/** The text of a source from its beginning, and where what is known of it begins. */
export interface SourceText {
  hash(end: number): Hash;
  /** Characters before the text that the inbox holds. */
  readonly base: number;
}

export function saveAnswer(answer: Answer, text: SourceText): Omit<SavedAnswer, "opening"> {
  const { cards, counts, fallbackReason, maxBytes, refused, requested, transport } = answer;
  return {
    transport,
    fallbackReason,
    cards,
    refused,
    maxBytes,
    requested,
    counts,
    messages: messagesOf(answer).map((message) => saveMessage(message, text)),
  };
}

function saveMessage(message: Message, text: SourceText): SavedMessage {
  const { shown, wanted } = message;
  const surely = text.base + (shown.surely?.offset ?? message.end);
  return {
    channel: message.ref.channel,
    ts: message.ref.ts,
    opened: message.opened,
    transport: message.transport,
    startedAt: message.startedAt,
    start: text.base + message.start,
    end: text.base + message.end,
    surely,
    hash: text.hash(surely),
    digest: digest(wanted),
    ended: message.ended,
    differs: shown.surely !== undefined || shown.differs || message.repairLater || message.takenBack,
    repaired: message.repaired,
    uncertain: message.uncertain,
    keepalives: shown.keepalives,
    cards: wanted.cards.map(({ id, status }) => ({ id, status })),
  };
}

export function saveOpening(
  answer: Answer,
  { batch, call, sentAt }: OpenTask,
  text: SourceText,
): SavedOpening {
  const end = text.base + answer.offset + countTaken(batch);
  const shown = batch.content.parts.find((part) => part.type === "text")?.text ?? "";
  const letters = firstLetters(shown, limits.comparedLetters);
  return {
    call,
    since: answer.lost?.since ?? sentAt,
    end,
    hash: text.hash(end),
    digest: digest(batch.content),
    letters: { count: letters.length, hash: hashOn(noHash, letters) },
    cards: batch.content.cards.map(({ id }) => id),
    isFull: batch.full,
  };
}
