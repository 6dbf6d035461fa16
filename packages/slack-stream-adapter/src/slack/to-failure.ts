import { type FailureKind, findMeaning } from "./outcome-table.ts";
import { readProperty, readString } from "./read-property.ts";

/** A failed call, as read from a thrown value, or from a response without `ok: true`. */
export type CallFailure =
  /** Slack refused the call: its code and its response. */
  | { readonly type: "slack"; readonly code: string; readonly answer: unknown }
  | { readonly type: FailureKind; readonly code: string; readonly retryAfterMs?: number | undefined };

/**
 * Reads any value that a client threw. It uses only the error codes, because versions 7 and 8 share no classes, and
 * neither do two copies of one version (S165).
 */
export function toFailure(thrown: unknown): CallFailure {
  const code = readString(thrown, "code");
  switch (code) {
    case "slack_webapi_platform_error":
      return toRefusal(readProperty(thrown, "data"));
    case "slack_webapi_rate_limited_error":
      return toRateLimit(thrown);
    case "slack_webapi_http_error":
      return toHttpFailure(thrown);
    case "slack_stream_no_such_method":
      return { type: "no-such-method", code: "no_such_method" };
    default:
      return toOtherFailure(thrown);
  }
}

/** Reads a response with `ok: false`, thrown or returned. */
export function toRefusal(answer: unknown): CallFailure {
  const code = readProperty(answer, "error");
  if (typeof code !== "string" || !isSlackCode(code))
    return { type: "unreadable", code: "unreadable_answer" };
  return { type: "slack", code, answer };
}

function toRateLimit(thrown: unknown): CallFailure {
  const headers = readProperty(thrown, "headers");
  const retryAfterMs =
    toRetryAfterMs(readProperty(thrown, "retryAfter"), readString(headers, "date")) ??
    toRetryAfterMs(readProperty(headers, "retry-after"), readString(headers, "date"));
  return { type: "rate-limited", code: "ratelimited", retryAfterMs };
}

function toHttpFailure(thrown: unknown): CallFailure {
  const status = Number(readProperty(thrown, "statusCode"));
  if (status === 429) return toRateLimit(thrown);
  const code = `http_${Number.isInteger(status) ? status : "error"}`;
  // A gateway answers 408 when it stops waiting for the request. Slack may have received the request.
  if (status === 408 || !(status >= 300 && status < 500)) return { type: "http-failed", code };
  if (status < 400) return { type: "http-redirect", code };
  const refusal = toRefusal(readProperty(thrown, "body"));
  if (refusal.type === "slack") return refusal;
  return { type: status === 404 ? "http-not-found" : "http-refused", code };
}

function toOtherFailure(thrown: unknown): CallFailure {
  // Other clients throw the response itself, or have it in `data`.
  for (const answer of [readProperty(thrown, "data"), thrown]) {
    if (readProperty(answer, "ok") === false) return toRefusal(answer);
  }
  const causes = toCauses(thrown);
  for (const cause of causes) {
    // Without a code, only the message shows that this is a 429 (S162, S164).
    const words = toRateLimitWords(readString(cause, "message") ?? "");
    if (words)
      return { type: "rate-limited", code: "ratelimited", retryAfterMs: toRetryAfterMs(words.retryAfter) };
  }
  for (const cause of causes) {
    if (readString(cause, "name") === "URIError") return { type: "unsendable", code: "malformed_text" };
    if (isNotSent(cause)) return { type: "not-sent", code: toErrorCode(cause) ?? "unreachable" };
  }
  return { type: "no-answer", code: toInnermostCode(causes) ?? "no_answer" };
}

const refusedWords = /^(?:A request error occurred: )?A rate limit was exceeded \(.*retry-after: (\d+)\)$/s;
const headerWords = /Retry header did not contain a valid timeout/;

function toRateLimitWords(message: string): { retryAfter: string | undefined } | undefined {
  const refused = refusedWords.exec(message);
  if (refused) return { retryAfter: refused[1] };
  return headerWords.test(message) ? { retryAfter: undefined } : undefined;
}

/** The thrown value and its causes, outermost first: `cause`, the clients' `original`, and `errors` of an AggregateError. */
function toCauses(thrown: unknown): readonly unknown[] {
  const causes: unknown[] = [thrown];
  // Limited, because causes may form a circle.
  for (let index = 0; index < causes.length && causes.length < 12; index += 1) {
    const errors = readProperty(causes[index], "errors");
    const inner = [readProperty(causes[index], "original"), readProperty(causes[index], "cause")];
    for (const next of Array.isArray(errors) ? [...inner, ...errors] : inner) {
      if (next !== undefined && next !== null && !causes.includes(next)) causes.push(next);
    }
  }
  return causes;
}

const notSentCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);
// Version 7 can be configured to attach no original error. Then only the message contains the code.
const notSentWords = /^A request error occurred: (?:connect |getaddrinfo )\b/;

function isNotSent(cause: unknown): boolean {
  const syscall = readString(cause, "syscall");
  if (syscall === "connect" || syscall === "getaddrinfo") return true;
  const code = readString(cause, "code") ?? "";
  return notSentCodes.has(code) || notSentWords.test(readString(cause, "message") ?? "");
}

function toInnermostCode(causes: readonly unknown[]): string | undefined {
  const codes = causes.map(toErrorCode).filter((code) => code !== undefined);
  return codes.at(-1);
}

const plainNames: ReadonlySet<string> = new Set(["TimeoutError", "AbortError"]);

function toErrorCode(error: unknown): string | undefined {
  const code = readString(error, "code");
  if (code !== undefined && looksLikeCode(code)) return code;
  const name = readString(error, "name") ?? "";
  return plainNames.has(name) ? name : undefined;
}

/**
 * If a response is not JSON, both clients return its whole body instead of a code (S159), and the body of a gateway may
 * be a single word. Slack's codes have several words, except for the known ones.
 */
function isSlackCode(text: string): boolean {
  return findMeaning(text, "find") !== undefined || /^[a-z0-9]+(?:_[a-z0-9]+){1,12}$/.test(text);
}

/** Codes go into events and error messages. A page of HTML or a piece of the answer must not get there. */
function looksLikeCode(text: string): boolean {
  return /^[A-Za-z][\w.:-]{0,79}$/.test(text);
}

/**
 * Reads a `Retry-After`, in milliseconds. The value is seconds, as a number or text, whole or not, or an HTTP date.
 * Undefined if it is not usable. A date is measured from the `Date` of the same response, because the host's clock may
 * be wrong.
 */
export function toRetryAfterMs(value: unknown, answeredAt?: unknown): number | undefined {
  const seconds = toSeconds(value);
  if (seconds !== undefined) return Math.ceil(Math.max(0, seconds) * 1_000);
  if (typeof value !== "string" || typeof answeredAt !== "string") return undefined;
  const waitMs = Date.parse(value) - Date.parse(answeredAt);
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : undefined;
}

function toSeconds(value: unknown): number | undefined {
  const seconds = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof seconds === "number" && Number.isFinite(seconds) ? seconds : undefined;
}
