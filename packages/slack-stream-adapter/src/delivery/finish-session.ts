import { plainLetters } from "../markdown/compose.ts";
import type { SessionStatus } from "../types/index.ts";
import { callOnce } from "./call-slack.ts";
import { compose } from "./change-session.ts";
import { closeMessage } from "./close-message.ts";
import { isEmpty } from "./content.ts";
import { isKnown } from "./look-up-message.ts";
import { toLine } from "./progress-line.ts";
import { repairMessage } from "./repair-message.ts";
import { type Session, statusAtEnd } from "./session.ts";
import { openWith } from "./show-progress.ts";
import type { Decorations } from "./to-message-content.ts";
import { toVerdict } from "./verdicts.ts";
import { write } from "./write.ts";

/** How an answer ends that was not stopped by the user. */
export interface Finish {
  readonly cards: "completed" | "failed";
  /** Said after what was shown, by us. */
  readonly notice: () => string | undefined;
}

/** Sends what is left, closes the last message with what belongs below it, and settles what was put off. */
export async function finishSession(session: Session, finish: Finish): Promise<void> {
  const last = toDecorations(session);
  await finishText(session, finish, last);
  const request = finish.cards === "completed" && asksAlone(session) ? finish.notice() : undefined;
  const rest = request === undefined ? finish : { ...finish, notice: () => undefined };
  const { length } = session.messages;
  while (request !== undefined && session.messages.length === length) await openWith(session, request);
  await finishText(session, rest, last);
  await completeClosed(session, rest, last);
  for (const message of session.owed) await repairMessage(session, message, { last: {} });
  // Openings that were answered after they had been made again: their text is there twice, but they must not turn red.
  for (const ref of session.late.splice(0)) {
    if (isKnown(session, ref)) continue;
    const outcome = await callOnce(session, "stop", () => session.calls.stop(ref, {}));
    if (toVerdict("stop", outcome) === "user-stop") session.control.stop("user");
  }
  await settleStatus(session);
  await settleLateEdits(session, rest, last);
}

/** The last word is ours: an edit that was given up has as long again to land, and its message is written after it. */
async function settleLateEdits(session: Session, { notice }: Finish, last: Decorations): Promise<void> {
  const { control, lateEdits, settings } = session;
  const { callTimeoutMs, clock } = settings;
  const until = clock.now() + callTimeoutMs;
  const isWaiting = () => lateEdits.pending.size > 0 && clock.now() < until;
  while (control.deadline === Number.POSITIVE_INFINITY && isWaiting())
    await control.pause(until - clock.now());
  for (const message of [...lateEdits.overtaken]) {
    if (message.ended === "deleted") continue;
    const isLast = message === session.messages.at(-1);
    await repairMessage(session, message, isLast ? { last, notice } : { last: {} });
  }
  for (const message of lateEdits.pending) message.uncertain = true;
}

/**
 * Marks that have nothing left to mark, such as the end of a fence that was closed with its message, are not shown; nor are
 * cards that Slack does not take.
 */
function dropMarks({ cards, inbox }: Session): void {
  const showsSomething = inbox.items.some((item) =>
    item.type === "chunk" ? cards === "shown" : plainLetters(item.text) !== "",
  );
  if (!showsSomething) while (inbox.items.length > 0) inbox.take("item");
}

/** What a message does not take after all, or what it is not sure to hold, goes on in another one. */
async function finishText(session: Session, finish: Finish, last: Decorations): Promise<void> {
  const { cards } = finish;
  while (session.inbox.pending || session.message !== undefined) {
    const batch = compose(session, { ended: true });
    const nothing = batch.chunks.length === 0 && !batch.full;
    if (session.message === undefined && nothing) return dropMarks(session);
    if (session.message === undefined || batch.full) await write(session, { ended: true, batch });
    else {
      // A message that has but a line of ours in it is not left with what is no longer true.
      const notice = () =>
        finish.notice() ?? (isEmpty(batch.content) ? toLine(session.agent.did, session.next) : undefined);
      await closeMessage(session, { ended: "stopped", last, cards, notice, tail: batch });
    }
  }
}

/** Nothing is shown that the request for an approval could stand below, and no card that says it. */
function asksAlone({ agent, cards, inbox, messages }: Session): boolean {
  // Of a reply that was withheld nothing is shown, whatever it asks for.
  const isUnseen = cards === "refused" || inbox.allText() === "";
  const isAlone = !inbox.pending && messages.every(({ ended }) => ended === "deleted");
  return agent.waiting.approvals > 0 && isUnseen && isAlone;
}

/** The last message was closed before the end was known: what belongs below the answer is added to it. */
async function completeClosed(session: Session, { notice }: Finish, last: Decorations): Promise<void> {
  const message = session.messages.at(-1);
  if (message === undefined || isEmpty(message.content) || message.ended === "deleted") return;
  const nothingToAdd = last.stopBlocks === undefined && last.metadata === undefined && notice() === undefined;
  if (message.ended === "stopped" || message.completed || nothingToAdd) return;
  await repairMessage(session, message, { last, notice });
}

/**
 * A message that was closed in silence left its session busy (S141), and one that was posted says nothing of it: nobody
 * else will say what becomes of the session.
 */
async function settleStatus(session: Session): Promise<void> {
  const status = statusAtEnd(session) ?? "active";
  const last = session.messages.at(-1);
  const said =
    last?.ended === "stopped" && last.transport === "stream" && !session.refused.has("session-status");
  const meant = last?.opened === "stream" || statusAtEnd(session) !== undefined;
  if (last !== undefined && meant && !said) await setStatus(session, status);
}

/** Allowed after a user's stop, too. Its failure is nobody's; its own deadline bounds it. */
export async function setStatus(session: Session, status: SessionStatus): Promise<void> {
  await session.calls.setSessionStatus(status);
}

/** Where Slack takes no cards it takes no blocks between texts either: what asks for an approval goes below the answer. */
function toDecorations(session: Session): Decorations {
  const { metadata, stopBlocks } = session.settings;
  return {
    metadata,
    // Read at each try: it may be the last call that Slack refuses for its cards.
    get stopBlocks() {
      const isShown = session.messages.some(({ content }) =>
        content.parts.some(({ type }) => type === "blocks"),
      );
      const asking = session.cards === "refused" && !isShown ? session.agent.waiting.blocks : [];
      return asking.length === 0 ? stopBlocks : [...asking, ...(stopBlocks ?? [])];
    },
  };
}
