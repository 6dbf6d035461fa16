import type { CardChunk } from "../source/part-reader.ts";
import type { SlackBlock } from "../types/index.ts";

/** An update for readers, made from a part of an agent's stream. Text is handled elsewhere. */
export type AgentUpdate =
  | CardChunk
  /** What the agent does now, in a few words, or that nothing like it goes on any more. It is shown only if nothing else is shown. */
  | { readonly type: "status"; readonly text: string | undefined };

/** A tool call that waits for somebody else. */
export interface PendingCall {
  /** Whether it waits for a person's approval, or for a result from a person or from a client that runs the tool. */
  readonly type: "approval" | "answer";
  /** Undefined if the call must not be shown. */
  readonly title: string | undefined;
  /** The question of the call, in the model's own words. */
  readonly question: string | undefined;
  /** The blocks of the caller that ask for it. */
  readonly blocks: readonly SlackBlock[];
}

export const noUpdates: readonly AgentUpdate[] = [];
