import { limits } from "../limits.ts";
import { closing } from "../markdown/compose.ts";
import type { Outcome } from "../slack/outcome.ts";
import type { StopContent } from "../slack/slack-calls.ts";
import { callPatiently, toWait } from "./call-slack.ts";
import { type CardsAtEnd, closeCards, toClosingChunks } from "./close-cards.ts";
import { addTextChunk, type Batch, batchBytes } from "./compose-batch.ts";
import { closeEdited } from "./edit-message.ts";
import { endByRefusal, endMessage, goOnByEdit } from "./end-message.ts";
import { toFailure } from "./failures.ts";
import type { Message } from "./message.ts";
import { repairMessage } from "./repair-message.ts";
import { type Session, statusAtEnd } from "./session.ts";
import type { Decorations } from "./to-message-content.ts";
import { toVerdict } from "./verdicts.ts";
import { commit, compose, learnSize, refusal } from "./write.ts";
import { allowed, dropDecoration } from "./write-whole.ts";

export interface CloseOptions {
  readonly ended: "stopped" | "rotated" | "full";
  /** The last of the text, sent with the stop. */
  readonly tail?: Batch | undefined;
  /** It is the last message of the answer, and these belong below it. */
  readonly last?: Decorations | undefined;
  /** Said after the text, by us; asked again when Slack has refused cards. */
  readonly notice?: (() => string | undefined) | undefined;
  /** What becomes of open cards. */
  readonly cards?: CardsAtEnd | undefined;
}

/** What a stop carries, less with every refusal. */
interface Closing {
  tail: Batch | undefined;
  notice: string | undefined;
  cards: CardsAtEnd | undefined;
  last: Decorations | undefined;
  ended: CloseOptions["ended"];
  /** The fate of a stop is not known: the next goes out bare, and its refusal proves that the first was applied (S108). */
  lost: boolean;
}

/** Closes the open message: with its last text, its cards closed, and repaired where it needs to be. */
export async function closeMessage(session: Session, options: CloseOptions): Promise<void> {
  const { message } = session;
  if (message === undefined) return;
  if (message.transport === "edit") {
    if (options.tail !== undefined) commit(session, message, options.tail, "unsure");
    const closed = closeCards(message.content, options.cards ?? toCards(options));
    message.needsRepair ||= closed !== message.content;
    message.content = closed;
    return closeEdited(session, message, { ...options, notice: options.notice?.() });
  }
  const closing: Closing = {
    tail: options.tail,
    notice: options.notice?.(),
    cards: options.cards ?? toCards(options),
    last: options.last,
    ended: options.ended,
    lost: false,
  };
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
      if (!closing.lost && closing.tail !== undefined) commit(session, message, closing.tail, "unsure");
      message.needsRepair = true;
      closing.tail = undefined;
      closing.lost = true;
      return "lost";
    case "later":
      return "later";
    case "full":
      learnSize(session, batchBytes(closing.tail ?? { ...emptyBatch, content: message.content }));
      if (!dropText(closing)) return "lost"; // A bare stop is not too long (S76): another one will tell.
      message.needsRepair ||= closing.cards === undefined;
      return "changed";
    case "without-cards":
      if (dropClosingCards(session, closing, options)) return "changed";
      throw toFailure("chat.stopStream", refusal(outcome));
    case "without-decoration":
      if (dropDecoration(session, outcome, closing.last)) return "changed";
      throw toFailure("chat.stopStream", refusal(outcome));
    case "fail":
      throw toFailure("chat.stopStream", refusal(outcome));
    default:
      if (verdict === "over" && closing.lost) return "closed";
      await endByRefusal(session, message, {
        last: options.last,
        notice: options.notice?.(),
        cards: options.cards ?? toCards(options),
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
function dropClosingCards(session: Session, closing: Closing, options: CloseOptions): boolean {
  if (closing.cards === undefined && closing.tail === undefined) return false;
  session.cards = "refused";
  closing.cards = undefined;
  if (closing.last === undefined) {
    dropText(closing);
    return true;
  }
  closing.tail = closing.tail && compose(session, { ended: true });
  closing.notice = options.notice?.();
  return true;
}

/** Text that a full message does not take goes on in the next; what is ours to say is left out. */
function dropText(closing: Closing): boolean {
  if (closing.tail !== undefined) {
    closing.tail = undefined;
    closing.last = undefined;
    closing.notice = undefined;
    closing.ended = "full";
  } else if (closing.notice !== undefined) closing.notice = undefined;
  else if (closing.cards === "rotated")
    closing.cards = "completed"; // Their titles stay as they are: nothing is added.
  else if (closing.cards !== undefined) closing.cards = undefined;
  else return false;
  return true;
}

async function afterClose(
  session: Session,
  message: Message,
  closing: Closing,
  options: CloseOptions,
): Promise<void> {
  if (closing.ended === "rotated") session.observer.count("rotations");
  if (goesOn(session, closing)) return goOnByEdit(session, message);
  message.content = closeCards(message.content, options.cards ?? toCards(options));
  endMessage(session, message, closing.ended);
  const lostNotice = closing.last !== undefined && closing.notice !== options.notice?.();
  if (message.needsRepair || message.doubt !== undefined || message.keepalives > 0 || lostNotice) {
    await repairMessage(session, message, { last: closing.last, notice: closing.last && options.notice?.() });
  }
}

/** Slack neither closes the message nor says that it is closed: its life will end it. What is in it is written if that can be. */
async function giveUpClosing(
  session: Session,
  message: Message,
  outcome: Outcome,
  options: CloseOptions,
): Promise<void> {
  message.content = closeCards(message.content, options.cards ?? toCards(options));
  endMessage(session, message, "unknown", refusal(outcome));
  await repairMessage(session, message, { last: options.last, notice: options.notice?.() });
}

function toStopContent(session: Session, message: Message, closingState: Closing): StopContent {
  if (closingState.lost) return {};
  const after = closingState.tail?.content ?? message.content;
  // What goes on by edit is not closed for good: neither its fence nor its cards.
  const stays = goesOn(session, closingState);
  const end =
    (stays ? "" : closing(after.markdown)) +
    (closingState.notice === undefined ? "" : `\n\n${closingState.notice}`);
  const text = closingState.tail?.chunks ?? [];
  const cards =
    !stays && closingState.cards !== undefined && session.cards === "shown" ? closingState.cards : undefined;
  const chunks = [
    ...(end === "" ? text : addTextChunk(text, end)),
    ...(cards === undefined ? [] : toClosingChunks(after, cards)),
  ];
  const decorations = allowed(session, closingState.last);
  const status = closingState.last === undefined ? "processing" : statusAtEnd(session);
  return {
    chunks,
    blocks: decorations.stopBlocks,
    metadata: decorations.metadata,
    sessionStatus: session.refused.has("session-status") ? undefined : status,
  };
}

/** The same message grows on by edit at the end of its life. */
function goesOn({ settings }: Session, { ended }: Closing): boolean {
  return ended === "rotated" && settings.continuation === "edit";
}

function toCards({ ended }: CloseOptions): CardsAtEnd {
  return ended === "stopped" ? "completed" : "rotated";
}

/** A stop is tried for as long as the message lives: after that Slack says that it is over. */
function lifeLeft(session: Session, message: Message) {
  const left = message.startedAt + limits.lifeMs - session.settings.clock.now();
  const totalMs = Math.min(limits.retryCloseForMs, Math.max(left, limits.patienceMs));
  return { eachMs: totalMs, totalMs };
}
