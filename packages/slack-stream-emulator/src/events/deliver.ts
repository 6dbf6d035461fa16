import { createHmac } from "node:crypto";
import type { EmulatorClock } from "../time/clock.ts";
import { type Parcel, toHttpBody } from "./bodies.ts";

/** A bot: a function that answers a request. */
export type Receiver = (request: Request) => Response | Promise<Response>;

/** Slack's reason for sending a request again. */
export type RetryReason = "http_timeout" | "http_error" | "connection_failed";

/** One request to the bot and its result. */
export interface Attempt {
  /** Event or interaction type. */
  readonly type: string;
  /** The number of the attempt, from 0. The header of a retry contains it. */
  readonly retry: number;
  /** When it was sent, by the clock. */
  readonly at: number;
  /** Why it does not count as received. Undefined if it was received. */
  readonly failure: RetryReason | undefined;
  /** The HTTP status of the response. Undefined without a response. An acknowledgement in Socket Mode counts as 200. */
  readonly status: number | undefined;
  /** The bot's response: parsed if it is JSON, otherwise its text. Undefined if the body is empty. */
  readonly answer: unknown;
}

/** Sends something to an app, over HTTP or a socket. */
export interface Transport {
  /** The name in error messages: a URL, or a text instead of one. */
  readonly name: string;
  readonly clock: EmulatorClock;
  attempt(parcel: Parcel, retry: Retry | undefined): Promise<Tried>;
}

export interface Retry {
  readonly number: number;
  readonly reason: RetryReason;
}

export interface Tried {
  readonly failure: RetryReason | undefined;
  readonly status: number | undefined;
  readonly answer: unknown;
  /** True if the bot said that this event must not be sent again (S198). */
  readonly refusesRetry: boolean;
}

/** If a bot does not answer within this time, the event is sent again (S197). */
export const ANSWER_WITHIN_MS = 3_000;
/** At once, after a minute, and after five minutes (S197). Where these times begin is not known (S200). */
const RETRY_AFTER_MS: readonly number[] = [0, 60_000, 300_000];

/**
 * Sends a parcel, and sends an event again as Slack does if the bot is slow or fails. Resolves with the last attempt.
 * Rejects if the bot twice can't be reached or twice refuses, because then only a change of the bot can help. The other
 * attempts are still made.
 */
export function deliver(
  transport: Transport,
  parcel: Parcel,
  onAttempt: (attempt: Attempt) => void,
): Promise<Attempt> {
  const delivered = new Promise<Attempt>((resolve, reject) => {
    void handOver({ transport, parcel, onAttempt, reject }).then(resolve);
  });
  // A test that does not read the promise must not fail because of it.
  delivered.catch(() => {});
  return delivered;
}

interface Delivery {
  readonly transport: Transport;
  readonly parcel: Parcel;
  readonly onAttempt: (attempt: Attempt) => void;
  readonly reject: (error: Error) => void;
}

async function handOver({ transport, parcel, onAttempt, reject }: Delivery): Promise<Attempt> {
  const { clock } = transport;
  const { type } = parcel;

  async function tryOnce(retry: Retry | undefined): Promise<Attempt & { refusesRetry: boolean }> {
    const at = clock.now();
    const { failure, status, answer, refusesRetry } = await transport.attempt(parcel, retry);
    const made = { type, retry: retry?.number ?? 0, at, failure, status, answer };
    onAttempt(made);
    return { ...made, refusesRetry };
  }

  let last = await tryOnce(undefined);
  for (const [index, waitMs] of (parcel.isRepeated ? RETRY_AFTER_MS : []).entries()) {
    if (last.failure === undefined || last.refusesRetry) break;
    if (waitMs > 0) {
      if (isHopeless(last)) reject(toRefusal(transport.name, last));
      await new Promise<void>((resolve) => void clock.setTimer(waitMs, resolve));
    }
    last = await tryOnce({ number: index + 1, reason: last.failure });
  }
  const { refusesRetry: _, ...attempt } = last;
  return attempt;
}

/** Whether the bot would also refuse later. */
function isHopeless({ failure, status = 500 }: Attempt): boolean {
  return failure === "connection_failed" || (failure === "http_error" && status >= 400 && status < 500);
}

