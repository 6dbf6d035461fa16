import type { CardChunk } from "../source/part-reader.ts";
import type { SlackBlock } from "../types/index.ts";

/** What a part of an agent's stream means to a reader in Slack. Text is not among them: it goes its own way. */
export type Meaning =
  | { readonly type: "chunk"; readonly chunk: CardChunk }
  /** What the agent does now, in a few words; shown only while nothing else is. */
  | { readonly type: "status"; readonly text: string }
  | ({ readonly type: "waiting" } & Waiting);

/** Tools that wait for a person's approval. */
export interface Waiting {
  readonly approvals: number;
  /** Of those that have a card, or would have one if Slack took it. */
  readonly titles: readonly string[];
  /** What asks for it. */
  readonly blocks: readonly SlackBlock[];
}

export const nothing: readonly Meaning[] = [];
