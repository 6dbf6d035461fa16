import { limits } from "../limits.ts";
import type { Applied, Outcome } from "../slack/outcome.ts";
import { askBudget, callOnce, toWait } from "./call-slack.ts";
import { closeMessage } from "./close-message.ts";
import { type Batch, batchBytes, composeBatch } from "./compose-batch.ts";
import { nextContent } from "./content.ts";
import { editMessage } from "./edit-message.ts";
import { endByRefusal } from "./end-message.ts";
import { toStreamError } from "./failures.ts";
import type { Message } from "./message.ts";
import { openMessage } from "./open-message.ts";
import { limitsFor, type Session } from "./session.ts";
import { belowProgress, toProgress } from "./show-progress.ts";
import { toVerdict } from "./verdicts.ts";

export interface WriteOptions {
  /** End the message at the first such place. */
  readonly stopAt?: "line" | "word" | undefined;
  /** Nothing comes after what waits in the inbox. */
  readonly ended?: true | undefined;
  /** What {@link compose} made of the same options just now. */
  readonly batch?: Batch | undefined;
}

/** Sends what waits: opens a message, adds to the open one, or closes a full one. What is refused stays in the inbox. */
export async function write(session: Session, options: WriteOptions = {}): Promise<void> {
  const batch = options.batch ?? compose(session, options);
  const { message } = session;
  if (message === undefined) {
    if (batch.chunks.length === 0) return take(session, batch);
    await openMessage(session, batch);
    return batch.full ? closeMessage(session, { ended: "full" }) : undefined;
  }
  const isNew = batch.full || batch.chunks.length > 0 || message.doubt !== undefined;
  if (message.transport === "edit" && (isNew || toProgress(session) !== message.progress)) {
    commit(session, message, batch, "unsure");
    return batch.full ? closeMessage(session, { ended: "full" }) : editMessage(session, message);
  }
  if (batch.full)
    return closeMessage(session, { ended: options.stopAt === undefined ? "full" : "rotated", tail: batch });
  if (batch.chunks.length > 0) return append(session, message, batch);
  // Cards that are passed over wait for nothing: what waits keeps a message from its keepalives.
  if (batch.takes.includes("item")) commit(session, message, batch, "unsure");
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

async function append(session: Session, message: Message, batch: Batch): Promise<void> {
  const { observer, settings } = session;
  const sentAt = settings.clock.now();
  const budgetMs = askBudget(session, "append", "text");
  if (budgetMs > 0) {
    session.notBefore = sentAt + budgetMs;
    return;
  }
  const outcome = await callOnce(session, "append", () =>
    session.calls.append(message.ref, belowProgress(message, batch.chunks)),
  );
  const verdict = toVerdict("append", outcome);
  switch (verdict) {
    case "done":
    case "doubt":
      observer.count("appends");
      commit(session, message, batch, outcome.type === "unknown" ? "unsure" : "sure");
      message.wroteAt = sentAt;
      message.progress = undefined;
      observer.emit({ type: "append", ts: message.ref.ts, characters: batch.characters });
      return;
    case "later":
      session.notBefore = sentAt + toWait(outcome, 0);
      return;
    case "without-cards":
      if (!dropCards(session, outcome)) throw toStreamError("chat.appendStream", refusal(outcome));
      return;
    case "full":
      learnSizeOfGrown(session, batchBytes(batch));
      return closeMessage(session, { ended: "full" });
    case "fall-back":
      session.transport = "edit";
      return closeMessage(session, { ended: "rotated" });
    case "fail":
      throw toStreamError("chat.appendStream", refusal(outcome));
    default:
      return endByRefusal(session, message, { verdict, cause: refusal(outcome) });
  }
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
