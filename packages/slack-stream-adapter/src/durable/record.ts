import type { Hash } from "../answer/hash.ts";
import type { SavedAnswer } from "../answer/saved.ts";
import { readProperty } from "../slack/read-property.ts";
import type { MessageRef } from "../slack/slack-calls.ts";
import type { CheckpointStore, StreamReceipt } from "../types/index.ts";
import type { SafeStore } from "./safe-store.ts";

/** The record of one answer in the store. It never holds a client or a token, and text of the conversation only with `storeText`. */
export interface AnswerRecord {
  readonly version: 1;
  /** Names the call of `streamToSlack` that has written it. */
  readonly writer: string;
  readonly savedAt: number;
  readonly leaseMs: number;
  readonly place: RecordPlace;
  readonly answer: SavedAnswer;
  /** A call to the last message may be under way. */
  readonly isUnderWay: boolean;
  readonly from: RecordFrom;
  /** All that the source has said, where that is stored. */
  readonly text?: RecordText | undefined;
  /** The answer is over for good. */
  readonly receipt?: Omit<StreamReceipt, "text"> | undefined;
}

export interface RecordPlace {
  readonly channel: string;
  readonly threadTs?: string | undefined;
  readonly recipientUserId?: string | undefined;
  readonly recipientTeamId?: string | undefined;
  /** Who answers, without a secret in it. */
  readonly workspace: string;
}

/** Where the source may begin the next time, and the hash of the text before it. */
export interface RecordFrom {
  readonly characters: number;
  readonly items: number;
  readonly skip: number;
  readonly hash: Hash;
}

export interface RecordText {
  readonly said: string;
  /** Items that the source gave for it. */
  readonly items: number;
}

/** How long a store keeps a record, ms. */
export const keptForMs = 24 * 60 * 60 * 1_000;

export function recordKey(id: string): string {
  return `slack-stream:${id}`;
}

/** What a store held: nothing, a record, or one of another version, of which only the messages are read. */
export type ReadRecord =
  | { readonly type: "none" }
  | { readonly type: "known"; readonly record: AnswerRecord }
  | { readonly type: "foreign"; readonly messages: readonly MessageRef[] };

export function readRecord(value: unknown): ReadRecord {
  if (value === null || value === undefined) return { type: "none" };
  if (
    readProperty(value, "version") === 1 &&
    Array.isArray(readProperty(readProperty(value, "answer"), "lanes"))
  )
    return { type: "known", record: value as AnswerRecord };
  return { type: "foreign", messages: findMessages(value) };
}

/** Undefined where the store has failed. */
export async function readHeld(store: SafeStore, id: string): Promise<ReadRecord | undefined> {
  const held = await store.ask("get", (one) => one.get(recordKey(id)));
  return held && readRecord(held.value);
}

/** Whatever its shape: a pair of channel and ts is a message. */
function findMessages(value: unknown): readonly MessageRef[] {
  const found = new Map<string, MessageRef>();
  try {
    JSON.stringify(value, (_, inner: unknown) => {
      const channel = readProperty(inner, "channel");
      const ts = readProperty(inner, "ts");
      if (typeof channel === "string" && typeof ts === "string" && ts !== "")
        found.set(`${channel}/${ts}`, { channel, ts });
      return inner;
    });
  } catch {
    // A value that can't be read, such as a circular one, has no messages for us.
  }
  return [...found.values()];
}

export function writeRecord(store: CheckpointStore, id: string, record: AnswerRecord): PromiseLike<unknown> {
  // Some stores keep the object as it is.
  return store.set(recordKey(id), JSON.parse(JSON.stringify(record)), keptForMs);
}
