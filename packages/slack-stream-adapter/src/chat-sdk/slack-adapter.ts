import { buildFeedbackButtonsBlock, SlackAdapter as PeerAdapter } from "@chat-adapter/slack";
import type {
  AdapterPostableMessage,
  ChatInstance,
  EmojiValue,
  Message,
  RawMessage,
  StateAdapter,
  StreamChunk,
  StreamOptions,
} from "chat";
import { settleStreams, type UnsettledAnswer } from "../index.ts";
import { withToken } from "../slack/client-view.ts";
import { readProperty, readString } from "../slack/read-property.ts";
import { toAuthor } from "../slack/to-arguments.ts";
import type { SlackBlock } from "../types/index.ts";
import { checkPeerVersion } from "./check-peer-version.ts";
import { findShownMessage, isEmptyReplyId, postOnce } from "./empty-replies.ts";
import { type Reply, streamReply } from "./stream-reply.ts";
import {
  checkStreamingOptions,
  keepStreamingOptions,
  type SlackAdapterConfig,
  streamingOptionsOf,
} from "./streaming-options.ts";

/**
 * The Slack adapter of the Chat SDK with another `stream()`. A reply stays open while the model is silent. It goes on in the next
 * message before Slack ends one, and is split by size. It is repaired after faults, and always closed. All other methods are those of
 * `@chat-adapter/slack`.
 */
export class SlackAdapter extends PeerAdapter {
  constructor(config: SlackAdapterConfig = {}) {
    checkStreamingOptions(config.streaming);
    super(config);
    checkPeerVersion(this);
    keepStreamingOptions(this, config.streaming);
  }

  /**
   * Starts the adapter. With `streaming.durable` it also starts to close the answers that dead processes have left open, and does not
   * wait for that.
   */
  override async initialize(chat: ChatInstance): Promise<void> {
    await super.initialize(chat);
    const { clock, durable } = streamingOptionsOf(this);
    if (!durable) return;
    const clientFor = async ({ id }: UnsettledAnswer) => {
      const [installationId, kind] = id.split(":");
      const token = installationId
        ? (await this.resolveTokenForTeam(installationId, kind === "org"))?.token
        : await this.getToken().catch(() => undefined);
      return token === undefined ? undefined : withToken(this._client, token);
    };
    // Not awaited, because the lease of a dead process may still run, and the bot should answer messages in the meantime.
    const warn = (why: unknown) => this.logger.warn("Slack: answers of a dead process may stay open", why);
    void settleStreams({ store: chat.getState(), clientFor, clock })
      .then((answers) => answers.filter(({ outcome }) => outcome === "failed").forEach(warn))
      .catch(warn);
  }

  /**
   * Streams a reply into a thread.
   *
   * @returns the last message of the reply. If the reply showed nothing: a handle whose first edit posts a message. If `chat` should post
   *   and edit the reply itself: `null`, and `textStream` was not read. That happens without a thread, in a channel without a recipient,
   *   and if native streaming is turned off or not available.
   * @throws the source's own error, after the message was closed; the error of Slack's client if Slack refuses for good.
   */
  override async stream(
    threadId: string,
    textStream: AsyncIterable<string | StreamChunk>,
    options?: StreamOptions,
  ): Promise<RawMessage<unknown> | null> {
    const streaming = streamingOptionsOf(this);
    const { channel, threadTs } = this.decodeThreadId(threadId);
    // In a direct message Slack knows the reader. In a channel it needs a recipient (S9, S10).
    const hasReader = channel.startsWith("D") || Boolean(options?.recipientUserId && options.recipientTeamId);
    const [against] = [
      !threadTs && "no thread context",
      !hasReader && "no recipient context",
      !this.nativeStreaming && "native streaming disabled",
      this.nativeStreamingBroken && "native streaming not available in this workspace",
    ].filter((reason) => reason !== false);
    // If `chat` posts and edits a reply, all its mentions notify. So this library does it if some must not notify.
    const isOurs = streaming.transport === "edit" || (streaming.mentions ?? "all") !== "all";
    if (against !== undefined && !isOurs) {
      this.logger.debug(`Slack: using fallback stream - ${against}`, { channel });
      return null;
    }
    const { installationId = "", isEnterpriseInstall } = this.requestContext.getStore() ?? {};
    const reply: Reply = {
      threadId,
      installation: `${installationId}:${isEnterpriseInstall ? "org" : "team"}`,
      channel,
      threadTs: threadTs || undefined,
      token: await this.getToken(),
      options: options ?? {},
      streaming,
      store: stateOf(this.chat),
      maxAgeMs: this.streamSegmentMaxAgeMs,
      agentView: this.agentView,
      feedbackBlock: this.feedbackButtons && toFeedbackBlock(this.feedbackButtons),
      logger: this.logger,
      // Read at each call, because programs replace the client of a running adapter, sometimes by an object with one method.
      readClient: () => this._client,
      resolveMentions:
        this.chat === null ? undefined : (text) => this.resolveOutgoingMentions(text, threadId),
      post: (message: AdapterPostableMessage) => this.postMessage(threadId, message),
      edit: (id: string, message: AdapterPostableMessage) => this.editMessage(threadId, id, message),
      postBlocks: async (blocks) => {
        const place = { channel, thread_ts: threadTs || undefined };
        const args = await this.withToken({
          ...place,
          text: toShortText(blocks),
          blocks,
          ...toAuthor(streaming),
        });
        return this._client.chat.postMessage(args as unknown as PostArguments);
      },
      settle: (status) => this.endTyping(threadId, status),
      latch: () => {
        this.nativeStreamingBroken = true;
      },
    };
    return streamReply(textStream, reply);
  }

