import type { SessionStatus } from "../types/index.ts";
import type { Outcome } from "./outcome.ts";

/** Calls that run beside the messages of an answer: no text depends on them, and each is made once. */
export interface SideCalls {
  /** The line below a thread that says what the app does; an empty text takes it away (S145). Slack ends it in 2027 (S209). */
  setThreadStatus(status: ThreadStatus): Promise<Outcome>;
  /** What the agent session is at. `processing` shows that the app works, in Slack's words, until another is set (S142, S144). */
  setSessionStatus(status: SessionStatus): Promise<Outcome>;
  addReaction(reaction: Reaction): Promise<Outcome>;
  removeReaction(reaction: Reaction): Promise<Outcome>;
}

/** The same calls while they may be made. After that nobody is to see a difference, so each counts as made. */
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
  /** Shown in turn, instead of the text where a client can. */
  readonly loadingMessages?: readonly string[] | undefined;
}

export interface Reaction {
  readonly messageTs: string;
  /** Of the emoji; colons around it are left out. */
  readonly name: string;
}
