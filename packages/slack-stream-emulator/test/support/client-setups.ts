import { WebClient as WebClient8 } from "@slack/web-api";
import { WebClient as WebClient7 } from "@slack/web-api-7";
import type { SlackEmulator } from "../../src/index.ts";

export interface Client {
  apiCall(
    method: string,
    args?: Record<string, unknown>,
  ): Promise<{ ok: boolean; ts?: unknown; messages?: unknown }>;
}

interface ClientOptions {
  timeout?: number;
  /** Replaces the client's own `fetch`. Version 7 has none. */
  fetch?: typeof fetch;
}

/** The real clients on the emulator, in-process and over HTTP. */
export const CLIENT_SETUPS: {
  name: string;
  open(slack: SlackEmulator, options?: ClientOptions): Promise<Client>;
}[] = [
  {
    name: "web-api 8 in-process",
    open: async (slack, options) =>
      new WebClient8(slack.token, { ...quiet8, ...slack.webClientOptions(8), ...options }),
  },
  {
    name: "web-api 7 in-process",
    open: async (slack, options) =>
      new WebClient7(slack.token, { ...quiet7, ...slack.webClientOptions(7), ...options }),
  },
  {
    name: "web-api 8 over HTTP",
    open: async (slack, options) =>
      new WebClient8(slack.token, { ...quiet8, slackApiUrl: (await slack.listen()).apiUrl, ...options }),
  },
  {
    name: "web-api 7 over HTTP",
    open: async (slack, options) =>
      new WebClient7(slack.token, { ...quiet7, slackApiUrl: (await slack.listen()).apiUrl, ...options }),
  },
];

const logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => "error" as never,
};

// Without the clients' own retries, because these wait in real time.
const quiet8 = { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, logger };
const quiet7 = { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, logger };
