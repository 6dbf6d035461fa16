import { buildFeedbackButtonsBlock, SlackAdapter as PeerAdapter } from "@chat-adapter/slack";
import type { AdapterPostableMessage, RawMessage, StreamChunk, StreamOptions } from "chat";
import type { SlackBlock } from "../types.ts";
import { type Reply, streamReply } from "./stream-reply.ts";
import {
  checkStreamingOptions,
  keepStreamingOptions,
  type SlackAdapterConfig,
  streamingOptionsOf,
} from "./streaming-options.ts";
import { toReasonAgainstNative } from "./to-reason-against-native.ts";

/**
 * The Slack adapter of the Chat SDK, with its `stream()` replaced: replies are kept alive in silence, continued in time,
 * split by size, repaired after faults, and closed however they end. All else is inherited.
 */
export class SlackAdapter extends PeerAdapter {
  constructor(config: SlackAdapterConfig = {}) {
    checkStreamingOptions(config.streaming);
    super(config);
    keepStreamingOptions(this, config.streaming);
  }

  /**
   * Streams a reply into a thread.
   *
   * @returns the last message of the reply, its `id` empty where the reply showed nothing; `null`, with `textStream`
   *   untouched, where `chat` is to post and edit by itself: without a thread, in a channel without recipient, and where
   *   native streaming is turned off or not to be had.
   * @throws the source's own error, after the message was closed; what Slack's client threw where Slack refuses for good.
   */
  override async stream(
    threadId: string,
    textStream: AsyncIterable<string | StreamChunk>,
    options?: StreamOptions,
  ): Promise<RawMessage<unknown> | null> {
    const streaming = streamingOptionsOf(this);
    const { channel, threadTs } = this.decodeThreadId(threadId);
    const against = toReasonAgainstNative({
      channel,
      threadTs,
      options,
      enabled: this.nativeStreaming,
      broken: this.nativeStreamingBroken,
    });
    if (against !== undefined && streaming.transport !== "edit") {
      this.logger.debug(`Slack: using fallback stream - ${against}`, { channel });
      return null;
    }
    const reply: Reply = {
      threadId,
      channel,
      threadTs: threadTs || undefined,
      token: await this.getToken(),
      options: options ?? {},
      streaming,
      maxAgeMs: this.streamSegmentMaxAgeMs,
      agentView: this.agentView,
      feedbackBlock: this.feedbackButtons && toFeedbackBlock(this.feedbackButtons),
      logger: this.logger,
      // Read at each call: it is replaced on live adapters, sometimes by an object with one method.
      readClient: () => this._client,
      resolveMentions:
        this.chat === null ? undefined : (text) => this.resolveOutgoingMentions(text, threadId),
      post: (message: AdapterPostableMessage) => this.postMessage(threadId, message),
      edit: (id: string, message: AdapterPostableMessage) => this.editMessage(threadId, id, message),
      settle: (status) => this.endTyping(threadId, status),
      latch: () => {
        this.nativeStreamingBroken = true;
      },
    };
    return streamReply(textStream, reply);
  }
}

type FeedbackOptions = Parameters<typeof buildFeedbackButtonsBlock>[0];

function toFeedbackBlock(options: FeedbackOptions): SlackBlock {
  return { type: "context_actions", ...buildFeedbackButtonsBlock(options) };
}
