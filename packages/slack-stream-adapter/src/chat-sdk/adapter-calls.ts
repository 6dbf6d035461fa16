import type { Settings } from "../options/settings.ts";
import { TargetCalls } from "../slack/create-slack-calls.ts";
import type { Failed, Outcome } from "../slack/outcome.ts";
import type {
  FindQuery,
  Found,
  MessageContent,
  MessageRef,
  SlackCalls,
  StartContent,
  StopContent,
} from "../slack/slack-calls.ts";
import type { SessionStatus, SlackChunk, StreamTarget } from "../types/index.ts";
import { PostedMessages, toAdaptersOwn } from "./posted-messages.ts";
import type { Reply } from "./stream-reply.ts";
import {
  isAdaptersOwn,
  isLatching,
  isUnexplained,
  toFirstFailure,
  toStopByUser,
} from "./to-reply-outcome.ts";
import { WatchedClient } from "./watched-client.ts";

/**
 * Calls Slack as the adapter does: with its current client and the reply's token. Without native streaming it
 * uses the adapter's `postMessage` and `editMessage`.
 */
export class AdapterCalls implements SlackCalls {
  readonly #reply: Reply;
  readonly #settings: Settings;
  readonly #watched: WatchedClient;
  readonly #native: SlackCalls;
  readonly #posted: PostedMessages;
  /**
   * True when the thread shows a part of the reply. From then on a failure does not mean that streaming is unavailable.
   */
  #isShown = false;
  /** True if native streaming was not available. Then the reply is posted and edited. */
  fellBack = false;
  /** True when the session has its final status. */
  isSettled = false;
  #lostStart: Failed | undefined;

  constructor(reply: Reply, target: StreamTarget, settings: Settings) {
    this.#reply = reply;
    this.#settings = settings;
    this.#watched = new WatchedClient(reply.readClient);
    this.#posted = new PostedMessages(reply, settings, this.#watched);
    const { callTimeoutMs, clock } = settings;
    const { api: client } = this.#watched;
    this.#native = new TargetCalls({ client, callTimeoutMs, clock, token: reply.token }, target, settings);
  }

  /** The response to the last call that made, finished or wrote a message. */
  get lastAnswer(): unknown {
    return this.#watched.lastAnswer;
  }

  /** The original error behind an error of ours. */
  thrownFor(error: unknown): unknown {
    return toAdaptersOwn(this.#watched.thrownFor(error));
  }

  async start(content: StartContent): Promise<Outcome> {
    if (isCancelled(this.#reply)) return cancelled;
    // The message of a lost start was not found. The reply is posted, because a second start could show it twice.
    if (this.#lostStart !== undefined && !this.#isShown) return this.#fallBack(this.#lostStart);
    const outcome = await this.#watched.watch(() => this.#native.start(content));
    if (outcome.type === "applied") this.#isShown = true;
    if (outcome.type === "applied" || this.#isShown || isUnreachable(outcome)) return outcome;
    if (outcome.type === "unknown" && !isUnexplained(outcome, this.#watched.thrownFor(outcome.error))) {
      this.#lostStart = outcome;
      return outcome;
    }
    return this.#fallBack(outcome);
  }

  append(message: MessageRef, chunks: readonly SlackChunk[]): Promise<Outcome> {
    return this.#make(() => this.#native.append(message, chunks));
  }

  stop(message: MessageRef, content: StopContent): Promise<Outcome> {
    // Without an agent view there is no session, and so no status.
    const told = this.#reply.agentView ? content : { ...content, sessionStatus: undefined };
    return this.#make(() => this.#native.stop(message, told));
  }

  update(message: MessageRef, content: MessageContent): Promise<Outcome> {
    const isOwn = this.#posted.has(message) && isText(content);
    return this.#make(() =>
      isOwn ? this.#posted.edit(message, content.markdown) : this.#native.update(message, content),
    );
  }

  delete(message: MessageRef): Promise<Outcome> {
    return this.#make(() => this.#native.delete(message));
  }

  async post(content: MessageContent): Promise<Outcome> {
    if (isCancelled(this.#reply)) return cancelled;
    if (this.fellBack && hasCards(content)) return withoutCards;
    const isOwn = isText(content) && !hasAuthor(this.#settings);
    return this.#make(() => (isOwn ? this.#posted.post(content.markdown) : this.#native.post(content)));
  }

  find(query: FindQuery): Promise<Found> {
    return this.#native.find(query);
  }

  async setSessionStatus(status: SessionStatus): Promise<Outcome> {
    this.isSettled = true;
    await this.#reply.settle(status);
    return { type: "applied", channel: this.#reply.channel, ts: "" };
  }

  #fallBack(outcome: Failed): Outcome {
    const failed = toFirstFailure(outcome);
    if (isLatching(failed)) this.#reply.latch();
    this.fellBack ||= failed.type === "refused" && failed.reason === "native-unavailable";
    return failed;
  }

  /** Makes a call. It throws an error without a known code, because the stream can't recover from it. */
  async #make(call: () => Promise<Outcome>): Promise<Outcome> {
    const outcome = await this.#watched.watch(call);
    if (outcome.type === "applied") {
      this.#isShown = true;
      return outcome;
    }
    const thrown = this.#watched.thrownFor(outcome.error);
    if (isUnexplained(outcome, thrown) || isAdaptersOwn(thrown)) throw thrown;
    return isCancelled(this.#reply) ? toStopByUser(outcome) : outcome;
  }
}

/** Whether nothing was sent. A post would fail too, and the start can be made again safely. */
function isUnreachable(outcome: Failed): boolean {
  return outcome.type === "refused" && outcome.reason === "unreachable";
}

/**
 * Whether the user pressed stop. Only Slack's stop button cancels the turns of an agent. No message is opened after it.
 */
function isCancelled({ agentView, options }: Reply): boolean {
  return agentView && options.signal?.aborted === true;
}

const cancelled: Outcome = {
  type: "refused",
  reason: "stopped-by-user",
  code: "turn_cancelled",
  error: undefined,
};

const withoutCards: Outcome = {
  type: "refused",
  reason: "card-refused",
  code: "cards_not_posted",
  error: undefined,
};

/** Whether the adapter's own methods can send this content. */
function isText(content: MessageContent): content is MessageContent & { type: "markdown" } {
  return content.type === "markdown" && content.metadata === undefined;
}

/** Whether the post needs a name or icon. The adapter's own methods can't set them. */
function hasAuthor({ iconEmoji, iconUrl, username }: Settings): boolean {
  return [iconEmoji, iconUrl, username].some((said) => said !== undefined);
}

function hasCards(content: MessageContent): boolean {
  return (
    content.type === "blocks" && content.blocks.some(({ type }) => type === "task_card" || type === "plan")
  );
}
