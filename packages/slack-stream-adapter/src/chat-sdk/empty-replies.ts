import type { RawMessage, StateAdapter } from "chat";
import { keepLatest } from "../slack/keep-latest.ts";

/**
 * A reply that showed nothing has no message in Slack. `chat` still makes a handle for it, with `edit`, `delete` and
 * reactions. The handle's ID begins with this prefix. The first edit posts a message, and from then on the ID belongs to this
 * message.
 */
const prefix = "empty:";

export function createEmptyReplyId(): string {
  return `${prefix}${crypto.randomUUID()}`;
}

export function isEmptyReplyId(messageId: string): boolean {
  return messageId.startsWith(prefix);
}

/** Keeps the message of each ID: in the state of `chat`, which all processes share, or in this process. */
type Store = Pick<StateAdapter, "get" | "set">;

const keptMs = 30 * 24 * 3_600_000;
const toKey = (id: string) => `slack-stream:empty-reply:${id}`;

/**
 * Returns the ID of the message that belongs to `messageId`, or undefined if nothing was posted for it. An ID of Slack's is returned
 * unchanged.
 */
export async function findShownMessage(
  messageId: string,
  store: Store | undefined,
): Promise<string | undefined> {
  if (!isEmptyReplyId(messageId)) return messageId;
  const posting = inThisProcess.get(messageId)?.catch(() => undefined);
  return (await posting)?.id ?? (await store?.get<string>(toKey(messageId))) ?? undefined;
}

/** Posts the message of an ID. Returns undefined if the ID has a message, or if another call is posting it. */
export async function postOnce(
  messageId: string,
  store: Store | undefined,
  post: () => Promise<RawMessage<unknown>>,
): Promise<RawMessage<unknown> | undefined> {
  if ((await findShownMessage(messageId, store)) !== undefined) return undefined;
  // Another call may have begun to post while the store was asked.
  if (inThisProcess.has(messageId)) return postOnce(messageId, store, post);
  const posting = post();
  keepLatest(inThisProcess, [messageId, posting], mostKept);
  try {
    const posted = await posting;
    await store?.set(toKey(messageId), posted.id, keptMs);
    return posted;
  } catch (error) {
    inThisProcess.delete(messageId);
    throw error;
  }
}

const inThisProcess = new Map<string, Promise<RawMessage<unknown>>>();
const mostKept = 1_000;
