import type { SessionStatus, SlackChunk, StreamTarget, TaskDisplayMode } from "../types/index.ts";
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
import { Recipients } from "./recipients.ts";
import type {
  FindQuery,
  Found,
  MessageContent,
  MessageRef,
  SlackCalls,
  StartContent,
  StopContent,
} from "./slack-calls.ts";
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
  return new TargetCalls(context, target, settings);
}

class TargetCalls implements SlackCalls {
  readonly #context: CallContext;
  readonly #target: StreamTarget;
  readonly #settings: SlackCallsSettings;
  readonly #recipients: Recipients;
  /** Slack refused a name, an icon or a display mode: none of them is sent again, whatever it was of them that Slack did not like. */
  #isPlain = false;

  constructor(context: CallContext, target: StreamTarget, settings: SlackCallsSettings) {
    this.#context = context;
    this.#target = target;
    this.#settings = settings;
    this.#recipients = new Recipients(target, settings.clock);
  }

  async start(content: StartContent): Promise<Outcome> {
    const { areOptional, place } = this.#recipients;
    const taskDisplayMode = this.#isPlain ? undefined : this.#settings.taskDisplayMode;
    const start = { taskDisplayMode, ...content, author: this.#author };
    const { args, includes } = toStartArguments(place, start);
    const carried = areOptional ? new Set([...includes, "recipient" as const]) : includes;
    const { channel } = this.#target;
    const call = { kind: "start", method: methods.start, args, includes: carried, channel } as const;
    return this.#recipients.settle(await this.#performDecorated(call));
  }

  async append(message: MessageRef, chunks: readonly SlackChunk[]): Promise<Outcome> {
    const call = toAppendArguments(message, chunks);
    // Slack refuses an append of nothing, and there is nothing to do (S42).
    if (!("chunks" in call.args)) return { type: "applied", ...toRef(message) };
    return await performCall(this.#context, {
      kind: "append",
      method: methods.append,
      ...call,
      ...toRef(message),
    });
  }

  stop(message: MessageRef, content: StopContent): Promise<Outcome> {
    const call = toStopArguments(message, content);
    return performCall(this.#context, { kind: "stop", method: methods.stop, ...call, ...toRef(message) });
  }

  update(message: MessageRef, content: MessageContent): Promise<Outcome> {
    const call = toUpdateArguments(message, content);
    return performCall(this.#context, { kind: "update", method: methods.update, ...call, ...toRef(message) });
  }

  delete({ channel, ts }: MessageRef): Promise<Outcome> {
    // What Slack says of it is what it says of an edit.
    return performCall(this.#context, {
      kind: "update",
      method: methods.delete,
      args: { channel, ts },
      includes: new Set(),
      channel,
      ts,
    });
  }

  post(content: MessageContent): Promise<Outcome> {
    const call = toPostArguments(this.#target, { ...content, author: this.#author });
    const { channel } = this.#target;
    return this.#performDecorated({ kind: "post", method: methods.post, ...call, channel });
  }

  find(query: FindQuery): Promise<Found> {
    const target = this.#target;
    const caller = toCallerKey({ ...target, token: this.#settings.token ?? target.token });
    return findMessages(this.#context, { target, query, caller });
  }

  setSessionStatus(status: SessionStatus): Promise<Outcome> {
    const call = toSessionStatusArguments(this.#target, status);
    const { channel } = this.#target;
    return performCall(this.#context, { kind: "status", method: methods.status, ...call, channel });
  }

  get #author(): Author {
    return this.#isPlain ? {} : this.#settings;
  }

  async #performDecorated(call: ApiCall): Promise<Outcome> {
    const outcome = await performCall(this.#context, call);
    const isRefused = outcome.type === "refused" && outcome.reason === "decoration-refused";
    if (isRefused && outcome.suspect !== "recipient") this.#isPlain = true;
    return outcome;
  }
}

function toRef({ channel, ts }: MessageRef): MessageRef {
  return { channel, ts };
}
