/** What became of one call to Slack, as a value. Nothing in `slack/` throws for what Slack or the network does. */
export type Outcome = Applied | Refused | Unknown;

export interface Applied {
  readonly type: "applied";
  /** The message that the call made or touched; empty where the method has none. */
  readonly ts: string;
  /** The channel as Slack names it (a user ID given as channel becomes a DM's ID). */
  readonly channel: string;
}

/** Slack did not do it. The call may be made again, changed as `reason` says. */
export interface Refused {
  readonly type: "refused";
  readonly reason: RefusalReason;
  /** Slack's error code, or the client's. */
  readonly code: string;
  /** With `rate-limited`: how long Slack wants us to wait at least, in ms; absent when it did not say. */
  readonly retryAfterMs?: number | undefined;
  /** With `native-unavailable`: whether the next stream to the same place would meet the same refusal. */
  readonly permanence?: "lasting" | "passing" | undefined;
  /** With `decoration-refused`: the decoration that Slack named; absent when it could be any that was sent. */
  readonly suspect?: Decoration | undefined;
  /** The block that Slack points at: by its place in a chunk, or where a message is written whole by its type. */
  readonly refusedBlock?: RefusedBlock | undefined;
  /** What was thrown, without token, request or message text. */
  readonly error: unknown;
}

export type RefusedBlock =
  | { readonly chunk: number; readonly block: number | undefined }
  | { readonly type: string };

/**
 * What a call may carry beside text and cards. `author` is the name and icon, which the calls drop by themselves; `recipient`
 * the person whom a start in a direct message names, or does not name; `table` the block in which a table is written.
 */
export type Decoration =
  | "blocks"
  | "metadata"
  | "session-status"
  | "display-mode"
  | "author"
  | "recipient"
  | "table";

/** Nobody can say whether Slack did it: a time-out, a reset, a 5xx, an unreadable answer. */
export interface Unknown {
  readonly type: "unknown";
  readonly code: string;
  readonly error: unknown;
  /** Of a call that was given up at our deadline: resolves when it can change nothing any more, with what became of it. Never rejects. */
  readonly over?: Promise<Outcome> | undefined;
}

export type RefusalReason =
  /** Send it again, later. */
  | "rate-limited"
  /** It never left: no connection came about. Send it again, later. */
  | "unreachable"
  /** The message was finished by somebody else: its life ended. */
  | "message-over"
  | "message-deleted"
  /** The text does not fit into this message any more. */
  | "message-full"
  /** A stop block, metadata, session status or display mode was not liked. */
  | "decoration-refused"
  | "card-refused"
  /** Native streaming can't serve this target; post and edit can. */
  | "native-unavailable"
  | "stopped-by-user"
  /** `chat.update` on a message that is still streaming: close it first. */
  | "still-streaming"
  /** Slack will not let us change this message with that content; the message stays as it is. */
  | "edit-refused"
  /** Nothing that we could send would be taken. */
  | "refused-for-good";

/** Whether the same call may be applied later. */
export function mayPass(outcome: Outcome): boolean {
  if (outcome.type !== "refused") return outcome.type === "unknown";
  return outcome.reason === "rate-limited" || outcome.reason === "unreachable";
}
