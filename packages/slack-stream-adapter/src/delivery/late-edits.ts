import type { Outcome } from "../slack/outcome.ts";
import type { Message } from "./message.ts";

/**
 * The edits that nobody waited for any longer. One that Slack, or a client that tries again by itself, gets to late takes
 * back what later edits have written: when it is over, its message is written once more.
 */
export interface LateEdits {
  /** What came of an edit of the message; `onSettled` is called when one that was given up is over. */
  note(message: Message, outcome: Outcome, onSettled: () => void): void;
  /** Those under way. */
  readonly pending: ReadonlySet<Message>;
  /** The messages that an edit may have taken back since they were written. */
  readonly overtaken: ReadonlySet<Message>;
}

export function createLateEdits(): LateEdits {
  const underWay = new Map<Promise<void>, Message>();
  const overtaken = new Set<Message>();
  return {
    note(message, outcome, onSettled) {
      if (outcome.type === "applied") overtaken.delete(message);
      if (outcome.type !== "unknown" || outcome.settled === undefined) return;
      const { settled } = outcome;
      underWay.set(settled, message);
      // Never rejects.
      void settled.then(() => {
        underWay.delete(settled);
        overtaken.add(message);
        onSettled();
      });
    },
    get pending() {
      return new Set(underWay.values());
    },
    overtaken,
  };
}
