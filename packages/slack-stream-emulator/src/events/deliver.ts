import type { EmulatorClock } from "../time/clock.ts";
import type { Body } from "./bodies.ts";
import { toSignatureHeaders } from "./sign.ts";

/** A bot as Slack sees it: something that answers a request. */
export type Receiver = (request: Request) => Response | Promise<Response>;

/** Why a request is sent again, in Slack's words. */
export type RetryReason = "http_timeout" | "http_error" | "connection_failed";

/** One request to the bot and what came of it. */
export interface Attempt {
  /** Event or interaction type. */
  readonly type: string;
  /** Counts from 0; the header of a retry carries it. */
  readonly retry: number;
  /** When it was sent, by the clock. */
  readonly at: number;
  /** Why it does not count as received; undefined when it does. */
  readonly failure: RetryReason | undefined;
  readonly status: number | undefined;
}

export interface Courier {
  readonly url: string;
  readonly receiver: Receiver;
  readonly signingSecret: string;
  readonly clock: EmulatorClock;
  /** The time that requests are signed with, in ms. */
  readonly signedAt: () => number;
  readonly onAttempt: (attempt: Attempt) => void;
}

export interface Parcel {
  readonly type: string;
  readonly body: Body;
  /** Waits before the retries; none for what is sent once. */
  readonly retryAfterMs: readonly number[];
}

/** A bot that has not answered by then is asked again (S197). */
const ANSWER_WITHIN_MS = 3_000;
/** At once, after a minute, after five (S197); from when is not known (S200). */
export const RETRY_AFTER_MS: readonly number[] = [0, 60_000, 300_000];

/** Sends a request, signed, and again as Slack does when the bot is slow or fails. Gives the last attempt. */
export async function deliver(courier: Courier, parcel: Parcel): Promise<Attempt> {
  let previous = await attempt(courier, parcel, undefined);
  for (const [index, waitMs] of parcel.retryAfterMs.entries()) {
    // The bot's own word that this event need not come again (S198).
    if (previous.failure === undefined || previous.refusesRetry) break;
    if (waitMs > 0) await new Promise<void>((resolve) => void courier.clock.setTimer(waitMs, resolve));
    previous = await attempt(courier, parcel, { number: index + 1, reason: previous.failure });
  }
  return previous;
}

interface Retry {
  readonly number: number;
  readonly reason: RetryReason;
}

async function attempt(
  courier: Courier,
  { type, body }: Parcel,
  retry: Retry | undefined,
): Promise<Attempt & { refusesRetry: boolean }> {
  const at = courier.clock.now();
  const answer = await withinTime(courier, toRequest(courier, body, retry));
  const response = typeof answer === "string" ? undefined : answer;
  const failure = typeof answer === "string" ? answer : response?.ok ? undefined : "http_error";
  const made = { type, retry: retry?.number ?? 0, at, failure, status: response?.status };
  courier.onAttempt(made);
  return { ...made, refusesRetry: response?.headers.get("x-slack-no-retry") === "1" };
}

function toRequest({ url, signingSecret, signedAt }: Courier, body: Body, retry: Retry | undefined): Request {
  return new Request(url, {
    method: "POST",
    headers: {
      "content-type": body.contentType,
      "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
      ...toSignatureHeaders(body.text, { secret: signingSecret, nowMs: signedAt() }),
      ...(retry && { "x-slack-retry-num": String(retry.number), "x-slack-retry-reason": retry.reason }),
    },
    body: body.text,
  });
}

/** A bot that answers too late is not heard, but goes on with what it does. */
function withinTime({ clock, receiver }: Courier, request: Request): Promise<Response | RetryReason> {
  return new Promise((resolve) => {
    const cancel = clock.setTimer(ANSWER_WITHIN_MS, () => resolve("http_timeout"));
    const settle = (result: Response | RetryReason) => {
      cancel();
      resolve(result);
    };
    // Not awaited: whichever comes first settles the promise of this function.
    void ask(receiver, request).then(settle, () => settle("connection_failed"));
  });
}

async function ask(receiver: Receiver, request: Request): Promise<Response> {
  return receiver(request);
}
