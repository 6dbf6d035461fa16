import type { StreamReceipt } from "./types.ts";

export type SlackStreamErrorCode =
  | "refused"
  | "rate-limited"
  | "unreachable"
  | "undelivered"
  | "source-timeout"
  | "native-unavailable"
  | "recipient-missing";

export interface SlackStreamErrorDetails {
  readonly cause?: unknown;
  readonly receipt?: StreamReceipt | undefined;
  /** Slack's error code, with `refused` and `native-unavailable`. */
  readonly slackCode?: string | undefined;
  /** With `rate-limited`: how long Slack wants to be left alone, ms. */
  readonly retryAfterMs?: number | undefined;
}

const brand = Symbol.for("slack-stream-adapter.SlackStreamError");

/**
 * The failures that are ours to report: Slack refused for good, could not be reached, or text could not be delivered.
 * A failing source rejects with its own error instead. The message never holds text of the answer.
 */
export class SlackStreamError extends Error {
  override readonly name = "SlackStreamError";
  readonly code: SlackStreamErrorCode;
  /** What was delivered before; set when the stream has ended. It holds the answer's text, so logs that show an error leave it out. */
  declare receipt: StreamReceipt | undefined;
  readonly slackCode: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: SlackStreamErrorCode, message: string, details: SlackStreamErrorDetails = {}) {
    super(`${code}: ${message}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.slackCode = details.slackCode;
    this.retryAfterMs = details.retryAfterMs;
    Object.defineProperties(this, {
      [brand]: { value: true },
      receipt: { value: details.receipt, writable: true, enumerable: false },
    });
  }

  /** Tells this error across copies of the package (ESM beside CommonJS, two versions). */
  static isInstance(error: unknown): error is SlackStreamError {
    return typeof error === "object" && error !== null && brand in error;
  }
}
