import { askBudget, callOnce, toWait } from "./call-slack.ts";
import {
  commit,
  compose,
  dropCards,
  learnSizeOfGrown,
  refusal,
  take,
  type WriteOptions,
} from "./change-session.ts";
import { closeMessage } from "./close-message.ts";
import { type Batch, batchBytes } from "./compose-batch.ts";
import { editMessage } from "./edit-message.ts";
import { endByRefusal } from "./end-message.ts";
import { toStreamError } from "./failures.ts";
import type { Message } from "./message.ts";
import { openMessage } from "./open-message.ts";
import { belowProgress, toProgress } from "./progress-line.ts";
import type { Session } from "./session.ts";
import { toVerdict } from "./verdicts.ts";

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
