import type {
  SessionStatus,
  SlackBlock,
  SlackChunk,
  SlackMetadata,
  TaskDisplayMode,
} from "../types/index.ts";
import type { Failed, Outcome } from "./outcome.ts";

/**
 * The interface between a stream and Slack: the stream's message calls. Each resolves with an {@link
 * Outcome}. The stream makes one call at a time. The implementation does not retry and has no queue.
 */
export interface SlackCalls {
  /** Opens a streaming message with its first content. */
  start(content: StartContent): Promise<Outcome>;
  append(message: MessageRef, chunks: readonly SlackChunk[]): Promise<Outcome>;
  /** Finishes a streaming message, and may add a last piece of content. */
  stop(message: MessageRef, content: StopContent): Promise<Outcome>;
  /** Writes a whole finished message again. */
  update(message: MessageRef, content: MessageContent): Promise<Outcome>;
  /** Deletes a message that is not streaming. */
  delete(message: MessageRef): Promise<Outcome>;
  /** Posts an ordinary message. */
  post(content: MessageContent): Promise<Outcome>;
  /** Looks for our streaming or posted messages in the thread. */
  find(query: FindQuery): Promise<Found>;
  /** Sets the agent session's status. This is allowed after a user's stop too. */
  setSessionStatus(status: SessionStatus): Promise<Outcome>;
}

export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

export interface StartContent {
  readonly chunks: readonly SlackChunk[];
  readonly taskDisplayMode?: TaskDisplayMode | undefined;
}

export interface StopContent {
  readonly chunks?: readonly SlackChunk[] | undefined;
  readonly blocks?: readonly SlackBlock[] | undefined;
  readonly metadata?: SlackMetadata | undefined;
  readonly sessionStatus?: SessionStatus | undefined;
}

/** The content of a message that is written whole: Markdown, or blocks with a short plain text. */
export type MessageContent = (
  | { readonly type: "markdown"; readonly markdown: string }
  | {
      readonly type: "blocks";
      readonly blocks: readonly SlackBlock[];
      readonly text: string;
      /** True if the last blocks are decoration below the answer, which may be left out. */
      readonly decorated?: boolean | undefined;
    }
) & { readonly metadata?: SlackMetadata | undefined };

export interface FindQuery {
  /** Only messages with a `ts` above this one, in Slack's form (`seconds.micros`). */
  readonly newerThan?: string | undefined;
  /** Only this message. */
  readonly ts?: string | undefined;
  /** The channel, if Slack names it differently than the target does (the direct message of a user). */
  readonly channel?: string | undefined;
}

export type Found =
  | { readonly type: "found"; readonly messages: readonly FoundMessage[] }
  | { readonly type: "failed"; readonly outcome: Failed };

export interface FoundMessage extends MessageRef {
  /** True if Slack's IDs say that this app posted the message. */
  readonly own: boolean;
  readonly streamingState?: string | undefined;
  /** The text as Slack converted it. Never compare it directly with Markdown. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  readonly metadata?: SlackMetadata | undefined;
}
