import type { CardChunk } from "../source/part-reader.ts";
import type { SlackBlock, TaskUpdateChunk } from "../types/index.ts";

/** An update that readers see, made from a part of an agent's stream. Text is not among them. */
export type AgentUpdate =
  | CardChunk
  /** A tool without a card, because cards are turned off, did something. Only the status shows it. */
  | { readonly type: "unseen"; readonly update: TaskUpdateChunk }
  /** What the agent does now, in a few words; shown only while nothing else is. */
  | { readonly type: "status"; readonly text: string };

/** Calls of tools that somebody else has to do something for. */
export interface PendingCalls {
  readonly count: number;
  readonly calls: readonly PendingCall[];
  /** What asks for approvals. */
  readonly blocks: readonly SlackBlock[];
}

export interface PendingCall {
  /** For a person's approval, or for an answer from outside: of a person, or of a client that runs the tool. */
  readonly type: "approval" | "answer";
  /** Undefined where the call is not to be shown. */
  readonly title: string | undefined;
  /** What the call asks, in the model's own words. */
  readonly question: string | undefined;
  /** Blocks ask for it. */
  readonly hasBlocks: boolean;
}

export const noUpdates: readonly AgentUpdate[] = [];
export const nothingWaits: PendingCalls = { count: 0, calls: [], blocks: [] };