  /** Edits a message; the first edit of a reply that showed nothing posts one. */
  override async editMessage(
    threadId: string,
    messageId: string,
    message: AdapterPostableMessage,
  ): Promise<RawMessage<unknown>> {
    if (!isEmptyReplyId(messageId)) return super.editMessage(threadId, messageId, message);
    const store = stateOf(this.chat);
    const posted = await postOnce(messageId, store, () => this.postMessage(threadId, message));
    if (posted !== undefined) return posted;
    const shown = (await findShownMessage(messageId, store)) ?? messageId;
    return super.editMessage(threadId, shown, message);
  }

  /** Deletes a message; does nothing for a reply that showed nothing. */
  override async deleteMessage(threadId: string, messageId: string): Promise<void> {
    const shown = await findShownMessage(messageId, stateOf(this.chat));
    if (shown !== undefined) await super.deleteMessage(threadId, shown);
  }

  /** Adds a reaction to a message; does nothing for a reply that showed nothing. */
  override async addReaction(threadId: string, messageId: string, emoji: EmojiValue | string): Promise<void> {
    const shown = await findShownMessage(messageId, stateOf(this.chat));
    if (shown !== undefined) await super.addReaction(threadId, shown, emoji);
  }

  /** Takes a reaction off a message; does nothing for a reply that showed nothing. */
  override async removeReaction(
    threadId: string,
    messageId: string,
    emoji: EmojiValue | string,
  ): Promise<void> {
    const shown = await findShownMessage(messageId, stateOf(this.chat));
    if (shown !== undefined) await super.removeReaction(threadId, shown, emoji);
  }

  /** Reads a message; `null` for a reply that showed nothing. */
  override async fetchMessage(threadId: string, messageId: string): Promise<Message<unknown> | null> {
    const shown = await findShownMessage(messageId, stateOf(this.chat));
    return shown === undefined ? null : super.fetchMessage(threadId, shown);
  }
}

/** The state that all processes of a bot share. Undefined before the adapter belongs to a `Chat`. */
function stateOf(chat: { getState(): StateAdapter } | null): StateAdapter | undefined {
  return chat?.getState();
}

/** The first text in the blocks. Push notifications and screen readers use it for a message without a text. */
function toShortText(blocks: readonly SlackBlock[]): string {
  const parts = blocks.flatMap((block) => [block, readProperty(block, "elements")].flat());
  return parts.map((part) => readString(readProperty(part, "text"), "text")).find(Boolean) ?? "";
}

type PostArguments = Parameters<SlackAdapter["webClient"]["chat"]["postMessage"]>[0];

type FeedbackOptions = Parameters<typeof buildFeedbackButtonsBlock>[0];

function toFeedbackBlock(options: FeedbackOptions): SlackBlock {
  return { type: "context_actions", ...buildFeedbackButtonsBlock(options) };
}
