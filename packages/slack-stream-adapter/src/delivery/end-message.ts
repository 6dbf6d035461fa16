import { limits } from "../limits.ts";
import type { Applied, Outcome } from "../slack/outcome.ts";
import type { SegmentEnd } from "../types/index.ts";
import { isOpen } from "./cards.ts";
import { commit } from "./change-session.ts";
import { type CardsAtEnd, closeCards } from "./close-cards.ts";
import type { Batch } from "./compose-batch.ts";
import { isEmpty, nextContent } from "./content.ts";
import { Halt } from "./control.ts";
import { forgetDoubt, type Message } from "./message.ts";
import { type MessageRepair, repairMessage } from "./repair-message.ts";
import { limitsFor, type Session } from "./session.ts";
import type { Verdict } from "./verdicts.ts";

type Failed = Exclude<Outcome, Applied>;

/** Nothing can be added to this message any more; what comes goes into the next. */
export function endMessage(session: Session, message: Message, ended: SegmentEnd, cause?: Failed): void {
  message.ended = ended;
  session.message = undefined;
  session.next = nextContent(message.content, limitsFor(session.settings, session.maxBytes));
  session.notBefore = 0;
  if (message.doubt === undefined) session.inbox.settle();
  session.observer.emit({
    type: "segment-end",
    ts: message.ref.ts,
    ended,
    cause: cause === undefined ? undefined : { code: cause.code, error: cause.error },
  });
}

export interface EndByRefusal extends MessageRepair {
  readonly verdict: Verdict;
  readonly cause: Failed;
  /** What becomes of the message's open cards. @default "rotated" */
  readonly cards?: CardsAtEnd | undefined;
  /** The message takes no more text, so that it can't go on by edit. */
  readonly full?: true | undefined;
  /** The last of the answer's text, refused with the message: the repair writes it. */
  readonly tail?: Batch | undefined;
}

/** Slack says that the message is finished already: by age, by a user, or because somebody deleted it. */
export async function endByRefusal(session: Session, message: Message, options: EndByRefusal): Promise<void> {
  const { cause, tail, verdict } = options;
  if (verdict === "user-stop") {
    session.control.stop("user");
    throw new Halt("user");
  }
  if (verdict === "deleted") {
    forgetDoubt(message); // What was in it is not posted again.
    return endMessage(session, message, "deleted", cause);
  }
  await awaitStopEvent(session, message);
  if (tail !== undefined) commit(session, message, tail, "unsure");
  message.needsRepair = true;
  const mayGoOn = session.settings.continuation === "edit" && options.full === undefined;
  if (mayGoOn || isEmpty(message.content)) return goOnByEdit(session, message);
  message.content = closeCards(message.content, options.cards ?? "rotated");
  endMessage(session, message, "expired", cause);
  await repairMessage(session, message, options);
}

/** The same message grows on by `chat.update`: no second notification (S115, S146). */
export function goOnByEdit(session: Session, message: Message): void {
  message.transport = "edit";
  const { inbox } = session;
  const openCards = [...message.content.cards.values()].some(isOpen);
  if (message.needsRepair || message.keepalives > 0 || openCards) {
    message.doubt ??= { mark: inbox.mark, offset: inbox.offset, content: message.content };
  }
  session.observer.emit({ type: "fallback", reason: "continuation" });
}

/**
 * A user's stop may be refused with the same code as an expiry, and before its event arrives (S137, S138). A message
 * that is too young to have expired gives the event a moment.
 */
async function awaitStopEvent(session: Session, message: Message): Promise<void> {
  const { control, settings } = session;
  if (settings.clock.now() - message.startedAt >= limits.lastRotationMs) return;
  if (control.stopped === undefined) await control.pause(settings.stopEventGraceMs);
  if (settings.abortMayBeStop && control.stopped === "signal") control.stop("user");
  control.check();
}
