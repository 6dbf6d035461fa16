import type { WebClient } from "@slack/web-api";
import type { EmulatorAxiosAdapter, EmulatorClock } from "slack-stream-emulator";

/** A program that streams text into Slack. */
export interface Contestant {
  readonly name: string;
  /** Does a bot's set-up, and returns the function that streams an answer. */
  prepare(bot: Bot): (source: AsyncIterable<string>, thread: Thread) => Promise<unknown>;
}

/** How Slack is called: with a client of version 8, or by a contestant that makes its own client. */
export interface Bot {
  readonly client: WebClient;
  readonly token: string;
  readonly apiUrl?: string | undefined;
  /** For a contestant that makes a client of version 7. @default HTTP */
  readonly axiosAdapter?: EmulatorAxiosAdapter | undefined;
  /** For a contestant that takes a clock. @default the system's */
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
  // Typed by hand, to avoid importing the client's enum of levels.
  getLevel: () => "error" as never,
  setName() {},
};
