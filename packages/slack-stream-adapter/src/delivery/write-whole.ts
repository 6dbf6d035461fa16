import { limits } from "../limits.ts";
import type { Outcome } from "../slack/outcome.ts";
import { callOnce, callPatiently, type Patience, toWait } from "./call-slack.ts";
import { Halt } from "./control.ts";
import type { Message } from "./message.ts";
import type { Session } from "./session.ts";
import { type Attempt, showLess } from "./show-less.ts";
import { type Decorations, toMessageContent } from "./to-message-content.ts";
import { toVerdict } from "./verdicts.ts";

/** `written`: as the model says. `later`: not now. `refused`: Slack keeps it as it was. `deleted`: it is gone. */
export type Written = "written" | "later" | "refused" | "deleted";

export interface WriteWholeOptions {
  readonly decorations?: Decorations | undefined;
  /** Said after the text, by us; asked again when Slack has refused cards. */
  readonly notice?: (() => string | undefined) | undefined;
  readonly patience: Patience;
}

/**
 * Writes a message from its model, whole, by `chat.update`: an edit, or the repair of a message that expired, is doubtful
 * or holds keepalive characters. Writing it twice does no harm, so an unknown outcome is tried again.
 */
export async function writeWhole(
  session: Session,
  message: Message,
  options: WriteWholeOptions,
): Promise<Written> {
  const { calls, control, settings } = session;
  let attempted: Attempt = { shown: message.content, prefer: "markdown" };
  for (let attempt = 0; attempt < limits.repairAttempts; attempt += 1) {
    const { taskDisplayMode } = settings;
    const decorations = allowed(session, options.decorations);
    const content = toMessageContent(attempted.shown, {
      ...decorations,
      prefer: attempted.prefer,
      taskDisplayMode,
      notice: options.notice?.(),
    });
    if (content === undefined) {
      message.doubt = undefined; // Cards that were left out were all there was.
      return "written";
    }
    const outcome = await callPatiently(
      session,
      "update",
      () => calls.update(message.ref, content),
      options.patience,
    );
    session.lateEdits.note(message, outcome, control.nudge);
    const verdict = toVerdict("update", outcome);
    switch (verdict) {
      case "done":
        message.doubt = undefined;
        message.content = attempted.shown;
        message.holdsCards ||= attempted.shown.cards.size > 0;
        session.unsettledSince = undefined;
        return "written";
      case "later":
        return putOff(session, message, outcome);
      case "deleted":
        return "deleted";
      case "user-stop":
        control.stop("user");
        throw new Halt("user");
      case "again":
        if (options.patience.totalMs === 0) return "later";
        await control.pause(toWait(outcome, attempt));
        break;
      case "close-first":
        await callOnce(session, "stop", () => calls.stop(message.ref, {}));
        break;
      default: {
        const { type } = content;
        const less = showLess(session, message, { ...attempted, outcome, type, decorations });
        if (less === undefined) return "refused";
        attempted = less;
      }
    }
  }
  return "later";
}

/** The next edit waits as long as Slack asks. What was to be the last keeps the text of the next message waiting for nothing. */
function putOff(session: Session, message: Message, outcome: Outcome): "later" {
  if (session.message === message) session.notBefore = session.settings.clock.now() + toWait(outcome, 0);
  return "later";
}

export function allowed(session: Session, decorations: Decorations | undefined): Decorations {
  return {
    stopBlocks: session.refused.has("blocks") ? undefined : decorations?.stopBlocks,
    metadata: session.refused.has("metadata") ? undefined : decorations?.metadata,
  };
}
