import type { StreamTarget } from "../types/index.ts";
import type { ApiArguments } from "./api-client.ts";
import { methods } from "./call-description.ts";
import type { Outcome } from "./outcome.ts";
import { type CallContextSettings, performCall, toCallContext } from "./perform-call.ts";

/** Calls that run beside the messages of an answer: no text depends on them, and each is made once. */
export interface SideCalls {
  /** The line below a thread that says what the app does; an empty text takes it away (S145). */
  setThreadStatus(status: ThreadStatus): Promise<Outcome>;
  addReaction(reaction: Reaction): Promise<Outcome>;
  removeReaction(reaction: Reaction): Promise<Outcome>;
}

export interface ThreadStatus {
  readonly text: string;
  /** Shown in turn, in place of the text where a client can. */
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
    addReaction: (reaction) => perform(methods.addReaction, toReaction(reaction)),
    removeReaction: (reaction) => perform(methods.removeReaction, toReaction(reaction)),
  };
}
