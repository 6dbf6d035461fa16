import type { StreamReceipt } from "slack-stream-adapter";
import type { AnswerName } from "./answer-texts.ts";

/** How the library is to call Slack. `wait-until` is by token too, in a worker that responds first and streams afterwards. */
export type Way = "token" | "wait-until" | "web-api-7" | "web-api-8";

/** What the host tells a bot: where Slack is, and the questions that wait there. */
export interface Order {
  readonly way: Way;
  readonly apiUrl: string;
  readonly token: string;
  readonly channel: string;
  readonly recipientUserId: string;
  readonly recipientTeamId: string;
  readonly threads: Readonly<Record<AnswerName, string>>;
  /** Where a worker sends its receipts that has responded before it streams. */
  readonly reportUrl?: string | undefined;
}

/** What a bot hands back. */
export type Receipts = Readonly<Record<AnswerName, StreamReceipt>>;
