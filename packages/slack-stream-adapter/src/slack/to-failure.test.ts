import fc from "fast-check";
import { expect, test } from "vitest";
import type { CallDescription, CallKind } from "./call-description.ts";
import { toFailure, toRetryAfterMs } from "./to-failure.ts";
import { outcomeOfAnswer, outcomeOfError } from "./to-outcome.ts";

const fetchFailed = (cause: unknown) => Object.assign(new TypeError("fetch failed"), { cause });
const systemError = (code: string, syscall?: string) =>
  Object.assign(new Error(`${syscall ?? "read"} ${code}`), {
    code,
    ...(syscall === undefined ? {} : { syscall }),
  });
const requestError = (original: Error) =>
  Object.assign(new Error(`A request error occurred: ${original.message}`), {
    code: "slack_webapi_request_error",
    original,
  });
const httpError = (statusCode: number, more: object = {}) =>
  Object.assign(new Error("HTTP"), { code: "slack_webapi_http_error", statusCode, ...more });

test.each([
  [
    "a rate limit, rejected at once (S163)",
    { code: "slack_webapi_rate_limited_error", retryAfter: 30 },
    "rate-limited",
    30_000,
  ],
  [
    "a rate limit after the retries of 7 (S162)",
    new Error("A rate limit was exceeded (url: chat.x, retry-after: 12)"),
    "rate-limited",
    12_000,
  ],
  [
    "a rate limit after the retries of 8 (S162)",
    requestError(new Error("A rate limit was exceeded (url: chat.x, retry-after: 12)")),
    "rate-limited",
    12_000,
  ],
  [
    "a rate limit without a usable header (S164)",
    new Error("Retry header did not contain a valid timeout (url: x, retry-after header: null)"),
    "rate-limited",
    undefined,
  ],
  [
    "HTTP 429 from another client",
    httpError(429, { headers: { "retry-after": "5" } }),
    "rate-limited",
    5_000,
  ],
  [
    "HTTP 429 with a date",
    httpError(429, {
      headers: { "retry-after": "Wed, 07 Oct 2026 10:00:09 GMT", date: "Wed, 07 Oct 2026 10:00:00 GMT" },
    }),
    "rate-limited",
    9_000,
  ],
  ["HTTP 500 (S159)", httpError(500), "http-failed", undefined],
  ["HTTP 503 with a page", httpError(503, { body: "<html>" }), "http-failed", undefined],
  ["HTTP 408", httpError(408), "http-failed", undefined],
  ["an HTTP error without a status", httpError(Number.NaN), "http-failed", undefined],
  ["HTTP 302", httpError(302), "http-redirect", undefined],
  ["HTTP 404", httpError(404), "http-not-found", undefined],
  ["HTTP 403", httpError(403), "http-refused", undefined],
  [
    "HTTP 403 with Slack's answer",
    httpError(403, { body: { ok: false, error: "invalid_auth" } }),
    "slack",
    undefined,
  ],
  [
    "no answer in time (S157)",
    requestError(Object.assign(new Error("timeout of 100ms exceeded"), { code: "ECONNABORTED" })),
    "no-answer",
    undefined,
  ],
  ["a reset (S157)", requestError(systemError("ECONNRESET")), "no-answer", undefined],
  ["a reset under fetch", requestError(fetchFailed(systemError("ECONNRESET"))), "no-answer", undefined],
  [
    "a body cut off (S158)",
    new TypeError("terminated", { cause: systemError("UND_ERR_SOCKET") }),
    "no-answer",
    undefined,
  ],
  [
    "a body that came too late (S158)",
    new DOMException("The operation was aborted due to timeout", "TimeoutError"),
    "no-answer",
    undefined,
  ],
  ["our own abort", new DOMException("This operation was aborted", "AbortError"), "no-answer", undefined],
  ["a refused connection", requestError(systemError("ECONNREFUSED", "connect")), "not-sent", undefined],
  [
    "a refused connection under fetch",
    fetchFailed(systemError("ECONNREFUSED", "connect")),
    "not-sent",
    undefined,
  ],
  [
    "two refused addresses",
    fetchFailed(
      Object.assign(new AggregateError([systemError("ECONNREFUSED", "connect")]), { code: "ECONNREFUSED" }),
    ),
    "not-sent",
    undefined,
  ],
  [
    "a connection that never came about",
    requestError(systemError("ETIMEDOUT", "connect")),
    "not-sent",
    undefined,
  ],
  ["a silence on an open connection", requestError(systemError("ETIMEDOUT", "read")), "no-answer", undefined],
  ["an unknown name", fetchFailed(systemError("ENOTFOUND", "getaddrinfo")), "not-sent", undefined],
  [
    "a certificate that is not trusted",
    requestError(systemError("SELF_SIGNED_CERT_IN_CHAIN")),
    "not-sent",
    undefined,
  ],
  [
    "a refused connection without its original",
    Object.assign(new Error("A request error occurred: connect ECONNREFUSED 127.0.0.1:1"), {
      code: "slack_webapi_request_error",
    }),
    "not-sent",
    undefined,
  ],
  ["half a surrogate pair (S168)", new URIError("URI malformed"), "unsendable", undefined],
  [
    "a page instead of JSON (S159)",
    { code: "slack_webapi_platform_error", data: { ok: false, error: "<html>busy</html>" } },
    "unreadable",
    undefined,
  ],
  [
    "a word instead of JSON",
    { code: "slack_webapi_platform_error", data: { ok: false, error: "busy" } },
    "unreadable",
    undefined,
  ],
  ["a refusal thrown by a plain object", { ok: false, error: "is_archived" }, "slack", undefined],
  [
    "a refusal in the data of another error",
    Object.assign(new Error("no"), { data: { ok: false, error: "is_archived" } }),
    "slack",
    undefined,
  ],
  ["a bug in a stand-in", new TypeError("x is not a function"), "no-answer", undefined],
  ["undefined", undefined, "no-answer", undefined],
  ["a string", "ECONNREFUSED", "no-answer", undefined],
])("toFailure() tells %s", (_, thrown, type, retryAfterMs) => {
  const failure = toFailure(thrown);
  expect(failure.type).toBe(type);
  expect("retryAfterMs" in failure ? failure.retryAfterMs : undefined).toBe(retryAfterMs);
});

