import type { CardChunk } from "../source/part-reader.ts";

/** What a part of an agent's stream means to a reader in Slack. Text is not among them: it goes its own way. */
export type Meaning =
  | { readonly type: "chunk"; readonly chunk: CardChunk }
  /** What the agent does now, in a few words; shown only while nothing else is. */
  | { readonly type: "status"; readonly text: string }
  /** How many tools wait for a person's approval, and how many of them have no card. */
  | { readonly type: "waiting"; readonly approvals: number; readonly unseen: number };

export const nothing: readonly Meaning[] = [];
