import type { Decoration, Outcome } from "../slack/outcome.ts";
import { dropCards, refusal } from "./change-session.ts";
import { type Content, withoutCards } from "./content.ts";
import type { Message } from "./message.ts";
import type { Session } from "./session.ts";
import type { ContentForm, Decorations } from "./to-message-content.ts";

/** How a message is written whole: what of it, and in which form. */
export interface Attempt {
  readonly shown: Content;
  readonly prefer: ContentForm["prefer"];
}

export interface RefusedAttempt extends Attempt {
  readonly outcome: Outcome;
  /** What it was written as. */
  readonly type: "markdown" | "blocks";
  readonly decorations: Decorations | undefined;
}

/** What Slack may take in place of what it has refused; undefined when nothing is left to give up. */
export function showLess(session: Session, message: Message, attempt: RefusedAttempt): Attempt | undefined {
  const { decorations, outcome, prefer, shown, type } = attempt;
  // Cards that no edit has shown yet are what Slack does not take more often than what the caller puts below them.
  const isUntried = message.opened === "edit" && !message.holdsCards;
  const less = isUntried ? leaveOut(session, message, attempt) : undefined;
  if (less !== undefined) return { shown: less, prefer };
  if (dropDecoration(session, outcome, decorations)) return { shown, prefer };
  // Some messages take one form and not the other (S122).
  if (type === "markdown") return { shown, prefer: "blocks" };
  const rest = leaveOut(session, message, attempt);
  return rest && { shown: rest, prefer };
}

/** Other refusals of an edit are about the message, not about what was to be in it (S54, S67, S68). */
const aboutBlocks = /block|arguments/;
const aboutSize = /too_long/;

/** The message without its cards; then its text alone. */
function leaveOut(
  session: Session,
  message: Message,
  { outcome, shown, type }: RefusedAttempt,
): Content | undefined {
  const { doubt, ended, opened } = message;
  const { code } = refusal(outcome);
  if (type === "markdown") return undefined;
  if (opened === "edit") {
    // All that it shows came by edits, so nothing is lost by leaving cards out from now on.
    if (!aboutBlocks.test(code) || shown.cards.size === 0 || !dropCards(session, outcome)) return undefined;
    message.content = withoutCards(shown);
    return message.content;
  }
  // A red one is better off without its cards. What is in doubt goes on in the next message, with them.
  const isWorse = session.cards === "refused" || (ended === "expired" && doubt === undefined);
  if (!isWorse || !(aboutBlocks.test(code) || aboutSize.test(code))) return undefined;
  const parts = shown.parts.filter((part) => part.type === "text");
  if (parts.length === shown.parts.length) return undefined;
  session.observer.emit({ type: "decoration-dropped", decoration: "cards", code });
  return shown.cards.size > 0 ? withoutCards(shown) : { ...shown, parts };
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
