import { SlackStreamError } from "../errors.ts";
import { keepLatest } from "../slack/keep-latest.ts";
import type { StreamReceipt } from "../types/index.ts";

/** A result of `adapter.stream()`, or a message that `thread.post()` returned. */
interface SentReply {
  readonly id: string;
  readonly threadId: string;
}

/**
 * Returns the receipt of a streamed reply: its text, how much of it Slack took, and in which messages.
 *
 * @param reply the value that `thread.post(stream)` or `adapter.stream()` resolved with, or the error that it rejected with. The process
 *   keeps the receipts of its last hundred replies for messages of `thread.post()`.
 * @returns undefined for any other value, and for a reply that `chat` posted and edited itself.
 * @example
 * const sent = await thread.post(result.fullStream);
 * console.log(getStreamReceipt(sent)?.segments.length);
 */
export function getStreamReceipt(reply: unknown): StreamReceipt | undefined {
  if (typeof reply !== "object" || reply === null) return undefined;
  const direct = receipts.get(reply);
  if (direct !== undefined) return direct;
  if (SlackStreamError.isInstance(reply)) return reply.receipt;
  return isSentReply(reply) ? recent.get(toKey(reply)) : undefined;
}

/** Keeps the receipt of a reply. The latest receipts are also kept by their two IDs, because `chat` passes on only these. */
export function keepReceipt(reply: object, receipt: StreamReceipt | undefined): void {
  if (receipt === undefined) return;
  receipts.set(reply, receipt);
  if (!isSentReply(reply) || reply.id === "") return;
  keepLatest(recent, [toKey(reply), receipt], mostRecent);
}

const receipts = new WeakMap<object, StreamReceipt>();
const recent = new Map<string, StreamReceipt>();
const mostRecent = 100;

function toKey({ id, threadId }: SentReply): string {
  return `${threadId}/${id}`;
}

function isSentReply(value: object): value is SentReply {
  const { id, threadId } = value as Partial<Record<keyof SentReply, unknown>>;
  return typeof id === "string" && typeof threadId === "string";
}
