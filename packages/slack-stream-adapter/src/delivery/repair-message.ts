import { limits } from "../limits.ts";
import { abandoned, closingPatience, patience } from "./call-slack.ts";
import { closeCards } from "./close-cards.ts";
import { isEmpty, nextContent } from "./content.ts";
import { toStreamError } from "./failures.ts";
import { forgetDoubt, type Message } from "./message.ts";
import { limitsFor, type Session } from "./session.ts";
import type { Decorations } from "./to-message-content.ts";
import { writeWhole } from "./write-whole.ts";

export interface MessageRepair {
  /** It is the last message of the answer: now or never, and with what belongs below it. */
  readonly last?: Decorations | undefined;
  /** Asked again when Slack has refused cards. */
  readonly notice?: (() => string | undefined) | undefined;
}

/**
 * Settles a message that can't be written by streaming any more: writes it whole from its model. Where Slack does
 * not let us, what nobody can be sure of goes back to the inbox, and on in the next message: once more beats not at all.
 */
export async function repairMessage(
  session: Session,
  message: Message,
  options: MessageRepair = {},
): Promise<void> {
  const { observer } = session;
  const bounds = options.last === undefined ? patience : closingPatience;
  const written = await writeWhole(session, message, {
    decorations: options.last,
    notice: options.notice,
    patience: message.doubt === undefined && options.last === undefined ? { eachMs: 0, totalMs: 0 } : bounds,
  });
  const succeeded = written === "written";
  const streamed = message.opened === "stream";
  if (streamed) observer.emit({ type: "repair", ts: message.ref.ts, succeeded });
  const wasOwed = session.owed.delete(message);
  switch (written) {
    case "written":
      if (streamed) observer.count("repairs");
      message.repaired = streamed;
      message.completed ||= belongsBelow(options);
      message.needsRepair = false;
      message.keepalives = 0;
      return session.inbox.settle();
    case "deleted":
      message.ended = "deleted";
      message.needsRepair = false;
      forgetDoubt(message);
      return session.inbox.settle();
    case "later":
    case "refused": {
      const asked = message.content;
      goBack(session, message);
      // An edited message whose last edit Slack refuses is left as it was.
      if (message.opened === "edit" && message.needsRepair) message.ended = "unknown";
      // What it holds for certain is written once Slack lets us; what it was to hold may have been too much.
      const isLess = message.content !== asked && !isEmpty(message.content);
      if (!wasOwed && (isLess || showsCards(message) || (written === "later" && options.last === undefined)))
        session.owed.add(message);
    }
  }
}

function belongsBelow({ last, notice }: MessageRepair): boolean {
  return last?.stopBlocks !== undefined || last?.metadata !== undefined || notice?.() !== undefined;
}

/** Cards of an edited message are closed by its last edit alone. */
function showsCards({ opened, content }: Message): boolean {
  return opened === "edit" && content.cards.size > 0;
}

/** What may be missing in a message that can't be repaired is said again, in the next; not for longer than a rate limit is waited for. */
function goBack(session: Session, message: Message): void {
  const { doubt } = message;
  if (doubt === undefined) return;
  const now = session.settings.clock.now();
  session.unsettledSince ??= now;
  if (now - session.unsettledSince > limits.retryForMs) throw toStreamError("chat.update", abandoned);
  session.inbox.rewind(doubt.mark);
  message.uncertain = true;
  session.uncertainUntil = Math.max(session.uncertainUntil, message.end);
  message.end = doubt.offset;
  message.content = closeCards(doubt.content, "rotated");
  message.doubt = undefined;
  session.uncertainNext = true;
  session.next = nextContent(doubt.content, limitsFor(session.settings, session.maxBytes));
}
