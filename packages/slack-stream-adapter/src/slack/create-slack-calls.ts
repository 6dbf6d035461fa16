import type { SessionStatus, SlackChunk, StreamTarget, TaskDisplayMode } from "../types/index.ts";
import type { ApiArguments } from "./api-client.ts";
import { type ApiMethodName, type CallKind, methods } from "./call-description.ts";
import { findMessages } from "./find-messages.ts";
import type { Outcome } from "./outcome.ts";
import { type CallContext, type CallContextSettings, performCall, toCallContext } from "./perform-call.ts";
import { definedOnly } from "./read-property.ts";
import { Recipients } from "./recipients.ts";
import type { Reaction, SideCalls, ThreadStatus } from "./side-calls.ts";
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
  type CallArguments,
  toAppendArguments,
  toPostArguments,
  toStartArguments,
  toStopArguments,
  toUpdateArguments,
} from "./to-arguments.ts";

export interface SlackCallsSettings extends Author, CallContextSettings {
  /** The display mode of a start that does not name one. */
  readonly taskDisplayMode?: TaskDisplayMode | undefined;
}

/** Makes the calls to one target: with its client, or with `fetch` and its token. */
export function createSlackCalls(target: StreamTarget, settings: SlackCallsSettings): TargetCalls {
  return new TargetCalls(toCallContext(target, settings), target, settings);
}

/** The calls to one target. The context may be that of another client than the target's. */
export class TargetCalls implements SlackCalls, SideCalls {
  readonly #context: CallContext;
  readonly #target: StreamTarget;
  readonly #settings: SlackCallsSettings;
  readonly #recipients: Recipients;
  /** Slack refused a name, an icon or a display mode. Then none of the three is sent again, because the cause is not certain. */
  #isPlain = false;
  /** The channel as Slack has named it. The target's may be a user's ID, which can't be read. */
  #channel: string | undefined;

  constructor(context: CallContext, target: StreamTarget, settings: SlackCallsSettings) {
    this.#context = context;
    this.#target = target;
    this.#settings = settings;
    this.#recipients = new Recipients(target, settings.clock.shared ?? settings.clock);
  }

  async start(content: StartContent): Promise<Outcome> {
    const { areOptional, place } = this.#recipients;
    const taskDisplayMode = this.#isPlain ? undefined : this.#settings.taskDisplayMode;
    const call = toStartArguments(place, { taskDisplayMode, ...content, author: this.#author });
    const includes = areOptional ? new Set([...call.includes, "recipient" as const]) : call.includes;
    return this.#recipients.settle(await this.#performDecorated("start", { ...call, includes }));
  }

  async append(message: MessageRef, chunks: readonly SlackChunk[]): Promise<Outcome> {
    const call = toAppendArguments(message, chunks);
    // Slack refuses an append without content (S42), so none is made.
    if (!("chunks" in call.args)) return { type: "applied", channel: message.channel, ts: message.ts };
    return await this.#perform("append", call, message);
  }

  stop(message: MessageRef, content: StopContent): Promise<Outcome> {
    return this.#perform("stop", toStopArguments(message, content), message);
  }

  update(message: MessageRef, content: MessageContent): Promise<Outcome> {
    return this.#perform("update", toUpdateArguments(message, content), message);
  }

  delete(message: MessageRef): Promise<Outcome> {
    const { channel, ts } = message;
    // Slack refuses a deletion with the same codes as an edit.
    return this.#perform("update", plain({ channel, ts }), message, methods.delete);
  }

  post(content: MessageContent): Promise<Outcome> {
    return this.#performDecorated(
      "post",
      toPostArguments(this.#target, { ...content, author: this.#author }),
    );
  }

  find(query: FindQuery): Promise<Found> {
    return findMessages(this.#context, this.#target, { ...query, channel: query.channel ?? this.#channel });
  }

  setSessionStatus(status: SessionStatus): Promise<Outcome> {
    const { channel, threadTs } = this.#target;
    return this.#perform("status", plain({ channel_id: channel, thread_ts: threadTs, status }));
  }

  setThreadStatus({ text, loadingMessages = [] }: ThreadStatus): Promise<Outcome> {
    const { channel, threadTs } = this.#target;
    const call = plain({
      channel_id: channel,
      thread_ts: threadTs,
      status: text,
      loading_messages: loadingMessages.length === 0 ? undefined : loadingMessages,
    });
    return this.#perform("status", call, this.#target, methods.threadStatus);
  }

  addReaction(reaction: Reaction): Promise<Outcome> {
    return this.#react(reaction, methods.addReaction);
  }

  removeReaction(reaction: Reaction): Promise<Outcome> {
    return this.#react(reaction, methods.removeReaction);
  }

  get #author(): Author {
    return this.#isPlain ? {} : this.#settings;
  }

  #react({ messageTs, name }: Reaction, method: ApiMethodName): Promise<Outcome> {
    const { channel } = this.#target;
    const call = plain({ channel, timestamp: messageTs, name: name.replaceAll(/^:|:$/g, "") });
    return this.#perform("status", call, this.#target, method);
  }

  async #performDecorated(kind: "start" | "post", call: CallArguments): Promise<Outcome> {
    const outcome = await this.#perform(kind, call);
    if (outcome.type === "applied") this.#channel = outcome.channel;
    const isRefused = outcome.type === "refused" && outcome.reason === "decoration-refused";
    if (isRefused && outcome.suspect !== "recipient") this.#isPlain = true;
    return outcome;
  }

  async #perform(
    kind: Exclude<CallKind, "find">,
    { args, includes }: CallArguments,
    { channel, ts }: { readonly channel: string; readonly ts?: string } = this.#target,
    method: ApiMethodName = methods[kind],
  ): Promise<Outcome> {
    const call = { kind, method, args, includes, channel, ts };
    return (await performCall(this.#context, call)).outcome;
  }
}

/** The arguments of a call of which Slack needs all. */
function plain(args: ApiArguments): CallArguments {
  return { args: definedOnly(args), includes: new Set() };
}
