import type { SessionStatus } from "../types.ts";
import { callOnce } from "./call-slack.ts";
import { closeMessage } from "./close-message.ts";
import { isEmpty } from "./content.ts";
import { repairMessage } from "./repair-message.ts";
import type { Session } from "./session.ts";
import type { Decorations } from "./to-message-content.ts";
import { compose, write } from "./write.ts";

/** How an answer ends that was not stopped by the user. */
export interface Finish {
  readonly cards: "completed" | "failed";
  /** Said after what was shown, by us. */
  readonly notice?: string | undefined;
}

/** Sends what is left, closes the last message with what belongs below it, and settles what was put off. */
export async function finishSession(session: Session, finish: Finish): Promise<void> {
  const last = toDecorations(session);
  const closing = { ended: "stopped", last, cards: finish.cards, notice: finish.notice } as const;
  // What a message does not take after all, or what it is not sure to hold, goes on in another one.
  while (session.inbox.pending || session.message !== undefined) {
    const batch = compose(session, { ended: true });
    const nothing = batch.chunks.length === 0 && !batch.full;
    if (session.message === undefined && nothing) break;
    if (session.message === undefined || batch.full) await write(session, { ended: true });
    else await closeMessage(session, { ...closing, tail: batch });
  }
  await completeClosed(session, finish, last);
  for (const message of session.owed) await repairMessage(session, message, { last: {} });
  // Openings that were answered after they had been made again: their text is there twice, but they must not turn red.
  for (const ref of session.late.splice(0))
    await callOnce(session, "stop", () => session.calls.stop(ref, {}));
  await settleStatus(session);
}

/** The last message was closed before the end was known: what belongs below the answer is added to it. */
async function completeClosed(session: Session, finish: Finish, last: Decorations): Promise<void> {
  const message = session.messages.at(-1);
  if (message === undefined || isEmpty(message.content) || message.ended === "deleted") return;
  const nothingToAdd =
    last.stopBlocks === undefined && last.metadata === undefined && finish.notice === undefined;
  if (message.ended === "stopped" || nothingToAdd) return;
  await repairMessage(session, message, { last, notice: finish.notice });
}

/** A message that was closed in silence left its session busy (S141): nobody else will say that it is over. */
async function settleStatus(session: Session): Promise<void> {
  const status = session.settings.sessionStatus ?? "active";
  const last = session.messages.at(-1);
  const said =
    last?.ended === "stopped" && last.transport === "stream" && !session.refused.has("session-status");
  if (last?.opened === "stream" && !said) await setStatus(session, status);
}

/** The one call that is allowed after a user's stop. Its failure is nobody's; its own deadline bounds it. */
export async function setStatus(session: Session, status: SessionStatus): Promise<void> {
  await session.calls.setSessionStatus(status);
}

export function toDecorations({ settings }: Session): Decorations {
  return { stopBlocks: settings.stopBlocks, metadata: settings.metadata };
}
