import { limits } from "../limits.ts";
import type { Outcome } from "../slack/outcome.ts";
import { adoptMessage, toCertainty, toRef } from "./adopt-message.ts";
import { abandoned, callPatiently, isOverBudget, startingPatience, toWait } from "./call-slack.ts";
import { changeContent } from "./change-content.ts";
import { refusal, take } from "./change-session.ts";
import type { Batch } from "./compose-batch.ts";
import { toStreamError } from "./failures.ts";
import { fallBack } from "./fall-back.ts";
import { type LookUp, lookUpMessage } from "./look-up-message.ts";
import type { Session } from "./session.ts";
import { toMessageContent } from "./to-message-content.ts";
import { toVerdict } from "./verdicts.ts";

/** Opens a message with its first content. Where Slack refuses, what was refused is changed, and the loop comes here again. */
export async function openMessage(session: Session, batch: Batch): Promise<void> {
  // Stays set when the stream ends before anybody knows whether there is a message.
  session.live.opening = true;
  const { status } = session.agent;
  status.makeWay();
  const isPosted = session.transport === "edit" || isBetterPosted(session);
  await (isPosted ? postMessage(session, batch) : startStream(session, batch));
  if (session.message !== undefined) status.covered();
  session.live.opening = false;
}

/** An answer that is complete needs one post, or a start and a stop, of which others need one more than it does. */
function isBetterPosted({ crowded, inbox, settings }: Session): boolean {
  return crowded && inbox.ending !== undefined && settings.transport === "auto";
}

async function startStream(session: Session, batch: Batch): Promise<void> {
  const { calls, settings } = session;
  const taskDisplayMode = session.refused.has("display-mode") ? undefined : settings.taskDisplayMode;
  let sentAt = settings.clock.now();
  const start = () => {
    sentAt = settings.clock.now();
    session.starting = calls.start({ chunks: batch.chunks, taskDisplayMode });
    return session.starting;
  };
  const outcome = await callPatiently(session, "start", start, startingPatience);
  if (outcome === abandoned) noteLate(session, sentAt);
  session.starting = undefined;
  if (outcome.type === "refused") session.live.opening = false;
  switch (toVerdict("start", outcome)) {
    case "done":
      return adoptMessage(session, batch, { ref: toRef(outcome), transport: "stream", startedAt: sentAt });
    case "look-up":
      return settleLostStart(session, batch, sentAt, outcome);
    case "later":
      session.crowded = true;
      if (isOverBudget(outcome) && (settings.transport === "stream" || isBetterPosted(session)))
        return waitForTurn(session, outcome);
      if (settings.transport === "stream" || isUnreachable(outcome))
        throw toStreamError("chat.startStream", refusal(outcome));
      // Posting has a rate limit of its own (S87): this message goes out by post and edit.
      session.fallbackReason ??= refusal(outcome).code;
      return postMessage(session, batch);
    case "fall-back":
      return fallBack(session, refusal(outcome));
    default:
      return changeContent(session, batch, outcome, "start");
  }
}

/** A start that was given up, because time is short, may be answered while it is looked for. */
function noteLate({ control, late, starting }: Session, sentAt: number): void {
  // Never rejects, and nobody waits for it.
  void starting?.then((outcome) => {
    if (outcome.type !== "applied") return;
    late.push({ ...outcome, sentAt });
    control.nudge();
  });
}

async function settleLostStart(
  session: Session,
  batch: Batch,
  sentAt: number,
  outcome: Outcome,
): Promise<void> {
  const found = await lookUpMessage(session, batch.content, { state: "streaming", sentAt });
  switch (found.type) {
    case "one": {
      const opened = { transport: "stream", startedAt: sentAt } as const;
      return adoptMessage(session, batch, { ref: found.ref, ...opened, certainty: toCertainty(session) });
    }
    case "none":
      return startAnew(session, batch, outcome, sentAt);
    case "unclear":
      noteStray(session, batch);
      session.fallbackReason ??= found.code;
      return session.settings.transport === "stream"
        ? startAnew(session, batch, outcome, sentAt)
        : postMessage(session, batch);
  }
}

/** What nobody can find is opened once more: for as long as one would wait for a rate limit, and a few times at least. */
function startAnew(session: Session, batch: Batch, outcome: Outcome, sentAt: number): void {
  noteStray(session, batch);
  session.lost ??= { since: sentAt, attempts: 0 };
  session.lost.attempts += 1;
  const lostForMs = session.settings.clock.now() - session.lost.since;
  if (lostForMs > limits.retryForMs && session.lost.attempts >= limits.lostStarts) {
    throw toStreamError("opening a message", refusal(outcome));
  }
}

async function postMessage(session: Session, batch: Batch): Promise<void> {
  const { settings } = session;
  const content = toMessageContent(batch.content, {
    prefer: "markdown",
    taskDisplayMode: settings.taskDisplayMode,
  });
  if (content === undefined) return take(session, batch); // The title of a plan without a card.
  let sentAt = settings.clock.now();
  const outcome = await callPatiently(session, "post", () => {
    sentAt = settings.clock.now();
    return session.calls.post(content);
  });
  if (outcome.type === "refused") session.live.opening = false;
  const opened = { transport: "edit", startedAt: sentAt } as const;
  switch (toVerdict("post", outcome)) {
    case "done":
      return adoptMessage(session, batch, { ref: toRef(outcome), ...opened });
    case "look-up": {
      const found: LookUp = await lookUpMessage(session, batch.content, { state: "posted", sentAt });
      return found.type === "one"
        ? adoptMessage(session, batch, { ref: found.ref, ...opened, certainty: toCertainty(session) })
        : startAnew(session, batch, outcome, sentAt);
    }
    case "later":
      if (isOverBudget(outcome)) {
        const isFirst = session.transport === "stream" && isBetterPosted(session);
        return isFirst ? startStream(session, batch) : waitForTurn(session, outcome);
      }
      throw toStreamError("chat.postMessage", refusal(outcome));
    default:
      return changeContent(session, batch, outcome, "post");
  }
}

/** Others are before this answer in every queue: it asks again, for a start first, and with what has come until then. */
async function waitForTurn(session: Session, outcome: Outcome): Promise<void> {
  await session.control.pause(Math.min(toWait(outcome, 0), limits.patienceMs));
}

/** Somewhere there may be a message with all of this in it, however many messages it takes in the end. */
function noteStray(session: Session, { takes }: Batch): void {
  const characters = takes.reduce<number>((sum, count) => sum + (count === "item" ? 0 : count), 0);
  session.uncertainNext = true;
  session.uncertainUntil = Math.max(session.uncertainUntil, session.inbox.offset + characters);
}

function isUnreachable(outcome: Outcome): boolean {
  return outcome.type === "refused" && outcome.reason === "unreachable";
}
