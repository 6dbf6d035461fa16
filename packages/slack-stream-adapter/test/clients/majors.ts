import { type WebClientOptions as Options8, WebClient as WebClient8 } from "@slack/web-api";
import { type WebClientOptions as Options7, WebClient as WebClient7 } from "@slack/web-api-7";
import { createManualClock, type ManualClock } from "slack-stream-emulator";
import { createSlackCalls, type SlackCallsSettings } from "../../src/slack/create-slack-calls.ts";
import type { SlackCalls } from "../../src/slack/slack-calls.ts";
import type { SlackClient } from "../../src/types/index.ts";
import type { FakeSlack } from "./fake-slack.ts";

export const token = "xoxb-111-222-aBcDeFgHiJ";

/** Options that both majors know. */
export type SharedOptions = Options7 & Options8;

// Quiet, because these tests cause failures.
export const quietLogger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  setName: () => {},
  getLevel: () => "error",
} as unknown as NonNullable<SharedOptions["logger"]>;

/** The real clients, created as bot authors create them, with only the server's address as an option. */
export const majors = [
  {
    major: 7,
    WebClient: WebClient7,
    create: (slack: FakeSlack, options: Options7 = {}) =>
      new WebClient7(token, { slackApiUrl: slack.url, logger: quietLogger, ...options }),
  },
  {
    major: 8,
    WebClient: WebClient8,
    create: (slack: FakeSlack, options: Options8 = {}) =>
      new WebClient8(token, { slackApiUrl: slack.url, logger: quietLogger, ...options }),
  },
] as const;

export const place = {
  channel: "C1",
  threadTs: "1700000000.000000",
  recipientUserId: "U1",
  recipientTeamId: "T1",
};

export const message = { channel: "C1", ts: "1700000000.000001" };

export const text = (words: string) => [{ type: "markdown_text", text: words }] as const;

export interface Setup {
  readonly calls: SlackCalls;
  readonly clock: ManualClock;
}

export function callThrough(
  client: SlackClient,
  { token, ...settings }: Partial<SlackCallsSettings> & { readonly token?: string } = {},
): Setup {
  const clock = createManualClock();
  return {
    clock,
    calls: createSlackCalls({ ...place, client, token }, { callTimeoutMs: 15_000, clock, ...settings }),
  };
}

/** Waits until a condition holds that depends on real sockets. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100_000 && !condition(); turn += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  if (!condition()) throw new Error("the condition never came to hold");
}
