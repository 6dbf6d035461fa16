import type { StreamReceipt } from "./types/index.ts";

/**
 * Which failure it is. `refused`: Slack refuses for good; `rate-limited`: it wants to be left alone for longer than is waited
 * for, 30 s at a time and 60 s in all, 120 s for a close; `unreachable`: no usable answer; `undelivered`: the source ended, but
 * Slack took a part only; `pending-full`: more than `maxPendingBytes` wait for Slack; `source-timeout`: silence for longer than `sourceTimeoutMs`; `already-running`: with a
 * `checkpoint`, another process or call streams the answer; `native-unavailable` and `recipient-missing`: with `transport: "stream"`, native streaming does not serve this target.
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

/** What is known of a failure beside its code. */
export interface SlackStreamErrorDetails {
  /** What the Slack client threw, or what else is behind it. */
  readonly cause?: unknown;
  /** What was delivered before. */
  readonly receipt?: StreamReceipt | undefined;
  /** Slack's error code, with `refused`, `native-unavailable` and `recipient-missing`. */
  readonly slackCode?: string | undefined;
  /** With `rate-limited`: how long Slack wants to be left alone, ms. With `already-running`: when to ask again. */
  readonly retryAfterMs?: number | undefined;
}

const brand = Symbol.for("slack-stream-adapter.SlackStreamError");

/**
 * The failures that are ours to report: Slack refused for good, could not be reached, or text could not be delivered.
 * A failing source rejects with its own error instead. The message never holds text of the answer.
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
  /** Always the same. */
  override readonly name = "SlackStreamError";
  /** Which failure it is. */
  readonly code: SlackStreamErrorCode;
  /** What was delivered before; set when the stream has ended. It holds the answer's text, so logs that show an error leave it out. */
  declare receipt: StreamReceipt | undefined;
  /** Slack's error code, with `refused`, `native-unavailable` and `recipient-missing`. */
  readonly slackCode: string | undefined;
  /** With `rate-limited`: how long Slack wants to be left alone, ms; undefined where it did not say. With `already-running`: when to ask again, ms. */
  readonly retryAfterMs: number | undefined;

  /** Made by the library; the message begins with the code. */
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
    try {
      return typeof error === "object" && error !== null && brand in error;
    } catch {
      return false; // A proxy whose traps throw is somebody else's.
    }
  }
}
