import { createManualClock, createSlackEmulator } from "../../src/index.ts";

export interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  readonly ts?: string;
  readonly [field: string]: unknown;
}

/** A Slack that contracts are tried on: the emulator, or a live one. */
export interface SlackUnderTest {
  call(method: string, args: object): Promise<Answer>;
  /** Lets time pass; on a live Slack that takes as long as it says. */
  pass(ms: number): Promise<void>;
  readonly channel: string;
  readonly recipient: { readonly recipient_user_id: string; readonly recipient_team_id: string };
  /** Presses stop; no program can do that on a live Slack. */
  pressStop?(ts: string): void;
}

export function createEmulated(): SlackUnderTest {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  const url = "https://slack.test/api/";
  return {
    call: (method, args) => send({ url: url + method, token: slack.token, args, fetch: slack.fetch }),
    pass: (ms) => clock.advance(ms),
    channel: "C0000000001",
    recipient: { recipient_user_id: "U0000000001", recipient_team_id: "T0000000001" },
    pressStop: (ts) => void slack.stopByUser(ts),
  };
}

const NAMES = ["TOKEN", "CHANNEL", "USER_ID", "TEAM_ID"] as const;

/**
 * The Slack that `SLACK_FIDELITY_TOKEN`, `_CHANNEL`, `_USER_ID` and `_TEAM_ID` name; undefined without a token. The
 * bot must be in the channel, with the scopes chat:write and channels:history, in an app declared an agent.
 */
export function createLive(
  environment: Readonly<Record<string, string | undefined>>,
): SlackUnderTest | undefined {
  const read = (name: string) => environment[`SLACK_FIDELITY_${name}`] ?? "";
  const [token = "", channel = "", userId = "", teamId = ""] = NAMES.map(read);
  if (token === "") return undefined;
  const missing = NAMES.filter((name) => read(name) === "");
  if (missing.length > 0)
    throw new Error(
      `SLACK_FIDELITY_TOKEN is set, but not ${missing.map((name) => `SLACK_FIDELITY_${name}`).join(", ")}`,
    );
  const url = read("API_URL") || "https://slack.com/api/";
  return {
    call: (method, args) => send({ url: url + method, token, args, fetch }),
    pass: wait,
    channel,
    recipient: { recipient_user_id: userId, recipient_team_id: teamId },
  };
}

interface Request {
  readonly url: string;
  readonly token: string;
  readonly args: object;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

/** Starts and stops are limited to 20 a minute (S83, S85): a live Slack says how long to wait. */
async function send({ url, token, args, fetch }: Request): Promise<Answer> {
  for (;;) {
    const response = await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify(args),
    });
    if (response.status !== 429) return (await response.json()) as Answer;
    await wait(Number(response.headers.get("retry-after") ?? 1) * 1_000);
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
