import type { StreamReceipt } from "slack-stream-adapter";

/** The host's order for a bot of Bolt. */
export interface BoltOrder {
  readonly apiUrl: string;
  readonly token: string;
  readonly signingSecret: string;
}

/** The reports of such a bot, one line for each. */
export type BoltReport =
  | { readonly type: "listening"; readonly port: number }
  /** `to`: the ts of the message that is answered. */
  | { readonly type: "answer"; readonly to: string; readonly outcome: StreamReceipt["outcome"] };

export const boltTexts = {
  answer: "The answer is **42**, signed and sealed.",
  /** A question with this text is answered until the stop button is pressed. */
  endless: "Go on until I stop you.",
};
