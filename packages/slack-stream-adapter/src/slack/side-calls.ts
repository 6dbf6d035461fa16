import type { SessionStatus, StreamTarget } from "../types/index.ts";
import type { ApiArguments } from "./api-client.ts";
import { methods } from "./call-description.ts";
import type { Outcome } from "./outcome.ts";
import { type CallContextSettings, performCall, toCallContext } from "./perform-call.ts";
import { toSessionStatusArguments } from "./to-arguments.ts";

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
    setThreadStatus: guard(calls.setThreadStatus),
    setSessionStatus: guard(calls.setSessionStatus),
    addReaction: guard(calls.addReaction),
    removeReaction: guard(calls.removeReaction),
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

export function createSideCalls(target: StreamTarget, settings: CallContextSettings): SideCalls {
  const { channel, threadTs } = target;
  const context = toCallContext(target, settings);
  const perform = (
    method: (typeof methods)["threadStatus" | "addReaction" | "removeReaction"],
    args: ApiArguments,
  ) => performCall(context, { kind: "status", method, args, includes: new Set(), channel });
  const toReaction = ({ messageTs, name }: Reaction) => ({
    channel,
    timestamp: messageTs,
    name: name.replaceAll(/^:|:$/g, ""),
  });
  return {
    setThreadStatus: ({ text, loadingMessages = [] }) =>
      perform(methods.threadStatus, {
        channel_id: channel,
        thread_ts: threadTs,
        status: text,
        ...(loadingMessages.length === 0 ? {} : { loading_messages: loadingMessages }),
      }),
    setSessionStatus: (status) => {
      const call = toSessionStatusArguments(target, status);
      return performCall(context, { kind: "status", method: methods.status, ...call, channel });
    },
    addReaction: (reaction) => perform(methods.addReaction, toReaction(reaction)),
    removeReaction: (reaction) => perform(methods.removeReaction, toReaction(reaction)),
  };
}
