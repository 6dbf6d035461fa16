import { limits } from "../limits.ts";
import type { Decoration, Outcome } from "../slack/outcome.ts";
import { callOnce, callPatiently, type Patience, toWait } from "./call-slack.ts";
import { withoutCards } from "./content.ts";
import { Halt } from "./control.ts";
import type { Message } from "./message.ts";
import type { Session } from "./session.ts";
import { type Decorations, toMessageContent } from "./to-message-content.ts";
import { toVerdict } from "./verdicts.ts";
import { dropCards } from "./write.ts";

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
  let prefer: "markdown" | "blocks" = "markdown";
  for (let attempt = 0; attempt < limits.repairAttempts; attempt += 1) {
    const { taskDisplayMode } = settings;
    const decorations = allowed(session, options.decorations);
    const content = toMessageContent(message.content, {
      ...decorations,
      prefer,
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
    const verdict = toVerdict("update", outcome);
    switch (verdict) {
      case "done":
        message.doubt = undefined;
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
      default:
        if (dropDecoration(session, outcome, options.decorations)) break;
        if (message.opened === "edit" && dropShownCards(session, message, outcome)) break;
        if (prefer === "blocks" || content.type === "blocks") return "refused";
        prefer = "blocks"; // Some messages take one form and not the other (S122).
    }
  }
  return "later";
}

/** The next edit waits as long as Slack asks. What was to be the last keeps the text of the next message waiting for nothing. */
function putOff(session: Session, message: Message, outcome: Outcome): "later" {
  if (session.message === message) session.notBefore = session.settings.clock.now() + toWait(outcome, 0);
  return "later";
}

/** Other refusals of an edit are about the message, not about what was to be in it (S54, S67, S68). */
const aboutBlocks = /block|arguments/;

/** A message that is edited has nothing that an edit without cards would lose. */
function dropShownCards(session: Session, message: Message, outcome: Outcome): boolean {
  if (outcome.type !== "refused" || outcome.reason !== "edit-refused") return false;
  if (!aboutBlocks.test(outcome.code) || message.content.cards.size === 0 || !dropCards(session, outcome))
    return false;
  message.content = withoutCards(message.content);
  return true;
}

export function allowed(session: Session, decorations: Decorations | undefined): Decorations {
  return {
    stopBlocks: session.refused.has("blocks") ? undefined : decorations?.stopBlocks,
    metadata: session.refused.has("metadata") ? undefined : decorations?.metadata,
  };
}

/** Gives up what the call was refused for, one thing at a time; false when nothing is left to give up. */
export function dropDecoration(session: Session, outcome: Outcome, decorations: Decorations = {}): boolean {
  if (outcome.type !== "refused" || outcome.reason !== "decoration-refused") return false;
  const present: Decoration[] = ["session-status"];
  if (decorations.metadata !== undefined) present.unshift("metadata");
  if (decorations.stopBlocks !== undefined) present.unshift("blocks");
  const left = present.filter((name) => !session.refused.has(name));
  const dropped = left.find((name) => name === outcome.suspect) ?? left[0];
  if (dropped === undefined) return false;
  session.refused.add(dropped);
  session.observer.emit({ type: "decoration-dropped", decoration: dropped, code: outcome.code });
  return true;
}
