import type { Hash } from "../answer/hash.ts";
import type { SavedAnswer } from "../answer/saved.ts";
import { readProperty } from "../slack/read-property.ts";
import type { MessageRef } from "../slack/slack-calls.ts";
import type { StreamReceipt } from "../types/index.ts";
import type { SafeStore } from "./safe-store.ts";

/** The record of one answer in the store. It never holds a client or a token, and text of the conversation only with `storeText`. */
export interface AnswerRecord {
  readonly version: 1;
  /** The id of the `streamToSlack` call that wrote it. */
  readonly writer: string;
  readonly savedAt: number;
  readonly leaseMs: number;
  readonly place: RecordPlace;
  readonly answer: SavedAnswer;
  /** A call to the last message may be under way. */
  readonly isUnderWay: boolean;
  readonly from: RecordFrom;
  /** The whole text of the source, if it is stored. */
  readonly text?: RecordText | undefined;
  /** The answer is final. */
  readonly receipt?: Omit<StreamReceipt, "text"> | undefined;
}

export interface RecordPlace {
  readonly channel: string;
  readonly threadTs?: string | undefined;
  readonly recipientUserId?: string | undefined;
  readonly recipientTeamId?: string | undefined;
  /** The key of the account that answers. It contains no secret. */
  readonly workspace: string;
}

/** Where the source may begin the next time, and the hash of the text before that place. */
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

/** The value in a store: no record, a record, or a record of another version, from which only the messages are read. */
export type ReadRecord =
  | { readonly type: "none" }
  | { readonly type: "known"; readonly record: AnswerRecord }
  | { readonly type: "foreign"; readonly messages: readonly MessageRef[] };

function readRecord(value: unknown): ReadRecord {
  if (value === null || value === undefined) return { type: "none" };
  if (
    readProperty(value, "version") === 1 &&
    Array.isArray(readProperty(readProperty(value, "answer"), "lanes"))
  )
    return { type: "known", record: value as AnswerRecord };
  return { type: "foreign", messages: findMessages(value) };
}

/** Undefined if the store has failed. */
export async function readHeld(store: SafeStore, id: string): Promise<ReadRecord | undefined> {
  const held = await store.ask("get", recordKey(id));
  return held && readRecord(held.value);
}

/** Reads messages from a value of any shape: a pair of `channel` and `ts` is a message. */
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
    // A value that can't be read, such as a circular one, counts as one without messages.
  }
  return [...found.values()];
}

export function writeRecord(store: SafeStore, id: string, record: AnswerRecord): Promise<unknown> {
  // Some stores keep the object itself.
  return store.ask("set", recordKey(id), JSON.parse(JSON.stringify(record)), keptForMs);
}
