import { limits } from "../limits.ts";
import { closeCards } from "./close-cards.ts";
import { isEmpty } from "./content.ts";
import { endMessage } from "./end-message.ts";
import { forgetDoubt, type Message } from "./message.ts";
import { toProgress } from "./progress-line.ts";
import { repairMessage } from "./repair-message.ts";
import type { Session } from "./session.ts";
import type { Decorations } from "./to-message-content.ts";
import { writeWhole } from "./write-whole.ts";

const atOnce = { eachMs: 0, totalMs: 0 };

/** One edit of a growing message. What can't be written now is written with the next. */
export async function editMessage(session: Session, message: Message): Promise<void> {
  if (isEmpty(message.content) && toProgress(session) === undefined) {
    message.doubt = undefined; // The last line stays until there is something to take its place.
    return;
  }
  const written = await writeWhole(session, message, { patience: atOnce, notice: () => toProgress(session) });
  message.wroteAt = session.settings.clock.now();
  switch (written) {
    case "written":
      message.repaired ||= message.needsRepair || message.keepalives > 0;
      message.needsRepair = false;
      message.keepalives = 0;
      message.progress = toProgress(session);
      session.inbox.settle();
      session.observer.count("appends");
      session.observer.emit({
        type: "append",
        ts: message.ref.ts,
        characters: message.end - message.editedTo,
      });
      message.editedTo = message.end;
      return;
    case "later":
      session.notBefore = Math.max(session.notBefore, message.wroteAt + limits.holdBackMs);
      return;
    case "deleted":
      forgetDoubt(message); // What was in it is not posted again.
      return endMessage(session, message, "deleted");
    case "refused":
      message.content = closeCards(message.content, "rotated");
      endMessage(session, message, "unknown");
      return repairMessage(session, message);
  }
}

/** The last edit of a message: it has to arrive. */
export async function closeEdited(
  session: Session,
  message: Message,
  options: {
    readonly ended: "stopped" | "rotated" | "full";
    readonly last?: Decorations | undefined;
    readonly notice?: (() => string | undefined) | undefined;
  },
): Promise<void> {
  endMessage(session, message, options.ended);
  const { last, notice } = options;
  const decorated = last?.stopBlocks !== undefined || last?.metadata !== undefined;
  if (
    message.doubt !== undefined ||
    message.needsRepair ||
    message.progress !== undefined ||
    decorated ||
    notice?.() !== undefined
  )
    await repairMessage(session, message, { last: last ?? {}, notice });
}
