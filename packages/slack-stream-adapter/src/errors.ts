import type { StreamReceipt } from "./types/index.ts";

/**
 * Says what failed.
 *
 * - `refused`: Slack refuses for good, because of a token, a scope or a channel. Trying again changes nothing.
 * - `rate-limited`: Slack's rate limit lasted too long, and Slack had not taken all text when the time for delivery was over. That time is
 *   `deliveryTimeoutMs` after the source's end, and at most 600,000 ms more in which the library waits for a rate limit.
 * - `unreachable`: Slack can't be reached, or gives no usable response.
 * - `undelivered`: the source has ended, but Slack took only a part of the text.
 * - `pending-full`: more than `maxPendingBytes` of text wait for Slack.
 * - `source-timeout`: the source was silent for longer than `sourceTimeoutMs`.
 * - `already-running`: with a `checkpoint`, another process or call streams this answer.
 * - `native-unavailable`: with `transport: "stream"`, Slack does not stream to this target.
 * - `recipient-missing`: with `transport: "stream"`, Slack needs `recipientUserId` and `recipientTeamId` in this channel.
 */
export type SlackStreamErrorCode =
  | "refused"
  | "rate-limited"
  | "unreachable"
  | "undelivered"
  | "pending-full"
  | "source-timeout"
  | "already-running"
  | "native-unavailable"
  | "recipient-missing";

/** The fields of a `SlackStreamError` besides its code. */
export interface SlackStreamErrorDetails {
  /** The error behind it, mostly what the Slack client threw. */
  readonly cause?: unknown;
  /** What was delivered until then. */
  readonly receipt?: StreamReceipt | undefined;
  /** Slack's error code. Set with `refused`, `native-unavailable` and `recipient-missing`. */
  readonly slackCode?: string | undefined;
  /** With `rate-limited`: how long Slack asks to wait, ms. With `already-running`: the time after which you can call again, ms. */
  readonly retryAfterMs?: number | undefined;
}

const brand = Symbol.for("slack-stream-adapter.SlackStreamError");

/**
 * The library could not deliver the answer. An error that a source throws does not become this error: it is passed on unchanged. The
 * message holds neither text of the answer nor a token.
 *
 * @example
 * try {
 *   await streamToSlack(source, target);
 * } catch (error) {
 *   if (!SlackStreamError.isInstance(error)) throw error; // the source's own
 *   console.error(error.code, error.slackCode, error.receipt?.delivered);
 * }
 */
export class SlackStreamError extends Error {
  /** Always `SlackStreamError`. */
  override readonly name = "SlackStreamError";
  /** Says what failed. */
  readonly code: SlackStreamErrorCode;
  /**
   * What was delivered until then. Undefined if the answer had not begun. It holds the text of the answer, so it is not enumerable, and
   * logs leave it out.
   */
  declare receipt: StreamReceipt | undefined;
  /** Slack's error code. Set with `refused`, `native-unavailable` and `recipient-missing`. */
  readonly slackCode: string | undefined;
  /**
   * With `rate-limited`: how long Slack asks to wait, ms, or undefined if it did not say. With `already-running`: the time after which
   * you can call again, ms.
   */
  readonly retryAfterMs: number | undefined;

  /** For the library's own use. The message begins with the code. */
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

  /** Returns true for a `SlackStreamError`, also if it comes from another copy of the package: ESM beside CommonJS, or another version. */
  static isInstance(error: unknown): error is SlackStreamError {
    try {
      return typeof error === "object" && error !== null && brand in error;
    } catch {
      return false; // `in` throws only for a foreign proxy.
    }
  }
}
