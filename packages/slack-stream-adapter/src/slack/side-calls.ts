import type { SessionStatus } from "../types/index.ts";
import type { Outcome } from "./outcome.ts";

/** Calls that run beside the messages of an answer. No text depends on them, and each is made once. */
export interface SideCalls {
  /**
   * Sets the line below a thread that says what the app does. An empty text removes it (S145). Slack ends it in 2027
   * (S209).
   */
  setThreadStatus(status: ThreadStatus): Promise<Outcome>;
  /**
   * Sets the status of the agent session. `processing` shows that the app works, in Slack's words, until another status
   * is set (S142, S144).
   */
  setSessionStatus(status: SessionStatus): Promise<Outcome>;
  addReaction(reaction: Reaction): Promise<Outcome>;
  removeReaction(reaction: Reaction): Promise<Outcome>;
}

/**
 * Makes the calls only while `mayCall` allows them. A call that is not allowed counts as made, so the caller goes on as
 * usual.
 */
export function guardSideCalls(calls: SideCalls, mayCall: () => Promise<boolean>): SideCalls {
  const guard =
    <A>(call: (given: A) => Promise<Outcome>) =>
    async (given: A): Promise<Outcome> =>
      (await mayCall()) ? call(given) : { type: "applied", channel: "", ts: "" };
  return {
    setThreadStatus: guard((status: ThreadStatus) => calls.setThreadStatus(status)),
    setSessionStatus: guard((status: SessionStatus) => calls.setSessionStatus(status)),
    addReaction: guard((reaction: Reaction) => calls.addReaction(reaction)),
    removeReaction: guard((reaction: Reaction) => calls.removeReaction(reaction)),
  };
}

export interface ThreadStatus {
  readonly text: string;
  /** Some Slack clients show these texts in turn instead of `text`. */
  readonly loadingMessages?: readonly string[] | undefined;
}

export interface Reaction {
  readonly messageTs: string;
  /** The emoji's name. Colons around it are removed. */
  readonly name: string;
}
