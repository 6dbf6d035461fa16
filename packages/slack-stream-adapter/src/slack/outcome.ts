/** The outcome of one call to Slack, as a value. Nothing in `slack/` throws because of Slack or the network. */
export type Outcome = Applied | Refused | Unknown;

/** A call that was not applied. */
export type Failed = Exclude<Outcome, Applied>;

export interface Applied {
  readonly type: "applied";
  /** The message that the call made or changed. Empty if the method has no message. */
  readonly ts: string;
  /** The channel as Slack names it. If the target's channel is a user ID, Slack names the direct message. */
  readonly channel: string;
}

/** Slack did not carry out the call. It may be made again, changed as `reason` says. */
export interface Refused {
  readonly type: "refused";
  readonly reason: RefusalReason;
  /** Slack's error code, or the client's. */
  readonly code: string;
  /** With `rate-limited`: the shortest wait that Slack asks for, ms. Undefined if Slack did not say. */
  readonly retryAfterMs?: number | undefined;
  /** With `native-unavailable`: Slack would also refuse the next stream to the same place. */
  readonly isLasting?: true | undefined;
  /** With `decoration-refused`: the decoration that Slack named. Undefined if it may be any that was sent. */
  readonly suspect?: Decoration | undefined;
  /** The block that Slack points at: by its place in a chunk, or by its type if the whole message was written. */
  readonly refusedBlock?: RefusedBlock | undefined;
  /** The error that was thrown, without token, request and text of the message. */
  readonly error: unknown;
}

export type RefusedBlock =
  | { readonly chunk: number; readonly block: number | undefined }
  | { readonly type: string };

/**
 * Parts of a call besides text and cards. `author` is the name and icon. `SlackCalls` drops them by itself. `recipient` is
 * the person of a start in a direct message, named or left out. `table` is the block of a table.
 */
export type Decoration =
  | "blocks"
  | "metadata"
  | "session-status"
  | "display-mode"
  | "author"
  | "recipient"
  | "table";

/** Nobody can know whether Slack carried out the call: a timeout, a reset, a 5xx, an unreadable response. */
export interface Unknown {
  readonly type: "unknown";
  readonly code: string;
  readonly error: unknown;
  /**
   * Only for a call that was given up at our deadline. Resolves with the outcome when the call can change nothing any more. Never rejects.
   */
  readonly over?: Promise<Outcome> | undefined;
}

export type RefusalReason =
  /** Send it again, later. */
  | "rate-limited"
  /** The call was not sent, because there was no connection. Send it again, later. */
  | "unreachable"
  /** The message is not streaming any more: Slack or another program ended it. */
  | "message-over"
  | "message-deleted"
  /** The text does not fit into this message. */
  | "message-full"
  /** Slack refuses a stop block, metadata, session status or display mode. */
  | "decoration-refused"
  | "card-refused"
  /** Slack does not stream to this target. The answer can be posted and edited. */
  | "native-unavailable"
  | "stopped-by-user"
  /** `chat.update` on a message that is still streaming: close it first. */
  | "still-streaming"
  /** Slack refuses this change of the message. The message stays unchanged. */
  | "edit-refused"
  /** Slack would refuse any call. */
  | "refused-for-good";

/** Whether the same call may succeed later. */
export function mayPass(outcome: Outcome): boolean {
  if (outcome.type !== "refused") return outcome.type === "unknown";
  return outcome.reason === "rate-limited" || outcome.reason === "unreachable";
}
