import { limits } from "../limits.ts";
import type { Applied, Outcome } from "../slack/outcome.ts";
import { type Batch, composeBatch } from "./compose-batch.ts";
import { nextContent } from "./content.ts";
import type { Message } from "./message.ts";
import { limitsFor, type Session } from "./session.ts";

/** Changes of a session's state; none of them calls Slack. */

export interface WriteOptions {
  /** End the message at the first such place. */
  readonly stopAt?: "line" | "word" | undefined;
  /** Nothing comes after what waits in the inbox. */
  readonly ended?: true | undefined;
  /** What {@link compose} made of the same options just now. */
  readonly batch?: Batch | undefined;
}

/** What the next call would carry. */
export function compose(session: Session, options: WriteOptions = {}): Batch {
  const content = session.message?.content ?? session.next;
  return composeBatch(content, session.inbox.items, {
    maxBytes: session.maxBytes,
    ended: options.ended ?? false,
    stopAt: options.stopAt,
    cards: session.cards,
    firstLine: session.settings.firstLine,
  });
}

/** What the batch carried is in the message: surely, or as far as anybody knows. */
export function commit(session: Session, message: Message, batch: Batch, certainty: "sure" | "unsure"): void {
  const { inbox } = session;
  if (certainty === "unsure" && batch.chunks.length > 0) {
    message.doubt ??= { mark: inbox.mark, offset: inbox.offset, content: message.content };
  }
  if (certainty === "sure") session.unsettledSince = undefined;
  for (const count of batch.takes) inbox.take(count);
  message.content = batch.content;
  message.end = inbox.offset;
  if (batch.chunks.length > 0) message.wroteAt = session.settings.clock.now();
  session.notBefore = 0;
}

/** The same message can't be found too small twice: what Slack refused at this size is not tried again. */
export function learnSize(session: Session, refusedBytes: number): boolean {
  const least = limits.smallestLearntBytes;
  if (session.maxBytes <= least) return false;
  session.maxBytes = Math.max(least, Math.min(Math.floor(session.maxBytes * 0.75), refusedBytes - 1));
  if (session.message === undefined)
    session.next = nextContent(session.next, limitsFor(session.settings, session.maxBytes));
  return true;
}

/** Slack counts blocks too, and a refusal doesn't say what was too much (S71). */
export function learnSizeOfGrown(session: Session, refusedBytes: number): void {
  if (refusedBytes >= limits.leastFullBytes) learnSize(session, refusedBytes);
}

/** Cards are left out from now on; false when they were already. */
export function dropCards(session: Session, outcome: Outcome): boolean {
  if (session.cards === "refused") return false;
  session.cards = "refused";
  session.observer.emit({ type: "decoration-dropped", decoration: "cards", code: refusal(outcome).code });
  return true;
}

/** An outcome that its verdict says is no success. */
export function refusal(outcome: Outcome): Exclude<Outcome, Applied> {
  return outcome.type === "applied" ? { type: "unknown", code: "applied", error: undefined } : outcome;
}

/** What shows nothing is out of the way; the next message begins with what it changed. */
export function take(session: Session, batch: Batch): void {
  for (const count of batch.takes) session.inbox.take(count);
  session.next = batch.content;
}
