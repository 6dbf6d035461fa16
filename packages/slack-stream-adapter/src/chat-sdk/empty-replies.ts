import type { RawMessage, StateAdapter } from "chat";
import { keepLatest } from "../slack/keep-latest.ts";

/**
 * A reply that showed nothing has no message in Slack, but `chat` makes a handle of it all the same, with `edit`, `delete` and
 * reactions. Its id is one of these. The first edit posts the message, and from then on the id belongs to that message.
 */
const prefix = "empty:";

export function createEmptyReplyId(): string {
  return `${prefix}${crypto.randomUUID()}`;
}

export function isEmptyReplyId(messageId: string): boolean {
  return messageId.startsWith(prefix);
}

/** Keeps which message belongs to an id: in the state of `chat`, which all processes share, or in this process. */
type Store = Pick<StateAdapter, "get" | "set">;

const keptMs = 30 * 24 * 3_600_000;
const toKey = (id: string) => `slack-stream:empty-reply:${id}`;

/** The message that belongs to an id, or undefined if nothing was posted for it yet. An id of Slack's belongs to its own message. */
export async function findShownMessage(
  messageId: string,
  store: Store | undefined,
): Promise<string | undefined> {
  if (!isEmptyReplyId(messageId)) return messageId;
  const posting = inThisProcess.get(messageId)?.catch(() => undefined);
  return (await posting)?.id ?? (await store?.get<string>(toKey(messageId))) ?? undefined;
}

/** Posts the message that an id is to stand for; `undefined` where there is one already, or is about to be. */
export async function postOnce(
  messageId: string,
  store: Store | undefined,
  post: () => Promise<RawMessage<unknown>>,
): Promise<RawMessage<unknown> | undefined> {
  if ((await findShownMessage(messageId, store)) !== undefined) return undefined;
  // Somebody else may have begun while the store was asked.
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
