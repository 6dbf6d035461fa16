import type { StreamReceipt } from "slack-stream-adapter";

/** What the host tells a bot of Bolt. */
export interface BoltOrder {
  readonly apiUrl: string;
  readonly token: string;
  readonly signingSecret: string;
}

/** What such a bot says, a line each. */
export type BoltReport =
  | { readonly type: "listening"; readonly port: number }
  /** `to`: the ts of the message that is answered. */
  | { readonly type: "answer"; readonly to: string; readonly outcome: StreamReceipt["outcome"] };

export const boltTexts = {
  answer: "The answer is **42**, signed and sealed.",
  /** Who asks for it is answered until the stop button is pressed. */
  endless: "Go on until I stop you.",
};