/** A bot refused a request, or could not be reached. */
export class BotRefusal extends Error {
  override readonly name = "BotRefusal";
}

function toRefusal(name: string, attempt: Attempt): BotRefusal {
  return new BotRefusal(`The bot at ${name} ${toProblem(attempt, "twice")}`);
}

/**
 * Describes the bot's failure and a likely cause: `answered HTTP 401 to app_mention: its signing secret may be
 * another`.
 */
export function toProblem({ type, failure, status }: Attempt, times: "once" | "twice"): string {
  const again = times === "twice" ? ", twice" : "";
  if (failure === "http_timeout")
    return `did not answer ${type} within ${ANSWER_WITHIN_MS / 1_000} s${again}: it has to answer before it does its work`;
  if (status === undefined) return `can't be reached (${failure}) for ${type}${again}: is it running?`;
  const hint = HINTS[status] ?? (status < 500 ? "it does not take such requests" : "it may have failed");
  return `answered HTTP ${status} to ${type}${again}: ${hint}`;
}

const OTHER_SECRET = "its signing secret may be another than signingSecret";
const HINTS: Readonly<Record<number, string>> = {
  400: OTHER_SECRET,
  401: OTHER_SECRET,
  403: OTHER_SECRET,
  404: "it may take requests at another path",
};

export interface HttpSetup {
  readonly url: string;
  readonly receiver: Receiver;
  readonly signingSecret: string;
  readonly clock: EmulatorClock;
  /** Returns the time for the signature of requests, in ms. */
  readonly signedAt: () => number;
}

/** Creates a transport that sends signed requests. */
export function createHttpTransport(setup: HttpSetup): Transport {
  return {
    name: setup.url,
    clock: setup.clock,
    async attempt(parcel, retry) {
      const answer = await withinTime(setup, toRequest(setup, parcel, retry));
      if (typeof answer === "string")
        return { failure: answer, status: undefined, answer: undefined, refusesRetry: false };
      const { response, text } = answer;
      return {
        failure: response.ok ? undefined : "http_error",
        status: response.status,
        answer: toAnswer(text),
        refusesRetry: response.headers.get("x-slack-no-retry") === "1",
      };
    },
  };
}

function toRequest(
  { url, signingSecret, signedAt }: HttpSetup,
  parcel: Parcel,
  retry: Retry | undefined,
): Request {
  const { contentType, text } = toHttpBody(parcel);
  return new Request(url, {
    method: "POST",
    headers: {
      "content-type": contentType,
      "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
      ...toSignatureHeaders(text, { secret: signingSecret, nowMs: signedAt() }),
      ...(retry && { "x-slack-retry-num": String(retry.number), "x-slack-retry-reason": retry.reason }),
    },
    body: text,
  });
}

interface Answered {
  readonly response: Response;
  readonly text: string;
}

/** A response that comes too late is ignored. The bot itself is not stopped. */
function withinTime({ clock, receiver }: HttpSetup, request: Request): Promise<Answered | RetryReason> {
  return new Promise((resolve) => {
    const cancel = clock.setTimer(ANSWER_WITHIN_MS, () => resolve("http_timeout"));
    const settle = (result: Answered | RetryReason) => {
      cancel();
      resolve(result);
    };
    // Not awaited, because the deadline may come first.
    void ask(receiver, request).then(settle, () => settle("connection_failed"));
  });
}

/** Reads the body, because an unread body keeps the connection open, and a bot that shuts down would wait for it. */
async function ask(receiver: Receiver, request: Request): Promise<Answered> {
  const response = await receiver(request);
  return { response, text: await response.text() };
}

function toAnswer(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

interface Signing {
  readonly secret: string;
  /** The time of the request, in ms. The receiver compares it with its own clock. */
  readonly nowMs: number;
}

/** The headers by which an app recognises Slack's requests: version 0, HMAC-SHA256 over time and body (S196). */
function toSignatureHeaders(body: string, { secret, nowMs }: Signing): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  return { "x-slack-request-timestamp": timestamp, "x-slack-signature": `v0=${digest}` };
}
