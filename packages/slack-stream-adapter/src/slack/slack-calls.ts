import type {
  SessionStatus,
  SlackBlock,
  SlackChunk,
  SlackMetadata,
  TaskDisplayMode,
} from "../types/index.ts";
import type { Outcome } from "./outcome.ts";

/**
 * The seam between a session and Slack: the message calls that a stream makes, each answering with an
 * {@link Outcome}. The session makes one at a time; the implementation neither retries nor queues.
 */
export interface SlackCalls {
  /** Opens a streaming message with its first content. */
  start(content: StartContent): Promise<Outcome>;
  append(message: MessageRef, chunks: readonly SlackChunk[]): Promise<Outcome>;
  /** Finishes a streaming message, with a last piece of content if there is one. */
  stop(message: MessageRef, content: StopContent): Promise<Outcome>;
  /** Writes a finished message anew, whole. */
  update(message: MessageRef, content: MessageContent): Promise<Outcome>;
  /** Deletes a message that is not streaming. */
  delete(message: MessageRef): Promise<Outcome>;
  /** Posts an ordinary message. */
  post(content: MessageContent): Promise<Outcome>;
  /** Looks for streaming or posted messages of ours in the thread. */
  find(query: FindQuery): Promise<Found>;
  /** Sets the agent session's status: allowed after a user's stop, too. */
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

/** The content of a message that is written whole: its text as Markdown, or blocks with a short plain text beside them. */
export type MessageContent = (
  | { readonly type: "markdown"; readonly markdown: string }
  | {
      readonly type: "blocks";
      readonly blocks: readonly SlackBlock[];
      readonly text: string;
      /** The last of the blocks belong below the answer, and it could do without them. */
      readonly decorated?: boolean | undefined;
    }
) & { readonly metadata?: SlackMetadata | undefined };

export interface FindQuery {
  /** Only messages with a `ts` above this one, in Slack's form (`seconds.micros`). */
  readonly newerThan?: string | undefined;
  /** Or just this message. */
  readonly ts?: string | undefined;
  /** Where to look, when Slack has named the channel otherwise than the target does (a user's DM). */
  readonly channel?: string | undefined;
}

export type Found =
  | { readonly type: "found"; readonly messages: readonly FoundMessage[] }
  | { readonly type: "failed"; readonly outcome: Exclude<Outcome, { type: "applied" }> };

export interface FoundMessage extends MessageRef {
  /** Posted by this app, as far as Slack tells. */
  readonly own: boolean;
  readonly streamingState?: string | undefined;
  /** Slack's conversion of the text (S-facts on read-back): never compare it with Markdown as it is. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  readonly metadata?: SlackMetadata | undefined;
}
