import type { StreamTarget, TaskDisplayMode } from "../types/index.ts";
import { methods } from "./call-description.ts";
import { findMessages } from "./find-messages.ts";
import type { Outcome } from "./outcome.ts";
import {
  type ApiCall,
  type CallContext,
  type CallContextSettings,
  performCall,
  toCallContext,
} from "./perform-call.ts";
import { createRecipients } from "./recipients.ts";
import type { SlackCalls } from "./slack-calls.ts";
import {
  type Author,
  toAppendArguments,
  toPostArguments,
  toSessionStatusArguments,
  toStartArguments,
  toStopArguments,
  toUpdateArguments,
} from "./to-arguments.ts";
import { toCallerKey } from "./workspace-key.ts";

export interface SlackCallsSettings extends Author, CallContextSettings {
  /** For starts that name none. */
  readonly taskDisplayMode?: TaskDisplayMode | undefined;
}

/** The message calls to one target: through its client, or by `fetch` with its token. Throws a `TypeError` if it has neither. */
export function createSlackCalls(target: StreamTarget, settings: SlackCallsSettings): SlackCalls {
  return createSlackCallsOver(toCallContext(target, settings), { target, settings });
}

/** The same calls, by a way to Slack that somebody else has made. */
export function createSlackCallsOver(
  context: CallContext,
  { target, settings }: { readonly target: StreamTarget; readonly settings: SlackCallsSettings },
): SlackCalls {
  const { channel } = target;
  const caller = toCallerKey({ ...target, token: settings.token ?? target.token });
  const recipients = createRecipients(target, settings.clock);
  // Once refused, these are not sent again, whatever it was of them that Slack did not like.
  let author: Author = settings;
  let { taskDisplayMode } = settings;
  const performPlain = async (call: ApiCall): Promise<Outcome> => {
    const outcome = await performCall(context, call);
    const isRefused = outcome.type === "refused" && outcome.reason === "decoration-refused";
    if (isRefused && outcome.suspect !== "recipient") {
      author = {};
      taskDisplayMode = undefined;
    }
    return outcome;
  };
  return {
    start: async (content) => {
      const { args, includes } = toStartArguments(recipients.place, { taskDisplayMode, ...content, author });
      const carried = recipients.areOptional ? new Set([...includes, "recipient" as const]) : includes;
      const call = { kind: "start", method: methods.start, args, includes: carried, channel } as const;
      return recipients.settle(await performPlain(call));
    },
    append: async (message, chunks) => {
      const call = toAppendArguments(message, chunks);
      // Slack refuses an append of nothing, and there is nothing to do (S42).
      if (!("chunks" in call.args)) return { type: "applied", ...toRef(message) };
      return await performCall(context, {
        kind: "append",
        method: methods.append,
        ...call,
        ...toRef(message),
      });
    },
    stop: (message, content) => {
      const call = toStopArguments(message, content);
      return performCall(context, { kind: "stop", method: methods.stop, ...call, ...toRef(message) });
    },
    update: (message, content) => {
      const call = toUpdateArguments(message, content);
      return performCall(context, { kind: "update", method: methods.update, ...call, ...toRef(message) });
    },
    delete: ({ channel, ts }) =>
      // What Slack says of it is what it says of an edit.
      performCall(context, {
        kind: "update",
        method: methods.delete,
        args: { channel, ts },
        includes: new Set(),
        channel,
        ts,
      }),
    post: (content) => {
      const call = toPostArguments(target, { ...content, author });
      return performPlain({ kind: "post", method: methods.post, ...call, channel });
    },
    find: (query) => findMessages(context, { target, query, caller }),
    setSessionStatus: (status) => {
      const call = toSessionStatusArguments(target, status);
      return performCall(context, { kind: "status", method: methods.status, ...call, channel });
    },
  };
}

function toRef({ channel, ts }: { channel: string; ts: string }) {
  return { channel, ts };
}
