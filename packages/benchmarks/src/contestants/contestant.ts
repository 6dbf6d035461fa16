import type { WebClient } from "@slack/web-api";
import type { AxiosDoor } from "slack-stream-emulator";

/** Somebody who streams text into a Slack thread. */
export interface Contestant {
  readonly name: string;
  /** Makes what a bot makes once, and hands back what it does for each answer. */
  prepare(place: Place): (source: AsyncIterable<string>) => Promise<unknown>;
}

/** Where the answers go, and how Slack is reached. */
export interface Place {
  readonly client: WebClient;
  /** For who makes a client of its own. */
  readonly token: string;
  readonly apiUrl?: string | undefined;
  readonly axiosAdapter?: AxiosDoor | undefined;
  readonly channel: string;
  readonly threadTs: string;
}

export const recipient = { userId: "U0000000001", teamId: "T0000000001" } as const;
