import type { SegmentEnd } from "./receipt.ts";

/** What happens in a stream, told apart by `type`. Never carries message text or a token. Durations are in ms. */
export type StreamEvent =
  /** A message exists; persist `{ channel, ts }` and a crash can be repaired. */
  | {
      readonly type: "segment-start";
      readonly channel: string;
      readonly ts: string;
      readonly transport: "stream" | "edit" | "post";
    }
  /** Text was sent, and not refused: so many new characters. An edit writes all of its message anew. */
  | { readonly type: "append"; readonly ts: string; readonly characters: number }
  /** A sign of life: an open card again, or a zero-width space. */
  | { readonly type: "keepalive"; readonly ts: string; readonly form: "card" | "character" }
  /** Nothing is added to the message any more; `cause` is there where Slack ended it. */
  | {
      readonly type: "segment-end";
      readonly ts: string;
      readonly ended: SegmentEnd;
      readonly cause?: StreamTrouble | undefined;
    }
  /** A finished message was written whole, or could not be. */
  | { readonly type: "repair"; readonly ts: string; readonly succeeded: boolean }
  /** The same call is made again after a wait. */
  | { readonly type: "retry"; readonly method: string; readonly code: string; readonly waitMs: number }
  /** Nobody knows whether a call was carried out; the end of the message settles it. */
  | { readonly type: "unconfirmed"; readonly method: string; readonly code: string }
  /** Slack refused blocks, metadata, cards, a name, an icon or one block between the texts, which is named by its type; the text goes on without. */
  | { readonly type: "decoration-dropped"; readonly decoration: string; readonly code: string }
  /** From here on by post and edit. */
  | { readonly type: "fallback"; readonly reason: string }
  /** The store failed, and the answer goes on without its checkpoint. `code` says at what: a method of the store. */
  | ({ readonly type: "checkpoint-off" } & StreamTrouble)
  /** The stream was stopped before its source had ended. */
  | { readonly type: "stop"; readonly by: "user" | "newer-answer" | "signal" | "shutdown" };

/** Why a message ended early, or a call failed: Slack's, the client's or the store's, and the error as it came. */
export interface StreamTrouble {
  /** Such as `message_not_in_streaming_state`. */
  readonly code: string;
  /** What the client threw. */
  readonly error: unknown;
}
