import type { WebClient } from "@slack/web-api";
import type { AxiosDoor, EmulatorClock } from "slack-stream-emulator";

/** Somebody who streams text into Slack. */
export interface Contestant {
  readonly name: string;
  /** Makes what a bot makes once, and hands back what it does for each answer. */
  prepare(bot: Bot): (source: AsyncIterable<string>, thread: Thread) => Promise<unknown>;
}

/** How Slack is reached: by a client of version 8, or by who makes a client of its own. */
export interface Bot {
  readonly client: WebClient;
  readonly token: string;
  readonly apiUrl?: string | undefined;
  /** For who makes a client of version 7. @default HTTP */
  readonly axiosAdapter?: AxiosDoor | undefined;
  /** For who takes a clock. @default the system's */
  readonly clock?: EmulatorClock | undefined;
}

export interface Thread {
  readonly channel: string;
  readonly threadTs: string;
}

export const recipient = { userId: "U0000000001", teamId: "T0000000001" } as const;

export const quietLogger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  // The levels are an enum of the client that is not worth importing.
  getLevel: () => "error" as never,
  setName() {},
};
