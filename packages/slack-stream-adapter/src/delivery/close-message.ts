import { limits } from "../limits.ts";
import type { Outcome } from "../slack/outcome.ts";
import { callPatiently, toWait } from "./call-slack.ts";
import { commit, compose, dropCards, learnSizeOfGrown, refusal } from "./change-session.ts";
import { closeCards } from "./close-cards.ts";
import { batchBytes } from "./compose-batch.ts";
import { closeEdited } from "./edit-message.ts";
import { endByRefusal, endMessage, goOnByEdit } from "./end-message.ts";
import { toStreamError } from "./failures.ts";
import type { Message } from "./message.ts";
import { repairMessage } from "./repair-message.ts";
import type { Session } from "./session.ts";
import { dropDecoration } from "./show-less.ts";
import {
  type CloseOptions,
  type Closing,
  createClosing,
  dropText,
  goesOn,
  toCardsAtEnd,
  toStopContent,
} from "./stop-content.ts";
import { toVerdict } from "./verdicts.ts";

/** Closes the open message: with its last text, its cards closed, and repaired where it needs to be. */
export async function closeMessage(session: Session, options: CloseOptions): Promise<void> {
  const { message } = session;
  if (message === undefined) return;
  if (message.transport === "edit") {
    if (options.tail !== undefined) commit(session, message, options.tail, "unsure");
    const closed = closeCards(message.content, toCardsAtEnd(options));
    message.needsRepair ||= closed !== message.content;
    message.content = closed;
    return closeEdited(session, message, options);
  }
  const closing = createClosing(options);
  const giveUpAt = session.settings.clock.now() + limits.retryCloseForMs;
  for (let attempt = 0; ; attempt += 1) {
    const bounds = lifeLeft(session, message);
    const content = toStopContent(session, message, closing);
    const outcome = await callPatiently(
      session,
      "stop",
      () => session.calls.stop(message.ref, content),
      bounds,
    );
    const state = await settleStop(session, message, closing, { outcome, options });
    if (state === "closed") return afterClose(session, message, closing, options);
    if (state === "ended") return;
    if (state === "later" || session.settings.clock.now() > giveUpAt)
      return giveUpClosing(session, message, outcome, options);
    if (state === "lost") await session.control.pause(toWait(outcome, attempt));
  }
}

type StopState = "closed" | "ended" | "changed" | "lost" | "later";

async function settleStop(
  session: Session,
  message: Message,
  closing: Closing,
  { outcome, options }: { readonly outcome: Outcome; readonly options: CloseOptions },
): Promise<StopState> {
  const verdict = toVerdict("stop", outcome);
  switch (verdict) {
    case "done":
      if (closing.tail !== undefined) commit(session, message, closing.tail, "sure");
      return "closed";
    case "again":
      if (closing.tail !== undefined) commit(session, message, closing.tail, "unsure");
      message.needsRepair = true;
      closing.tail = undefined;
      closing.lost = true;
      return "lost";
    case "later":
      return "later";
    case "full":
      learnSizeOfGrown(session, batchBytes(closing.tail ?? { ...emptyBatch, content: message.content }));
      if (!dropText(closing, message.content)) return "lost"; // A bare stop is not too long (S76): another one will tell.
      message.needsRepair ||= closing.marks === "left out";
      return "changed";
    case "without-cards":
      if (dropClosingCards(session, message, closing, { outcome, options })) return "changed";
      throw toStreamError("chat.stopStream", refusal(outcome));
    case "without-decoration":
      if (dropDecoration(session, outcome, closing.last)) return "changed";
      throw toStreamError("chat.stopStream", refusal(outcome));
    case "fail":
      throw toStreamError("chat.stopStream", refusal(outcome));
    default:
      if (verdict === "over" && closing.lost) return "closed";
      await endByRefusal(session, message, {
        last: options.last,
        notice: options.notice,
        cards: toCardsAtEnd(options),
        verdict,
        cause: refusal(outcome),
        full: closing.ended === "full" ? true : undefined,
        tail: closing.last && closing.tail,
      });
      return "ended";
  }
}

const emptyBatch = { chunks: [], takes: [], full: false, characters: 0 } as const;

/** Nothing of the call was applied (S188): at the end of an answer the same message takes the text alone. */
function dropClosingCards(
  session: Session,
  message: Message,
  closing: Closing,
  { outcome, options }: { readonly outcome: Outcome; readonly options: CloseOptions },
): boolean {
  // It is sent again but once: without cards there is nothing left to drop.
  if (closing.cards === undefined) return false;
  dropCards(session, outcome);
  closing.cards = undefined;
  if (closing.last === undefined) {
    if (closing.tail !== undefined) dropText(closing, message.content);
    return true;
  }
  closing.tail = closing.tail && compose(session, { ended: true });
  closing.notice = options.notice?.();
  return true;
}

async function afterClose(
  session: Session,
  message: Message,
  closing: Closing,
  options: CloseOptions,
): Promise<void> {
  if (closing.ended === "rotated") session.observer.count("rotations");
  if (goesOn(session, closing, message.content)) return goOnByEdit(session, message);
  const closed = closeCards(message.content, toCardsAtEnd(options));
  // No stop closes them where Slack refuses cards: an edit may.
  const areSent = closing.cards !== undefined && session.cards === "shown";
  message.needsRepair ||= closed !== message.content && !areSent;
  message.content = closed;
  endMessage(session, message, closing.ended);
  if (message.needsRepair || message.doubt !== undefined || message.keepalives > 0) {
    await repairMessage(session, message, { last: closing.last, notice: closing.last && options.notice });
  }
}

/** Slack neither closes the message nor says that it is closed: its life will end it. What is in it is written if that can be. */
async function giveUpClosing(
  session: Session,
  message: Message,
  outcome: Outcome,
  options: CloseOptions,
): Promise<void> {
  message.content = closeCards(message.content, toCardsAtEnd(options));
  endMessage(session, message, "unknown", refusal(outcome));
  await repairMessage(session, message, { last: options.last, notice: options.notice });
}

/** A stop is tried for as long as the message lives: after that Slack says that it is over. */
function lifeLeft(session: Session, message: Message) {
  const left = message.startedAt + limits.lifeMs - session.settings.clock.now();
  const totalMs = Math.min(limits.retryCloseForMs, Math.max(left, limits.patienceMs));
  return { eachMs: totalMs, totalMs };
}
