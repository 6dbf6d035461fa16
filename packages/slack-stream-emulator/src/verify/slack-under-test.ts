import { createSlackEmulator } from "../create-slack-emulator.ts";
import { createManualClock } from "../time/manual-clock.ts";

export interface ApiAnswer {
  readonly ok: boolean;
  readonly error?: string;
  readonly ts?: string;
  readonly [field: string]: unknown;
}

/** A raw response, also one that refuses too many calls. */
export interface RawAnswer {
  readonly status: number;
  /** Seconds. */
  readonly retryAfter: number | undefined;
  readonly answer: ApiAnswer | undefined;
}

/** A Slack that contracts and probes are tried on: the emulator, or a live one. */
export interface SlackUnderTest {
  /** Makes a call. After too many calls it waits as long as Slack says. */
  call(method: string, args: object): Promise<ApiAnswer>;
  callOnce(method: string, args: object): Promise<RawAnswer>;
  /** Lets time pass. On a live Slack this takes real time. */
  pass(ms: number): Promise<void>;
  readonly channel: string;
  readonly recipient: { readonly recipient_user_id: string; readonly recipient_team_id: string };
  /** Presses stop. No program can do this on a live Slack. */
  pressStop?(ts: string): void;
  /** Deletes every message that was posted, and resolves with how many are left. */
  cleanUp(): Promise<number>;
}

/** An emulator in-process whose time is moved on. */
export function createEmulated(): SlackUnderTest {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  const api = { apiUrl: "https://slack.test/api/", token: slack.token, fetch: slack.fetch };
  return {
    ...toCalls(api, (ms) => clock.advance(ms)),
    pass: (ms) => clock.advance(ms),
    channel: "C0000000001",
    recipient: { recipient_user_id: "U0000000001", recipient_team_id: "T0000000001" },
    pressStop: (ts) => void slack.stopByUser(ts),
  };
}

export interface Live {
  readonly token: string;
  /** A channel that the bot is a member of. */
  readonly channel: string;
  /** The recipient of streams. By default a person in the channel. */
  readonly userId: string | undefined;
  readonly apiUrl: string;
}

/**
 * Connects to a Slack over HTTP. If the token or channel is not usable, it rejects with an `Error` that names the
 * problem.
 */
export async function createLive({ token, channel, userId, apiUrl }: Live): Promise<SlackUnderTest> {
  const calls = toCalls({ apiUrl, token, fetch }, wait);
  const who = await calls.call("auth.test", {});
  if (!who.ok) throw new Error(`auth.test was refused: ${who.error}`);
  const user = userId ?? (await findPerson(calls, { channel, self: String(who.user_id) }));
  return {
    ...calls,
    pass: wait,
    channel,
    recipient: { recipient_user_id: user, recipient_team_id: String(who.team_id) },
  };
}

type Calls = Pick<SlackUnderTest, "call" | "callOnce" | "cleanUp">;

async function findPerson(
  { call }: Calls,
  { channel, self }: { channel: string; self: string },
): Promise<string> {
  const { ok, error, members } = await call("conversations.members", { channel, limit: 100 });
  if (!ok)
    throw new Error(`conversations.members was refused: ${error}; is the bot in the channel ${channel}?`);
  for (const id of Array.isArray(members) ? members.map(String) : []) {
    if (id === self) continue;
    const { user } = await call("users.info", { user: id });
    if ((user as { is_bot?: boolean } | undefined)?.is_bot === false) return id;
  }
  throw new Error(`nobody but bots is in the channel ${channel}; set SLACK_VERIFY_USER_ID`);
}

interface Api {
  readonly apiUrl: string;
  readonly token: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

/** Starts and stops are limited to 20 a minute (S83, S85): a live Slack says how long to wait. */
function toCalls(api: Api, pass: (ms: number) => Promise<void>): Calls {
  /** The posted messages: the channel by `ts`. */
  const posted = new Map<string, string>();

  async function callOnce(method: string, args: object): Promise<RawAnswer> {
    const raw = await send(api, { method, args });
    const { ok, ts, channel } = raw.answer ?? { ok: false };
    if (ok && typeof ts === "string" && POSTING.has(method)) posted.set(ts, String(channel));
    return raw;
  }

  async function call(method: string, args: object): Promise<ApiAnswer> {
    for (;;) {
      const { answer, retryAfter = 1, status } = await callOnce(method, args);
      if (status !== 429 && answer !== undefined) return answer;
      await pass(retryAfter * 1_000);
    }
  }

  async function cleanUp(): Promise<number> {
    let left = 0;
    for (const [ts, channel] of posted) {
      // An open stream can't be deleted, so it is stopped first. Stopping another message does no harm.
      await call("chat.stopStream", { channel, ts });
      const { ok, error } = await call("chat.delete", { channel, ts });
      if (!ok && error !== "message_not_found") left += 1;
    }
    posted.clear();
    return left;
  }

  return { call, callOnce, cleanUp };
}

const POSTING: ReadonlySet<string> = new Set(["chat.postMessage", "chat.startStream"]);

async function send(
  { apiUrl, token, fetch }: Api,
  { method, args }: { method: string; args: object },
): Promise<RawAnswer> {
  const response = await fetch(apiUrl + method, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(args),
  });
  const retryAfter = response.headers.get("retry-after");
  const text = await response.text();
  return {
    status: response.status,
    retryAfter: retryAfter === null ? undefined : Number(retryAfter),
    answer: response.status === 429 ? undefined : (JSON.parse(text) as ApiAnswer),
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