test("toFailure() returns the innermost code", () => {
  expect(toFailure(requestError(fetchFailed(systemError("ECONNRESET"))))).toMatchObject({
    code: "ECONNRESET",
  });
  expect(toFailure(new DOMException("late", "TimeoutError"))).toMatchObject({ code: "TimeoutError" });
  expect(toFailure(httpError(502))).toMatchObject({ code: "http_502" });
});

test("toFailure() ends if causes form a circle", () => {
  const ring: { cause?: unknown } = {};
  ring.cause = { cause: ring };
  expect(toFailure(ring)).toMatchObject({ type: "no-answer", code: "no_answer" });
});

test("toFailure() reads frozen values, and values whose properties throw", () => {
  expect(toFailure(Object.freeze(systemError("ECONNREFUSED", "connect")))).toMatchObject({
    type: "not-sent",
  });
  const hostile = new Proxy(
    {},
    {
      get: () => {
        throw new Error("no");
      },
    },
  );
  expect(toFailure(hostile)).toMatchObject({ type: "no-answer" });
});

test("toOutcome() returns an outcome for any error and any response", () => {
  const kinds: readonly CallKind[] = ["start", "append", "stop", "update", "post", "find", "status"];
  const property = fc.property(
    fc.anything({ withNullPrototype: true, withBigInt: true }),
    fc.constantFrom(...kinds),
    (thing, kind) => {
      const call: CallDescription = { kind, includes: new Set(), channel: "C1", ts: "1.1", attempts: "one" };
      expect(["refused", "unknown"]).toContain(outcomeOfError(thing, call).type);
      expect(outcomeOfAnswer(thing, call).type).toBeTypeOf("string");
    },
  );
  fc.assert(property, { seed: 20261121, numRuns: 300 });
});

test.each([
  [30, 30_000],
  ["30", 30_000],
  [" 7 ", 7_000],
  [0.2, 200],
  ["1.5", 1_500],
  [0, 0],
  [-4, 0],
  ["-4", 0],
  [undefined, undefined],
  [null, undefined],
  ["", undefined],
  ["soon", undefined],
  [Number.NaN, undefined],
  [Number.POSITIVE_INFINITY, undefined],
  [{}, undefined],
])("toRetryAfterMs() reads %j as %j", (value, expected) => {
  expect(toRetryAfterMs(value)).toBe(expected);
});

test("toRetryAfterMs() measures a date from the date of the response", () => {
  const answeredAt = "Wed, 07 Oct 2026 10:00:00 GMT";
  expect(toRetryAfterMs("Wed, 07 Oct 2026 10:01:00 GMT", answeredAt)).toBe(60_000);
  expect(toRetryAfterMs("Wed, 07 Oct 2026 09:00:00 GMT", answeredAt)).toBe(0);
  expect(toRetryAfterMs("Wed, 07 Oct 2026 10:01:00 GMT")).toBeUndefined();
  expect(toRetryAfterMs("soon", answeredAt)).toBeUndefined();
});
